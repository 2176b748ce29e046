/**
 * The arguments of a command, taken apart by what the command says that it takes.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { nearestNames } from "../analysis/nearest_names.ts";
import { UsageError } from "./usage_error.ts";

/** An option of a command. */
export interface CommandOption {
  /** Its name, without the dashes. */
  readonly name: string;
  /** What stands behind it, as the help calls it; without it the option is a flag. */
  readonly value?: string;
  /** A flag's value, which may stand behind `=` and nowhere else. */
  readonly attached?: string;
  /** What it does, in lines of the help. */
  readonly help: readonly string[];
}

/** How alike a word must be to one that is known to be taken for a mistyped one. */
const ALIKE = 0.4;

/** What was given to a command. */
export class Arguments {
  /** What stands beside the options. */
  readonly operands: readonly string[];
  readonly #values: ReadonlyMap<string, readonly (string | undefined)[]>;

  /** Holds what was given. */
  constructor(operands: readonly string[], values: ReadonlyMap<string, readonly (string | undefined)[]>) {
    this.operands = operands;
    this.#values = values;
  }

  /** True where an option was given. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** An option's value, the last one where it was given more than once; `undefined` where it was not, or is a flag without one. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** All values of an option that may be given again. */
  texts(name: string): readonly string[] {
    return (this.#values.get(name) ?? []) as readonly string[];
  }

  /**
   * An option's value as a whole number.
   *
   * @throws {UsageError} If it is none, or below `least`.
   */
  wholeNumber(name: string, least: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new UsageError(`--${name} takes a whole number of ${least} or more: current value is ${text}`);
  }
}

/**
 * Takes arguments apart. `--` ends the options.
 *
 * @returns `undefined` where help is asked for.
 * @throws {UsageError} If there is no such option, or its value is missing.
 */
export function readArguments(args: readonly string[], options: readonly CommandOption[]): Arguments | undefined {
  const known = new Map(options.map((option) => [option.name, option]));
  const { tokens } = parseArgs({
    args: [...args],
    strict: false, // its own errors take three sentences and propose nothing
    allowPositionals: true,
    tokens: true,
    options: {
      help: { type: "boolean", short: "h" },
      ...Object.fromEntries(
        options.map(({ name, value }) => [name, { type: value === undefined ? "boolean" as const : "string" as const }]),
      ),
    },
  });
  if (tokens.some((token) => token.kind === "option" && (token.rawName === "--help" || args[token.index] === "-h"))) return undefined; // not -html
  const operands: string[] = [];
  const values = new Map<string, (string | undefined)[]>();
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const option = known.get(token.name);
    if (option === undefined || !token.rawName.startsWith("--")) throw noSuchOption(args[token.index]!, [...known.keys(), "help"]);
    values.set(option.name, [...values.get(option.name) ?? [], valueOf(option, token, known)]);
  }
  return new Arguments(operands, values);
}

interface GivenOption {
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** The value of an option, which is not the next option. */
function valueOf(
  option: CommandOption,
  { value, inlineValue }: GivenOption,
  known: ReadonlyMap<string, CommandOption>,
): string | undefined {
  if (option.value === undefined) {
    if (value === undefined || option.attached !== undefined) return value;
    throw new UsageError(`--${option.name} takes no value: current value is ${value}`);
  }
  const isOption = !inlineValue && value !== undefined && known.has(/^--([^=]+)/.exec(value)?.[1] ?? "");
  if (value === undefined || value === "" || isOption) {
    throw new UsageError(`--${option.name} needs a value: --${option.name} ${option.value}`);
  }
  return value;
}

function noSuchOption(word: string, names: readonly string[]): UsageError {
  const [written] = word.split("=");
  const [nearest] = nearestNames(names, written!.replace(/^-+/, ""), ALIKE);
  return new UsageError(`there is no option ${written}${nearest === undefined ? "" : `; did you mean --${nearest}?`}`);
}

/** The word among those that there are that somebody may have meant. */
export function meantWord(word: string, words: readonly string[]): string | undefined {
  return nearestNames(words, word, ALIKE)[0];
}
