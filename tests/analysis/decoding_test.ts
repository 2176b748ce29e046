import { assertEquals, assertStrictEquals } from "@std/assert";
import { type Decoding, describeDecoding } from "../../lib/analysis/decoding.ts";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import type { Known } from "../../lib/analysis/known_inputs.ts";
import { measure } from "../../lib/analysis/measure.ts";
import { add, type Dim, multiply, product, symbol } from "../../lib/model/dim.ts";
import { substitution } from "../../lib/model/dim_substitute.ts";
import type { Graph, Model } from "../../lib/model/model.ts";
import { profile } from "../../lib/profile.ts";
import { gpt2WithCache } from "./_gpt2.ts";
import { model, tensor, value } from "./_models.ts";

const SIZES = { layers: 4, hidden: 64, heads: 4, words: 1000, places: 128 };
const gpt2 = model(gpt2WithCache(SIZES));

function decodingOf(model: Model, known: Known = {}): Decoding | undefined {
  const typed = inferShapes(model, known);
  return describeDecoding(model, known, { typed, profile: measure(typed) });
}

/** The weights of all products for one token: 12 d² a layer (Radford et al. 2019) and the head. */
const LINEAR = SIZES.layers * 12 * SIZES.hidden ** 2 + SIZES.hidden * SIZES.words;

Deno.test("GPT-2: a step is the linear part for one token and 2 · (past + 1) · d a layer, as closed forms", () => {
  const decoding = decodingOf(gpt2)!;
  const [batch, past, sequence] = [symbol("batch"), symbol("past"), symbol("sequence")];
  assertEquals([decoding.batch, decoding.past, decoding.added], ["batch", "past", "sequence"]);
  const attention = multiply(2 * SIZES.layers * SIZES.hidden, add(past, 1));
  assertStrictEquals(decoding.step.macs, multiply(batch, add(LINEAR, attention)));
  const prefill = product([batch, sequence, add(LINEAR, multiply(2 * SIZES.layers * SIZES.hidden, sequence))]);
  assertStrictEquals(decoding.prefill!.macs, prefill);
  assertEquals([decoding.cacheTensors, decoding.cacheBytesPerToken], [8, 2 * SIZES.layers * SIZES.hidden * 4]);
});

Deno.test("GPT-2: the closed forms are the counts at bound sizes", () => {
  const { prefill, step } = decodingOf(gpt2)!;
  const count = (batch: number, past: number, sequence: number) => measure(inferShapes(gpt2, { dims: { batch, past, sequence } })).totals;
  for (const [batch, places] of [[1, 1], [2, 17], [5, 100]] as const) {
    const one = count(batch, places, 1);
    const many = count(batch, 0, places);
    const put = substitution(new Map<string, Dim>([["batch", batch], ["past", places], ["sequence", places]]));
    const costs = (cost: { macs: Dim; flops: Dim; memoryAccess: { readBytes: Dim; writeBytes: Dim } }) =>
      [cost.macs, cost.flops, cost.memoryAccess.readBytes, cost.memoryAccess.writeBytes].map(put);
    assertEquals(costs(step), costs(one));
    assertEquals(costs(prefill!), costs(many));
  }
});

Deno.test("GPT-2: sizes that the caller gives leave the closed forms as they are", () => {
  const free = decodingOf(gpt2)!;
  const bound = decodingOf(gpt2, { dims: { batch: 1, past: 7 } })!;
  assertStrictEquals(bound.step.macs, free.step.macs);
});

Deno.test("a real GPT-2 with fused attention: the same form", async () => {
  // 5 layers of 32, 1,000 words; github.com/microsoft/onnxruntime-genai, test/models, MIT; weights left out
  const path = new URL("../data/tiny_random_gpt2_past.onnx", import.meta.url);
  const { decoding } = await profile(path);
  const linear = 5 * 12 * 32 ** 2 + 32 * 1000;
  const attention = multiply(2 * 5 * 32, add(symbol("past_seq_len"), 1));
  assertStrictEquals(decoding!.step.macs, multiply(symbol("batch_size"), add(linear, attention)));
  assertEquals(decoding!.cacheBytesPerToken, 2 * 5 * 32 * 4);
});

