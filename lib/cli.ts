/**
 * The command line: `deno run lib/cli.ts MODEL`, also from a URL.
 *
 * Exit codes: 0; 1 the model cannot be read or profiled; 2 wrong usage.
 *
 * @module
 */
import { ArgumentError } from "./analysis/argument_error.ts";
import type { InputValue } from "./analysis/known_inputs.ts";
import type { Progress } from "./bytes/watched_source.ts";
import { writeFile } from "./bytes/write_file.ts";
import { CONVENTIONS } from "./analysis/conventions/mod.ts";
import { interactivePage } from "./pictures/interactive_page.ts";
import { profile, type ProfileOptions, reconcile } from "./profile.ts";
import type { Shown } from "./shown.ts";

const USAGE = `Tells what a neural network costs.

Usage: profile MODEL [options]        MODEL is a path or an http(s) address

  --input NAME=1x3x224x224   the shape of an input (a scalar's is NAME=); may be given again
  --dim NAME=VALUE           the value of a free dimension; may be given again
  --value NAME=JSON          the contents of a small input that decides shapes; may be given again
  --convention NAME          the tool whose numbers are wanted:
                             ${namesInLines()}
  --reconcile FROM,TO        why two tools' numbers differ, each NAME or NAME.NUMBER;
                             "all" puts every tool's numbers beside each other
  --unfold                   count normalisations that the exporter merged with convolutions
  --json                     print one JSON object instead of the table
  --html FILE                write a page that shows the profile
  --help                     print this`;

/** The conventions' names, a few a line. */
function namesInLines(): string {
  const names = CONVENTIONS.map(({ name }) => name);
  const lines = Array.from({ length: Math.ceil(names.length / 5) }, (_, line) => names.slice(5 * line, 5 * line + 5).join(", "));
  return lines.join(`,\n${" ".repeat(29)}`);
}

/** What the arguments ask for. */
interface Request {
  readonly model: string;
  readonly options: ProfileOptions;
  readonly json: boolean;
  readonly html: string | undefined;
  /** Two tools' numbers; none for all tools' beside each other. */
  readonly reconcile: readonly string[] | undefined;
}

/** Thrown for arguments that do not fit the usage. */
class UsageError extends Error {}

/** Takes the arguments apart; `undefined` where help is asked for. */
function parse(args: readonly string[]): Request | undefined {
  const inputs: Record<string, number[]> = {};
  const dims: Record<string, number> = {};
  const values: Record<string, InputValue> = {};
  const models: string[] = [];
  const texts: { html?: string; convention?: string; reconcile?: string } = {};
  let [json, unfold] = [false, false];
  const rest = [...args];
  const next = (option: string) => {
    const value = rest.shift();
    if (value === undefined) throw new UsageError(`${option} needs a value`);
    return value;
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const equals = /^(--(?:input|dim|value|convention|html|reconcile))=(.*)$/s.exec(word);
    if (equals) [word] = [equals[1]!, rest.unshift(equals[2]!)];
    if (word === "--help" || word === "-h") return undefined;
    else if (word === "--json") json = true;
    else if (word === "--unfold") unfold = true;
    else if (word === "--html" || word === "--convention" || word === "--reconcile") {
      texts[word.slice(2) as keyof typeof texts] = next(word);
    } else if (word === "--input") set(inputs, word, next(word), parseShape);
    else if (word === "--dim") set(dims, word, next(word), parseSize);
    else if (word === "--value") set(values, word, next(word), parseValue);
    else if (word.startsWith("-") && word !== "-") throw new UsageError(`there is no option ${word}`);
    else models.push(word);
  }
  if (models.length !== 1) throw new UsageError(models.length === 0 ? "MODEL is missing" : `one MODEL is wanted: ${models.join(" ")}`);
  const { html, convention, reconcile } = texts;
  if (reconcile !== undefined && (html ?? convention) !== undefined) {
    throw new UsageError("--reconcile stands without --html and --convention");
  }
  const options = { inputs, dims, values, unfold, ...(convention !== undefined && { convention }) };
  return { model: models[0]!, options, json, html, reconcile: reconcile === undefined ? undefined : parseNumbers(reconcile) };
}

