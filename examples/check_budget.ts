/**
 * Fails a build if a model has grown over its budget: exit code 3, and a line for each number that has. What is not known is no pass.
 *
 * Run: `deno run --allow-read examples/check_budget.ts [MODEL]`
 *
 * Without code: `deno task profile MODEL --max-macs 4.1G --max-parameters 25M --max-peak 10MiB`
 */
import { profile } from "../mod.ts";

const report = await profile(Deno.args[0] ?? new URL("resnet50.onnx", import.meta.url));
const overruns = report.overruns({ macs: "4.1G", parameters: "25M", peak: "10MiB" });

for (const { name, value, limit } of overruns) console.error(`${name}: ${value.toLocaleString()} is over ${limit.toLocaleString()}`);
console.log(overruns.length === 0 ? "within budget" : "over budget");
Deno.exitCode = overruns.length === 0 ? 0 : 3;
