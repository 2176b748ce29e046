/** Times a model with onnxruntime and maps the runtime's kernels to the model's nodes, as JSON. Arguments: SOURCE, `random` or `stored` weights, RUNS. */
import { measure, type Weights } from "../../mod.ts";

const [source, weights, runs] = Deno.args;
const measured = await measure(source!, { weights: weights as Weights, runs: Number(runs), threads: 1 });
const { milliseconds, timing, facts: { model, nodes, totals } } = measured;
const kernels = timing?.kernels ?? [];
const covered = new Set(kernels.flatMap((kernel) => kernel.nodes));
console.log(JSON.stringify({
  milliseconds,
  mappedShare: timing?.mappedShare,
  unexplainedShare: timing?.unexplainedShare,
  lost: nodes.filter(({ macs }, index) => macs !== 0 && !covered.has(index)).length,
  isComplete: kernels.reduce((sum, { macs }) => sum + macs, 0) === Number(totals.macs),
  bytes: model.bytes,
  bytesRead: model.bytesRead,
}));
