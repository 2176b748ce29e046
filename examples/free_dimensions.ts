/**
 * Costs of a model that leaves its batch size and sequence length open: closed forms, and numbers at chosen sizes.
 *
 * Run: `deno run --allow-read examples/free_dimensions.ts`
 */
import assert from "node:assert/strict";
import { profile } from "../mod.ts";

const model = new URL("../tests/data/zoo/lstm_lm.dyn.onnx", import.meta.url);

const { macs, peak } = await profile(model);
console.log(`macs = ${macs}`);
console.log(`peak activations in bytes = ${peak.activationBytes}`);
assert.equal(String(macs), "357376*batch*seq");

for (const seq of [16, 64, 256]) {
  const bound = await profile(model, { dims: { batch: 1, seq } });
  console.log(`seq = ${seq}: ${bound.macs.toLocaleString()} macs`);
  assert.equal(bound.macs, 357376 * seq);
}
