import { assertEquals } from "@std/assert";
import type { Architecture } from "../../lib/analysis/architecture.ts";
import { groupNetworks, kinshipOf } from "../../lib/analysis/same_network.ts";

const plain: Architecture = {
  structure: "s",
  weights: "w",
  kernels: 3,
  functions: { exps: 1 },
  clamps: 2,
  batchNorms: 0,
  quantized: false,
};

Deno.test("one structure with the same functions is one network", () => {
  assertEquals(kinshipOf(plain, { ...plain, batchNorms: 2 }), "same", "an exporter may have merged them");
  assertEquals(kinshipOf({ ...plain, mergedNorms: 2 }, { ...plain, batchNorms: 2 }), "same", "it has");
  assertEquals(kinshipOf({ ...plain, mergedNorms: 0 }, { ...plain, batchNorms: 2 }), "different", "there were none");
  assertEquals(kinshipOf(plain, { ...plain, structure: "other", weights: "v" }), "different");
  assertEquals(kinshipOf(plain, { ...plain, functions: { exps: 2 } }), "different");
  assertEquals(kinshipOf(plain, { ...plain, functions: {} }), "different");
});

Deno.test("a range that is quantised to may stand for a clamp, nothing else may", () => {
  assertEquals(kinshipOf(plain, { ...plain, clamps: 0, quantized: true }), "same");
  assertEquals(kinshipOf({ ...plain, clamps: 0 }, { ...plain, quantized: true }), "different");
});

Deno.test("the same weights in another number of operators are told as such", () => {
  assertEquals(kinshipOf(plain, { ...plain, structure: "fused", kernels: 1 }), "same weights");
  assertEquals(kinshipOf(plain, { ...plain, structure: "rewired" }), "different");
});

Deno.test("of a network without weights nothing is told, nor where nobody looked", () => {
  const none = { ...plain, kernels: 0 };
  assertEquals(kinshipOf(none, none), "different");
  assertEquals(groupNetworks([plain, undefined, { ...plain, structure: "t", weights: "v" }, plain]), [
    { members: [0, 3], kinship: "same" },
    { members: [1], kinship: "different" },
    { members: [2], kinship: "different" },
  ]);
});
