/**
 * What a command of the command line is. A new one is a file beside this and a line in the table.
 *
 * @module
 */
import type { Arguments, CommandOption } from "./arguments.ts";

/** A command. */
export interface Command {
  /** What calls it. */
  readonly name: string;
  /** What it takes beside options, as the help writes it. */
  readonly operands: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** What else the help says, in lines. */
  readonly remarks?: readonly string[];
  /** Its options. */
  readonly options: readonly CommandOption[];
  /**
   * Does it, and answers the exit code.
   *
   * @throws {UsageError} If what was given does not fit.
   */
  run(given: Arguments): Promise<number>;
}