/** A model that holds a graph for the prompt and one for the steps, as transformers' exporters merge them. */
function merged(): Model {
  const past = model(gpt2WithCache(SIZES));
  const { inputs, outputs, nodes, initializers } = past.graph;
  const rename = (names: readonly string[], own: (name: string) => string) => names.map(own);
  const cut = new Set(nodes.filter(({ op }) => op === "Concat").map(({ outputs }) => outputs[0]!));
  const branch = (label: string, isFirst: boolean): Graph => {
    const made = new Set(nodes.flatMap((node) => node.outputs));
    const own = (name: string) => made.has(name) ? `${label}/${name}` : name;
    return {
      name: label,
      inputs: [],
      outputs: outputs.map(({ name }) => ({ name: own(name) })),
      initializers: new Map(),
      valueInfo: new Map(),
      nodes: nodes.map((node) => {
        const alone = isFirst && cut.has(node.outputs[0]!); // nothing is cached: the new keys are all there are
        return {
          ...node,
          ...(alone && { op: "Identity", attributes: new Map() }),
          inputs: rename(alone ? node.inputs.slice(1) : node.inputs, own),
          outputs: rename(node.outputs, own),
        };
      }),
    };
  };
  const choice = {
    ...nodes[0]!,
    name: "choose",
    op: "If",
    inputs: ["use_cache_branch"],
    outputs: outputs.map(({ name }) => name),
    attributes: new Map([["then_branch", branch("with", false)], ["else_branch", branch("without", true)]]),
  };
  const mask = value("attention_mask", [symbol("batch"), symbol("total")]);
  const freed = inputs.map((input) => input.name === "attention_mask" ? mask : input);
  return { ...past, graph: { ...past.graph, inputs: [...freed, value("use_cache_branch", [1], "bool")], nodes: [choice], initializers } };
}

Deno.test("a merged decoder: each pass is the branch that it takes", () => {
  const decoding = decodingOf(merged())!;
  const alone = decodingOf(gpt2)!;
  assertEquals(decoding.switchedBy, "use_cache_branch");
  assertStrictEquals(decoding.step.macs, alone.step.macs);
  assertStrictEquals(decoding.prefill!.macs, alone.prefill!.macs);
  assertEquals(decoding.cacheBytesPerToken, alone.cacheBytesPerToken);
});

Deno.test("a merged decoder: both branches are shown, one where its input is given", () => {
  const both = measure(inferShapes(merged()));
  assertEquals(both.coverage.unknown, 0);
  const products = (label: string) => both.nodes.filter(({ op, outputs }) => op === "MatMul" && outputs[0]!.includes(`/${label}/`)).length;
  assertEquals([products("with"), products("without")], [4 * 6 + 1, 4 * 6 + 1]);
  assertEquals(both.ranges.get("choose.then"), { min: 0, max: 1 });
  const one = measure(inferShapes(merged(), { values: { use_cache_branch: [true] } }));
  assertEquals([one.coverage.unknown, one.coverage.bounded], [0, 0]);
  assertEquals(one.totals.parameters, both.totals.parameters);
  const total = add(symbol("past"), symbol("sequence"));
  const put = substitution(new Map([["total", total]]));
  assertStrictEquals(put(one.totals.macs), measure(inferShapes(gpt2)).totals.macs);
});

Deno.test("what keeps its size is no cache", () => {
  const still = model({
    inputs: [value("x", [symbol("n"), symbol("t"), 8]), value("state", [symbol("n"), symbol("t"), 8])],
    outputs: ["y", "z"],
    nodes: [
      { op: "Add", inputs: ["x", "state"], outputs: ["y"] },
      { op: "MatMul", inputs: ["x", "w"], outputs: ["z"] },
    ],
    tensors: [tensor("w", [8, 8])],
  });
  assertEquals(decodingOf(still), undefined);
});
