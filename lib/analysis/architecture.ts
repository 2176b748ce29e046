/**
 * What stays of a network when its file is written in another precision: a fingerprint of its weighted operators and of how they are joined.
 *
 * @module
 */
import { constantOf } from "../model/dim.ts";
import { isInteger } from "../model/dtype.ts";
import { nameOf } from "../operators/bind.ts";
import type { Primitive } from "../operators/work.ts";
import { type Fingerprint, fingerprintOf } from "./fingerprint.ts";
import { mergedChannels } from "./merged_norms.ts";
import type { NodeCost } from "./profile.ts";
import type { StoredTensors } from "./stored_tensors.ts";
import type { TypedModel, TypedNode } from "./typed_model.ts";

/** What is the same in the float32, float16, int8 and int4 files of one network. */
export interface Architecture {
  /** Of the operators that multiply with weights or with each other and of the windows of pools, with what each takes from which: free of sizes of inputs. */
  readonly structure: Fingerprint;
  /** Of the shapes of the weights alone, whatever the operators that take them are. */
  readonly weights: Fingerprint;
  /** How many operators with weights and of products there are. Without any, nothing is told. */
  readonly kernels: number;
  /** How many operators compute an exponential, a root and the like: activations and normalisations, in whatever operators they are written. */
  readonly functions: Readonly<Partial<Record<Primitive, number>>>;
  /** How many operators cut at a bound (Relu, Clip): a quantisation to a range may stand for one. */
  readonly clamps: number;
  /** How many BatchNormalizations run: an exporter may have merged them with the convolutions. */
  readonly batchNorms: number;
  /**
   * How many convolutions an exporter has merged with the BatchNormalization behind them, as the names that it gave to their weights say: 0 for a network
   * that is still a program. Missing where the file cannot tell: merged weights may keep their names, and a network may never have had any.
   */
  readonly mergedNorms?: number;
  /** True where activations are quantised, to ranges that are known before. */
  readonly quantized: boolean;
}

/** Functions by which activations and normalisations are told apart. */
const TELLING: readonly Primitive[] = ["exps", "logs", "sqrts", "tanhs", "erfs", "trigs"];
const CLAMPS = /^(QLinear)?(Relu|Clip|ThresholdedRelu)$/;
/** What comes out of nothing but stored tensors and shapes. */
const NO_DATA = "";

/** The architecture of a measured model. */
export function architectureOf(typed: TypedModel, stored: StoredTensors, nodes: readonly NodeCost[]): Architecture {
  const running = typed.nodes.map((node, index) => ({ ...node, cost: nodes[index]! })).filter(({ cost }) => !cost.folded);
  const data = new Map<string, string>(typed.inputs.map(({ name }) => [name, "input"]));
  const kernels: string[] = [];
  const weights: string[] = [];
  let products = 0;
  for (const node of running) {
    const sources = [...new Set(node.node.inputs.map((input) => data.get(input) ?? NO_DATA))].filter((source) => source !== NO_DATA).sort();
    const kernel = kernelOf(typed, stored, node);
    const made = kernel === undefined ? joined(node.node.op, sources) : fingerprintOf([kernel.kind, ...sources]);
    if (kernel !== undefined) kernels.push(made);
    if (kernel?.isProduct) products++;
    weights.push(...kernel?.weights ?? []);
    // the scale and zero point that a quantisation finds beside its result are no data of the network's own
    const results = node.node.op === "DynamicQuantizeLinear" ? node.node.outputs.slice(0, 1) : node.node.outputs;
    for (const output of results) data.set(output, made);
  }
  const merged = mergedChannels(typed, stored).length;
  return {
    ...((merged > 0 || typed.model.format === "nn") && { mergedNorms: merged }),
    structure: fingerprintOf(kernels.sort()),
    weights: fingerprintOf(weights.sort()),
    kernels: products,
    functions: Object.fromEntries(TELLING.flatMap((name) => {
      const count = running.filter(({ cost }) => (cost.work[name] ?? 0) !== 0).length;
      return count === 0 ? [] : [[name, count]];
    })),
    clamps: running.filter(({ node }) => CLAMPS.test(node.op)).length,
    batchNorms: running.filter(({ node }) => node.op === "BatchNormalization").length,
    quantized: running.some(({ node }) => node.op === "QuantizeLinear" || node.op.startsWith("QLinear")),
  };
}

/** A value that is made without weights: what one source becomes is that source, two that meet are something new. */
function joined(op: string, sources: readonly string[]): string {
  return sources.length < 2 ? sources[0] ?? NO_DATA : fingerprintOf([op.includes("Concat") ? "concat" : "join", ...sources]);
}

interface Kernel {
  /** False for a window that is pooled. */
  readonly isProduct: boolean;
  readonly kind: string;
  readonly weights: readonly string[];
}

/** What a node multiplies with, or looks up, or which window it pools; `undefined` for all else. */
function kernelOf(typed: TypedModel, stored: StoredTensors, node: TypedNode & { readonly cost: NodeCost }): Kernel | undefined {
  const { op, attributes } = node.node;
  if (/Pool$/.test(op) && attributes.has("kernel_shape")) {
    return {
      isProduct: false,
      kind: `${op.includes("Max") ? "max" : "average"} of ${list(attributes.get("kernel_shape"))} every ${stepsOf(node)}`,
      weights: [],
    };
  }
  const isLookUp = op.startsWith("Gather") && stored.rootOf(node.node.inputs[0] ?? "")?.role === "parameter";
  if (node.cost.macs === 0 && !isLookUp) return undefined;
  const weights = node.node.inputs.flatMap((input, slot) => isState(node, slot) ? [] : weightShape(typed, stored, input));
  return { isProduct: true, kind: `${isLookUp ? "rows of " : ""}${weights.join(" and ") || "product"}${stepsOf(node)}`, weights };
}

/** True for an operand that its operator declares to be no weight even if it is stored, such as a first state of zeros. */
function isState({ operator }: TypedNode, slot: number): boolean {
  const mark = operator?.inputs[slot];
  return mark !== undefined && operator!.roles?.[nameOf(mark)] === "constant";
}

/** The sizes of a constant operand as a kernel sees it, smallest first, since quantised forms transpose; none for a bias, a scale, and for data. */
function weightShape(typed: TypedModel, stored: StoredTensors, input: string): string[] {
  const value = typed.values.get(input);
  if (value?.constant !== true || value.type?.kind !== "tensor") return [];
  const root = stored.rootOf(input);
  if (root?.role === "constant" || (root === undefined && value.type.dtype !== undefined && isIndex(value.type.dtype))) return [];
  // a packed tensor is what it stands for; another may have been reshaped on the way
  const isPacked = root !== undefined && root.shape !== root.tensor.shape;
  const sizes = (isPacked ? root.shape : value.type.shape ?? []).map((dim) => Number(constantOf(dim) ?? -1)).filter((size) => size !== 1);
  return sizes.length < 2 ? [] : [list(sizes.sort((a, b) => a - b))];
}

function isIndex(dtype: Parameters<typeof isInteger>[0]): boolean {
  return isInteger(dtype) && dtype.endsWith("64");
}

/** Strides and dilations that are not 1. */
function stepsOf({ node: { attributes } }: TypedNode): string {
  return ["strides", "dilations"].map((name) => list(attributes.get(name))).map((steps) => /[^1,]/.test(steps) ? `/${steps}` : "/").join(
    "",
  );
}

function list(values: unknown): string {
  return Array.isArray(values) ? values.join(",") : "";
}
