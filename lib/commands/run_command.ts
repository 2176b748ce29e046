/**
 * From arguments to an exit code.
 *
 * @module
 */
import { ArgumentError } from "../analysis/argument_error.ts";
import { SourceError } from "../bytes/source_error.ts";
import { meantWord, readArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { helpOf } from "./help.ts";
import { COMMANDS } from "./mod.ts";
import { print, tell } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Runs the command that the first argument names, or else the first of the table, and answers its exit code: 1 where the model cannot be read or profiled,
 * 2 for wrong usage, and what the command says. `help COMMAND` is `COMMAND --help`.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  if (args[0] === "help") return await runCommand([...args.slice(1), "--help"]);
  const named = COMMANDS.find(({ name }) => name === args[0]);
  const command = named ?? COMMANDS[0]!;
  try {
    const given = readArguments(named === undefined ? args : args.slice(1), command.options);
    if (given === undefined) {
      print(helpOf(command, COMMANDS));
      return 0;
    }
    return await command.run(given);
  } catch (error) {
    const { message, isUsage } = problemOf(error, named, args);
    tell(message);
    return isUsage ? 2 : 1;
  }
}

/** The command that somebody may have meant where none stands first, in a sentence: what is wrong with the arguments of another is no help then. */
function mistyped(args: readonly string[]): string | undefined {
  const names = COMMANDS.map(({ name }) => name);
  const [first = ""] = args;
  const later = names.find((name) => args.includes(name));
  if (later !== undefined) return `the command ${later} must stand first`;
  const meant = isWord(first) ? meantWord(first, names) : undefined;
  return meant === undefined ? undefined : `there is no command ${first}; did you mean ${meant}?`;
}

/** A word that is no path. */
function isWord(text: string): boolean {
  return /^[a-z]+$/i.test(text);
}

interface Problem {
  readonly message: string;
  readonly isUsage: boolean;
}

function problemOf(error: unknown, named: Command | undefined, args: readonly string[]): Problem {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    const wrong = (named === undefined ? mistyped(args) : undefined) ?? message;
    return { message: `${wrong} (${named === undefined ? "" : `${named.name} `}--help shows the usage)`, isUsage: true };
  }
  // Data beside a model may be missing, too: nobody has typed its name.
  const isTyped = error instanceof SourceError && error.isMissing && args.some((arg) => arg.replace(/^--\w+=/, "") === error.source);
  const hint = isTyped ? hintFor(error.source, message, named) : "";
  return { message: message + hint, isUsage: error instanceof ArgumentError };
}

/** A command that may have been meant by a file that there is not, unless a file of a like name is proposed already. */
function hintFor(path: string, message: string, named: Command | undefined): string {
  const command = named === undefined && isWord(path) ? meantWord(path, COMMANDS.map(({ name }) => name)) : undefined;
  return command === undefined || message.endsWith("?") ? "" : `, and no such command; did you mean ${command}?`;
}
