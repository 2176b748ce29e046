/**
 * Fuzzing: generated graphs against onnxruntime, and damaged files against the promise that nothing but a documented error comes of them.
 *
 * Usage: `deno task fuzz [--cases 2000] [--files 20000] [--seed S] [--only N] [--corpus FOLDER]…`
 *
 * Prints the seed, every failure with its case, and the counts. A failed case is had again with `--seed S --only N`, and `--cases 1` or `--files 1` to
 * say which sort. Ends with 1 where anything failed.
 */
import { parseArgs } from "node:util";
import { fuzz, type Outcome } from "./fuzz.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    cases: { type: "string", default: "2000" },
    files: { type: "string", default: "20000" },
    seed: { type: "string", default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    only: { type: "string" },
    corpus: { type: "string", multiple: true, default: [] },
  },
});
const seed = Number(values.seed);
const first = Number(values.only ?? 0);
const corpus = values.corpus.map((folder) => new URL(`${folder}/`, `file://${Deno.cwd()}/`).href);
console.log(`seed ${seed}`);

function tell(sort: string, { done, failures, counts }: Outcome): number {
  for (const failure of failures) console.log(`FAILED ${JSON.stringify(failure)}`);
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
  console.log(`${sort}: ${done} cases, ${failures.length} failures; ${sorted.map(([name, count]) => `${count} ${name}`).join(", ")}`);
  return failures.length;
}

let failed = 0;
if (Number(values.cases) > 0) failed += tell("generated graphs", await fuzz("graphs", { seed, first, count: Number(values.cases) }));
if (Number(values.files) > 0) failed += tell("damaged files", await fuzz("files", { seed, first, count: Number(values.files), corpus }));
Deno.exit(failed > 0 ? 1 : 0);
