/**
 * Sets the smaller half of the weights in a PyTorch checkpoint to 0, saves them as safetensors, and looks at what was saved.
 *
 * Run: `deno run --allow-read --allow-write examples/prune_weights.ts`
 */
import assert from "node:assert/strict";
import { EditableStateDict, load, profile, saveModel, statisticsOf } from "../mod.ts";

const file = new URL("../tests/data/weights/training.pt", import.meta.url);
console.log(String(await profile(file)));

const { model } = await load(file);
const weights = EditableStateDict.of(model);
for (const [name, weight] of weights) {
  if (!name.endsWith(".weight") || weight.shape.length < 2) continue;
  const values = await weight.load() as Float32Array;
  const sizes = values.map(Math.abs).sort();
  weights.set(name, values.map((value) => Math.abs(value) < sizes[values.length >> 1]! ? 0 : value));
}

const path = await Deno.makeTempFile({ suffix: ".safetensors" });
await saveModel(model, path, { edits: weights.edits });

const pruned = await load(path);
const found = new Map(await Array.fromAsync(statisticsOf(pruned.graph.initializers)));
for (const [name, { zeros, count, std }] of found) console.log(`${name}: ${zeros} of ${count} are 0, the standard deviation is ${std}`);
assert.equal(found.get("conv.weight")!.zeros, 54 / 2);
await Deno.remove(path);
