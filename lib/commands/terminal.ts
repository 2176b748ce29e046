/**
 * What the command line writes: answers to the standard output, remarks of one line to the standard error.
 *
 * @module
 */
import type { Progress } from "../bytes/watched_source.ts";

/** A line on the standard error is cut to this: a name from a model file may have any length. */
const LINE = 2000;

/** Prints an answer. */
export function print(text: string): void {
  console.log(text);
}

/** Writes one line to the standard error. */
export function tell(text: string): void {
  console.error(oneLine(text));
}

function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- names from a model file must not steer the terminal
  const line = text.replace(/\s*\n\s*/g, " ").replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "?");
  return line.length <= LINE ? line : `${line.slice(0, LINE / 2)} … ${line.slice(-LINE / 2)}`;
}

/** How long something may take before somebody wants to know that it goes on, in milliseconds. */
const PATIENCE = 500;

/** One line on the standard error that tells how something long goes on; it goes away at the end. */
export class ProgressLine {
  readonly #begun = performance.now();
  #shown = 0;

  /** Shows a read of a file or an address. */
  showRead({ name, bytesRead, bytes }: Progress): void {
    const of = bytes === undefined ? "" : ` of ${(bytes / 1e6).toFixed(1)}`;
    this.show(`reading ${name}: ${(bytesRead / 1e6).toFixed(1)}${of} MB`);
  }

  /** Shows how things stand, in place where that is a terminal, else once. */
  show(text: string): void {
    const now = performance.now();
    if (now - this.#begun < PATIENCE || (this.#shown > 0 && (!Deno.stderr.isTerminal() || now - this.#shown < 100))) return;
    const line = oneLine(text);
    Deno.stderr.writeSync(new TextEncoder().encode(Deno.stderr.isTerminal() ? `\r\x1b[K${line}` : `${line}\n`));
    this.#shown = now;
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shown > 0 && Deno.stderr.isTerminal()) Deno.stderr.writeSync(new TextEncoder().encode("\r\x1b[K"));
  }
}

/** Does something with a line of progress, which goes away whatever comes of it. */
export async function withProgress<T>(run: (line: ProgressLine) => Promise<T>): Promise<T> {
  const line = new ProgressLine();
  try {
    return await run(line);
  } finally {
    line.end();
  }
}
