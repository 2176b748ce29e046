/**
 * Runs a notebook with the Deno kernel: `deno run -A lib/notebook/cli.ts IN.ipynb [OUT.ipynb] [--timeout SECONDS] [--allow-errors]`.
 *
 * Without OUT the notebook is written in place, but only if the run was good; OUT is always written. One line on stderr for a failing cell. Exit code 1 if a cell
 * failed, but 0 if errors are allowed and all cells were run; 2 for wrong usage.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readNotebook, writeNotebook } from "./notebook_file.ts";
import { runNotebook } from "./run_notebook.ts";

const USAGE = "Usage: deno run -A lib/notebook/cli.ts IN.ipynb [OUT.ipynb] [--timeout SECONDS] [--allow-errors]";

/** What the command line asks for. */
interface Arguments {
  readonly input: string;
  readonly output: string;
  readonly timeout: number;
  readonly allowErrors: boolean;
}

/** Runs the command line and answers its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const wanted = parse(args);
  if (typeof wanted === "string") {
    console.error(`${wanted}\n${USAGE}`);
    return 2;
  }
  if (wanted === undefined) {
    console.log(USAGE);
    return 0;
  }
  const { input, output, timeout, allowErrors } = wanted;
  try {
    const { notebook, failures, durations, complete } = await runNotebook(await readNotebook(input), {
      cwd: dirname(resolve(input)),
      timeout,
      allowErrors,
    });
    for (const { index, id, message } of failures) console.error(`${input}, cell ${index} (${id}): ${message}`);
    const good = failures.length === 0 || (allowErrors && complete);
    if (output !== input || good) await writeNotebook(output, notebook);
    const seconds = durations.values().reduce((sum, ms) => sum + ms, 0) / 1000;
    console.error(`${input}: ${durations.size} cells in ${seconds.toFixed(1)} s, ${failures.length} failed`);
    return good ? 0 : 1;
  } catch (error) {
    console.error(`${input}: ${error instanceof Error ? error.message : error}`);
    return 1;
  }
}

/** The arguments, or what is wrong with them; `undefined` where help is asked for. */
function parse(args: readonly string[]): Arguments | string | undefined {
  try {
    const options = {
      timeout: { type: "string", default: "120" },
      "allow-errors": { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    } as const;
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    if (values.help) return undefined;
    const [input, output = input, ...rest] = positionals;
    const timeout = Number(values.timeout);
    if (input === undefined || output === undefined) return "A notebook is missing";
    if (rest.length > 0) return `Too many arguments: ${rest.join(" ")}`;
    if (!(timeout > 0)) return `--timeout must be a number of seconds above 0: it is ${values.timeout}`;
    return { input, output, timeout, allowErrors: values["allow-errors"] };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
