/** Where a group of measurements works, and how often it measures. */
export interface Bench {
  /** A folder of its own, removed at the end. */
  readonly folder: string;
  /** How often each thing is measured. */
  readonly runs: number;
}

/** What the subject `flopbook.ts` prints. */
export interface OwnRun {
  readonly importMs: number;
  readonly firstMs: number;
  readonly warm: readonly number[];
  readonly parts: Readonly<Record<string, readonly number[]>>;
  readonly peakMiB: number;
  readonly bytes: number;
  readonly bytesRead: number;
  readonly nodes: number;
}

/** A time to three digits. */
export function ms(value: number): string {
  return value >= 1e4 ? `${(value / 1e3).toFixed(1)} s` : value >= 100 ? `${value.toFixed(0)} ms` : `${value.toPrecision(3)} ms`;
}

/** A size in powers of ten, as disks have it. */
export function bytes(value: number): string {
  return value >= 1e9
    ? `${(value / 1e9).toFixed(1)} GB`
    : value >= 1e6
    ? `${(value / 1e6).toFixed(1)} MB`
    : `${(value / 1e3).toFixed(0)} KB`;
}

/** Prints a line of the table: a name, and what is said of it. */
export function line(name: string, ...facts: readonly (string | undefined)[]): void {
  console.log(`  ${name.padEnd(28)} ${facts.filter((fact) => fact !== undefined).join(", ")}`);
}
