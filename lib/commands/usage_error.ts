/** Thrown for arguments that do not fit a command's usage. */
export class UsageError extends Error {}
