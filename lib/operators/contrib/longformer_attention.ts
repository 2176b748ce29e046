/** Attention to a window and a few global places (Beltagy et al., 2020; onnxruntime, docs/ContribOperators.md). */
import { add, type Dim, min, multiply, product, sum } from "../../model/dim.ts";
import { numbersOf } from "../_axes.ts";
import { dotProductAttentionWork, perHead } from "../attention.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, type Operand } from "../operand.ts";
import { quantizeWork } from "../quantization.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";

const domain = "com.microsoft";

interface Inputs {
  readonly input: Operand;
  readonly weight: Operand;
  readonly global: Operand;
}

interface Attributes {
  readonly num_heads: number | undefined;
  readonly window: number | undefined;
}

/** How many places of each sample are global. */
function globalCounts({ global }: Inputs): readonly number[] {
  const flags = global.numbers;
  const [batch, length] = numbersOf(global.shape);
  return Array.from({ length: batch! }, (_, sample) => {
    return flags.slice(sample * length!, (sample + 1) * length!).filter((flag) => flag !== 0).length;
  });
}

/** The elements of queries, keys and values of all places; those of global places are projected once more, with weights of their own. */
function projectedSizes(inputs: Inputs, counts: readonly number[]): { local: Dim; global: Dim } {
  const { input, weight } = inputs;
  const [, length, hidden] = input.shape as [Dim, Dim, Dim];
  const rows = counts.map((count) => count === 0 ? 0 : add(count, multiply(2, length))); // queries of global places, keys and values of all
  return { local: product([input.dim(0), length, weight.dim(-1)]), global: multiply(sum(rows), hidden) };
}

/** Each place asks its window and the global places, each global place all. */
function attentionWork({ input }: Inputs, { num_heads, window }: Attributes, counts: readonly number[]): Work {
  const [, length, hidden] = input.shape as [Dim, Dim, Dim];
  if (window === undefined) throw new Contradiction("attribute window must be present: it is missing");
  const size = perHead(hidden, num_heads, "num_heads");
  const heads = { batch: 1, heads: num_heads!, headSize: size, valueSize: size };
  return sumWork(counts.flatMap((count) => [
    dotProductAttentionWork({ ...heads, queries: length, total: add(min(2 * window + 1, length), count) }, false, 1),
    count === 0 ? {} : dotProductAttentionWork({ ...heads, queries: count, total: length }, false, 1),
  ]));
}

function checkedShape({ input }: Inputs): readonly Dim[] {
  if (input.rank !== 3) throw new Contradiction(`input must have rank 3: current shape is [${input.shape.join(", ")}]`);
  return input.shape;
}

const longformerAttention = defineOperator({
  name: "LongformerAttention",
  domain,
  summary: "Projects the input to queries, keys and values and attends to a window and to global places, by heads.",
  inputs: ["input", "weight", "bias", "mask", "global_weight", "global_bias", "global"],
  outputs: ["output"],
  attributes: { num_heads: optional.int, window: optional.int },
  roles: { weight: "parameter", bias: "parameter", global_weight: "parameter", global_bias: "parameter" },
  shape: (inputs) => [checkedShape(inputs)],
  work(inputs, _, attributes) {
    const counts = globalCounts(inputs);
    const { local, global } = projectedSizes(inputs, counts);
    const all = add(local, global);
    return sumWork([{ macs: multiply(all, inputs.input.dim(2)), adds: all }, attentionWork(inputs, attributes, counts)]);
  },
});

/** The same with whole numbers: each product is scaled and rounded, and made real again for attention. */
const qOrderedLongformerAttention = defineOperator({
  name: "QOrderedLongformerAttention",
  domain,
  summary: "LongformerAttention of quantized numbers in a layout of the kernel's.",
  inputs: [
    "input",
    "scale_input",
    "weight",
    "scale_weight",
    "bias",
    "scale_bias",
    "scale_qkv_gemm",
    "mask",
    "global_weight",
    "scale_global_weight",
    "global_bias",
    "scale_global_gemm",
    "global",
    "scale_output",
  ],
  outputs: ["output"],
  attributes: {
    num_heads: optional.int,
    order_global_weight: optional.int,
    order_input: optional.int,
    order_output: optional.int,
    order_weight: optional.int,
    window: optional.int,
  },
  roles: {
    scale_input: "constant",
    weight: "parameter",
    scale_weight: "constant",
    bias: "parameter",
    scale_bias: "constant",
    scale_qkv_gemm: "constant",
    global_weight: "parameter",
    scale_global_weight: "constant",
    global_bias: "parameter",
    scale_global_gemm: "constant",
    scale_output: "constant",
  },
  shape: (inputs) => [checkedShape(inputs)],
  work(inputs, { output }, attributes) {
    const counts = globalCounts(inputs);
    const { local, global } = projectedSizes(inputs, counts);
    const all = add(local, global);
    return sumWork([
      { macs: multiply(all, inputs.input.dim(2)) },
      repeatWork({ muls: 2, adds: 1, rounds: 1, compares: 2 }, all),
      attentionWork(inputs, attributes, counts),
      repeatWork(quantizeWork(false), output.size),
    ]);
  },
});

/** Longformer's attentions. */
export const longformerAttentions: readonly Operator[] = [longformerAttention, qOrderedLongformerAttention];
