/**
 * A model with an operator that no standard knows: without a definition it is reported under `coverage`, with one it counts like any other.
 *
 * Run: `deno run --allow-read examples/custom_operator.ts`
 */
import assert from "node:assert/strict";
import { defineOperator, profile, sizes } from "../mod.ts";

const model = new URL("custom_operator.onnx", import.meta.url);

const unknown = await profile(model);
assert.equal(unknown.coverage.unknown, 1);
console.log(`${unknown.coverage.nodes[0]!.name}: ${unknown.coverage.nodes[0]!.reason}`);

const pairwiseDistance = defineOperator({
  name: "PairwiseDistance",
  domain: "com.example",
  summary: "The distance of each row of A to each row of B.",
  inputs: ["A", "B"],
  outputs: ["distances"],
  attributes: { power: 2 },
  shape: ({ A, B }) => [[A.dim(0), B.dim(0)]],
  // For each pair: a subtraction and a square a coordinate, their sum, one root.
  work({ A }, { distances }) {
    const coordinates = sizes.multiply(distances.size, A.dim(1));
    return { macs: coordinates, adds: coordinates, sqrts: distances.size };
  },
});

const known = await profile(model, { operators: [pairwiseDistance] });
assert.equal(known.coverage.unknown, 0);
assert.equal(String(known.macs), "3*points*points");
console.log(`macs = ${known.macs}`);
console.log(`with 1,000 points: ${(await profile(model, { operators: [pairwiseDistance], dims: { points: 1000 } })).macs}`);
