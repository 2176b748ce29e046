/**
 * Sets the smaller half of the weights in a PyTorch checkpoint to 0, saves them as safetensors, and looks at what was saved.
 *
 * Run: `deno run --allow-read --allow-write examples/prune_weights.ts`
 */
import assert from "node:assert/strict";
import { load, profile } from "../mod.ts";

const file = new URL("../tests/data/weights/training.pt", import.meta.url);
console.log(String(await profile(file)));

const network = await load(file);
for (const [name, weight] of network.stateDict()) {
  if (!name.endsWith(".weight") || weight.shape.length < 2) continue;
  const values = await weight.load() as Float32Array;
  const sizes = values.map(Math.abs).sort();
  weight.set(values.map((value) => Math.abs(value) < sizes[values.length >> 1]! ? 0 : value));
}

const path = await Deno.makeTempFile({ suffix: ".safetensors" });
await network.save(path);

const pruned = await load(path);
for (const [, weight] of pruned.namedParameters()) console.log(String(await weight.statistics()));
assert.equal((await pruned.getParameter("conv.weight").statistics()).zeros, 54 / 2);
await Deno.remove(path);
