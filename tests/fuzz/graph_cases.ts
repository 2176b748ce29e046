/**
 * Generated graphs, case by case: run by `run.ts` in a process of its own (`--no-lock --no-config`), as onnxruntime may crash.
 *
 * Usage: `graph_cases.ts SEED FIRST END [verbose]`. Prints JSON lines: where it is, each failure, and the counts at the end.
 */
import { checkGraph } from "./check_graph.ts";
import { grow } from "./grow.ts";
import type { Tally } from "./judge.ts";
import { caseSeed, Random } from "./random.ts";

const [seed, first, end] = Deno.args.slice(0, 3).map(Number) as [number, number, number];
const verbose = Deno.args[3] === "verbose";

function print(line: Record<string, unknown>): void {
  console.log(JSON.stringify(line));
}

for (let index = first; index < end; index++) {
  print({ at: index, stage: "grow" });
  const graph = await grow(new Random(caseSeed(seed, index)));
  print({ at: index, stage: "check" });
  const tally: Tally = { told: 0, open: new Map() };
  if (verbose) print({ opset: graph.opset, trail: graph.trail, refused: Object.fromEntries(graph.shared.refused) });
  try {
    for (const failure of await checkGraph(graph, tally, (stage) => print({ at: index, stage }))) {
      print({ failed: index, opset: graph.opset, ...failure });
    }
  } catch (error) {
    const stack = error instanceof Error ? error.stack?.split("\n").slice(1, 5) : undefined;
    print({ failed: index, opset: graph.opset, problem: String(error), stack });
  }
  const open = Object.fromEntries([...tally.open].map(([operator, count]) => [`open ${operator}`, count]));
  print({ counts: { nodes: graph.shared.accepted, "shapes told": tally.told, ...open } });
}
print({ done: end - first });
