import { assertEquals } from "@std/assert";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import type { Known } from "../../lib/analysis/known_inputs.ts";
import { measure } from "../../lib/analysis/measure.ts";
import { symbol } from "../../lib/model/dim.ts";
import { boundsOf } from "../../lib/model/dim_bounds.ts";
import { body, model, type NodeSpec, tensor, value } from "./_models.ts";

const op = (op: string, inputs: string[], outputs: string[], attributes: NodeSpec["attributes"] = {}): NodeSpec => ({
  op,
  inputs,
  outputs,
  attributes,
});

/** A decoder of one head of 8: embeds, asks what is cached and the new tokens, and gives logits over 10 words. */
const decoder = body(
  [
    value("ids", [symbol("b"), symbol("n")], "int32"),
    value("positions", [symbol("b"), symbol("n")], "int32"),
    value("mask", [symbol("b"), symbol("t")], "int32"),
    value("past_0", [2, 1, 1, 1, 8]),
  ],
  ["logits", "present_0"],
  [
    op("Gather", ["words", "ids"], ["x"]),
    {
      ...op("Attention", ["x", "w", "bias", "", "past_0"], ["y", "present_0"], { num_heads: 1, unidirectional: 1 }),
      domain: "com.microsoft",
    },
    op("MatMul", ["y", "head"], ["logits"]),
  ],
  [tensor("words", [10, 8]), tensor("w", [8, 24]), tensor("bias", [24]), tensor("head", [8, 10])],
);

function searched(known: Known) {
  const inputs = [value("input_ids", [3, 5], "int32"), value("max_length", [1], "int32")];
  const nodes = [{
    ...op("GreedySearch", ["input_ids", "max_length"], ["texts"], { decoder, eos_token_id: 9 }),
    domain: "com.microsoft",
    name: "g",
  }];
  return measure(inferShapes(model({ inputs, outputs: ["texts"], nodes }), known));
}

// By hand, for each of 3 texts: a token costs 8 × 24 + 8 × 10 = 272, and 2 × 8 for each place that it asks.
Deno.test("GreedySearch: one pass over the prompt, then at most one for each token with a growing cache", () => {
  const profile = searched({ values: { max_length: [9] } });
  assertEquals(profile.outputs[0]!.shape, [3, 9]);
  const prompt = 3 * (5 * 272 + 16 * 5 * 5);
  assertEquals(boundsOf(profile.totals.macs, profile.ranges), { min: prompt, max: prompt + 3 * 3 * (272 + 16 * (7 + 1)) });
  assertEquals(profile.ranges.get("g.tokens"), { min: 0, max: 3 }); // the prompt's pass writes the first of four
  assertEquals(profile.ranges.get("g.past"), { min: 5, max: 7 });
  assertEquals(profile.totals.parameters, 80 + 192 + 24 + 80); // both passes have one set of weights
  assertEquals(profile.coverage.unknown, 0);
});

Deno.test("GreedySearch: a length that is left to the caller is a symbol of its name", () => {
  const profile = searched({});
  assertEquals(profile.outputs[0]!.shape?.map(String), ["3", "max_length"]);
  assertEquals(String(profile.ranges.get("g.past")!.max), "max(5, max_length - 2)");
  assertEquals(profile.coverage.unknown, 0);
});
