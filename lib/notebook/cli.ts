/**
 * Runs a notebook with the Deno kernel: `deno run -A lib/notebook/cli.ts IN.ipynb [OUT.ipynb] [--timeout SECONDS] [--allow-errors]`.
 *
 * Without OUT the notebook is written in place. Exit code 1 if a cell failed, 2 for wrong usage.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { dirname, resolve } from "node:path";
import { formatNotebook, parseNotebook } from "./notebook_file.ts";
import { runNotebook } from "./run_notebook.ts";

/** Runs the command line and answers its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { timeout: { type: "string" }, "allow-errors": { type: "boolean" } },
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
  const [input, output = input] = parsed.positionals;
  const timeout = Number(parsed.values.timeout ?? 120);
  if (input === undefined || output === undefined || parsed.positionals.length > 2 || !(timeout > 0)) {
    console.error("Usage: IN.ipynb [OUT.ipynb] [--timeout SECONDS] [--allow-errors]");
    return 2;
  }
  try {
    const notebook = parseNotebook(await Deno.readTextFile(input), input);
    const result = await runNotebook(notebook, {
      cwd: dirname(resolve(input)),
      timeout,
      allowErrors: parsed.values["allow-errors"] === true,
    });
    const draft = `${output}.part`;
    await Deno.writeTextFile(draft, formatNotebook(result.notebook));
    await Deno.rename(draft, output);
    for (const { index, message } of result.failures) console.error(`${input}, cell ${index}: ${message}`);
    return result.failures.length > 0 ? 1 : 0;
  } catch (error) {
    console.error(`${input}: ${error instanceof Error ? error.message : error}`);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
