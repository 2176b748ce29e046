/**
 * The command line: `deno run lib/cli.ts MODEL`, also from a URL.
 *
 * Exit codes: 0; 1 the model cannot be read or profiled; 2 wrong usage; 3 over a budget.
 *
 * @module
 */
import { runCommand } from "./commands/run_command.ts";

if (import.meta.main) Deno.exitCode = await runCommand(Deno.args);