/** `FROM,TO`, or `all` for none in particular. */
function parseNumbers(text: string): string[] {
  if (text === "all") return [];
  const names = text.split(",");
  if (names.length !== 2) throw new UsageError(`--reconcile takes FROM,TO or all: current value is ${text}`);
  return names;
}

/** NAME ends at the last `=`: names of values may hold one. */
function set<T>(into: Record<string, T>, option: string, text: string, parseText: (text: string) => T | undefined): void {
  const at = text.lastIndexOf("=");
  const value = at < 1 ? undefined : parseText(text.slice(at + 1));
  if (value === undefined) {
    throw new UsageError(
      `${option} takes ${{ "--input": "NAME=1x3x224x224", "--dim": "NAME=VALUE" }[option] ?? "NAME=JSON"}: current value is ${text}`,
    );
  }
  into[text.slice(0, at)] = value;
}

function parseSize(text: string): number | undefined {
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

function parseShape(text: string): number[] | undefined {
  if (text === "") return [];
  const sizes = text.split("x").map(parseSize);
  return sizes.every((size) => size !== undefined) ? sizes : undefined;
}

/** JSON, and the numbers that JSON has no word for as Python writes them: NaN, Infinity, -Infinity. */
function parseValue(text: string): InputValue | undefined {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (word) => word.startsWith('"') ? word : `"\\u0000${word}"`);
  try {
    const value: unknown = JSON.parse(
      marked,
      (_, item) => typeof item === "string" && item.startsWith("\0") ? Number(item.slice(1)) : item,
    );
    return isInputValue(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isInputValue(value: unknown): value is InputValue {
  return Array.isArray(value) ? value.every(isInputValue) : ["number", "boolean", "string"].includes(typeof value);
}

/** Runs the command line and answers its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const request = parse(args);
    if (request === undefined) {
      console.log(USAGE);
      return 0;
    }
    await run(request);
    return 0;
  } catch (error) {
    const wrongUsage = error instanceof UsageError || error instanceof ArgumentError;
    const message = error instanceof Error ? error.message : String(error);
    console.error(oneLine(error instanceof UsageError ? `${message} (--help shows the usage)` : message));
    return wrongUsage ? 2 : 1;
  }
}

async function run({ model, options, json, html, reconcile: numbers }: Request): Promise<void> {
  const progress = new ProgressLine();
  const watched = { ...options, onProgress: (step: Progress) => progress.show(step) };
  if (numbers !== undefined) {
    const [from, to] = numbers;
    const asked = from === undefined || to === undefined ? reconcile(model, watched) : reconcile(model, from, to, watched);
    const answer = await (asked as Promise<Shown>).finally(() => progress.end());
    console.log(json ? JSON.stringify(answer) : String(answer));
    return;
  }
  const report = await profile(model, watched).finally(() => progress.end());
  if (html !== undefined) await writeFile(html, await interactivePage(report.facts, (reason) => console.error(oneLine(reason))));
  console.log(json ? JSON.stringify(report) : String(report));
  if (html !== undefined && !json) console.log(`\nA page that shows this: ${html}`);
}

/** How long a read may take before somebody wants to know that it goes on, in milliseconds. */
const PATIENCE = 500;

/** One line on stderr that tells how a long read goes on; it goes away at the end. */
class ProgressLine {
  readonly #begun = performance.now();
  #shown = 0;

  show({ name, bytesRead, bytes }: Progress): void {
    const now = performance.now();
    if (now - this.#begun < PATIENCE || (this.#shown > 0 && (!Deno.stderr.isTerminal() || now - this.#shown < 100))) return;
    const of = bytes === undefined ? "" : ` of ${(bytes / 1e6).toFixed(1)}`;
    const line = oneLine(`reading ${name}: ${(bytesRead / 1e6).toFixed(1)}${of} MB`);
    Deno.stderr.writeSync(new TextEncoder().encode(Deno.stderr.isTerminal() ? `\r\x1b[K${line}` : `${line}\n`));
    this.#shown = now;
  }

  end(): void {
    if (this.#shown > 0 && Deno.stderr.isTerminal()) Deno.stderr.writeSync(new TextEncoder().encode("\r\x1b[K"));
  }
}

function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex -- names from a model file must not steer the terminal
  return text.replace(/\s*\n\s*/g, " ").replace(/[\x00-\x1f\x7f]/g, "?");
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
