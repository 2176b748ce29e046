/** Thrown when bytes cannot be had: no such file, no permission, no answer, a broken transfer. What the bytes mean plays no part. */
export class SourceError extends Error {
  /** The class's name. */
  override readonly name = "SourceError";
  /** The path or address, as it was asked for. */
  readonly source: string;

  /** A sentence that names the source; `cause` is what the platform threw. */
  constructor(message: string, source: string, options?: ErrorOptions) {
    super(message, options);
    this.source = source;
  }
}

/** What the platform said, for the end of a sentence of ours. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
