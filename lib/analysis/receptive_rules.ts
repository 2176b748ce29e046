/**
 * How operators pass on what their inputs depend on. An operator that has no rule here passes on nothing that is known.
 *
 * @module
 */
import { lookUp } from "../model/look_up.ts";
import { type AxisState, type Dependence, extentsOf, join, mix, reshape } from "./dependence.ts";
import { slideTrack, spreadTrack } from "./position_track.ts";
import { attributes, numbers, operand, type Passing, type Rule } from "./receptive_passing.ts";
import { convolution, lifted, padded, pooling, resampled, sliced } from "./receptive_windows.ts";

/** What the outputs of a node depend on; `undefined` where that is not known. */
export function passOn(passing: Passing): Dependence | undefined {
  const { op } = passing.node.node;
  return (lookUp(RULES, op) ?? (POINTWISE.test(op) ? pointwise : /^Reduce/.test(op) ? reduced : undefined))?.(passing);
}

/** Operators that compute each element from those at the same place, shorter shapes stretched. */
const POINTWISE = new RegExp(
  `^(QLinear)?(${
    [
      "Abs|Add|And|BatchNormalization|BiasGelu|Cast|Ceil|Celu|Clip|DequantizeLinear|Div|Dropout|DynamicQuantizeLinear|Elu|Equal|Erf|Exp|Expand|FastGelu|Floor",
      "Gelu|Greater|GreaterOrEqual|HardSigmoid|HardSwish|Identity|LeakyRelu|Less|LessOrEqual|Log|Max|Mean|Min|Mish|Mod|Mul|Neg|Not|Or|PRelu|Pow|QuantizeLinear",
      "QuickGelu|Reciprocal|Relu|Round|Selu|Sigmoid|Sign|Softplus|Softsign|Sqrt|Sub|Sum|Swish|Tanh|ThresholdedRelu|Where|Xor",
    ].join("|")
  })$`,
);

const pointwise: Rule = ({ inputs, made }) => join(inputs.filter((input) => input !== undefined), made.length);

/** Mixes axes of the first input, which keep their places. */
const mixing = (isMixed: (axis: number, passing: Passing) => boolean): Rule => (passing) => {
  const [input] = passing.inputs;
  return input && mix(input, (axis) => isMixed(axis, passing));
};

/** The attribute `axis` of the first input, from its end if it is negative. */
function axisOf(passing: Passing, fallback: number): number {
  const axis = Number(attributes(passing)["axis"] ?? fallback);
  return axis < 0 ? axis + (passing.inputs[0]?.axes.length ?? 0) : axis;
}

const reduced: Rule = (passing) => {
  const [input] = passing.inputs;
  if (input === undefined) return undefined;
  const rank = input.axes.length;
  const given = numbers(passing, "axes");
  if (given === undefined && operand(passing, "axes") !== undefined) return undefined;
  if ((given ?? []).length === 0 && attributes(passing)["noop_with_empty_axes"] === 1) return input;
  const isMixed = (axis: number) =>
    given === undefined || given.length === 0 || given.some((each) => (each < 0 ? each + rank : each) === axis);
  const mixed = mix(input, isMixed);
  return passing.made.length === rank ? mixed : { ...mixed, axes: mixed.axes.filter((_, axis) => !isMixed(axis)) };
};

const viewed: Rule = ({ inputs: [input], shapeOf, made }) => {
  const from = shapeOf(0);
  return input && from && reshape(input, from, made);
};

const transposed: Rule = (passing) => {
  const [input] = passing.inputs;
  const order = numbers(passing, "perm") ?? input?.axes.map((_, axis) => axis).reverse();
  return input && order && { ...input, axes: order.map((axis) => input.axes[axis]) };
};

/** A product of matrices mixes the last axis of the left and the last but one of the right. */
const matrixProduct: Rule = ({ inputs: [left, right], made }) => {
  const rank = made.length;
  const a = left && mix(left, (axis) => axis === left.axes.length - 1);
  const b = right && mix(right, (axis) => axis === Math.max(0, right.axes.length - 2));
  return join([a, b].filter((part) => part !== undefined), rank);
};

const gemm: Rule = (passing) => {
  const [left, right] = passing.inputs;
  if (left === undefined || right !== undefined) return undefined;
  const turned = attributes(passing)["transA"] === 1;
  const mixed = mix(left, (axis) => axis === (turned ? 0 : 1));
  return { ...mixed, axes: [mixed.axes[turned ? 1 : 0], undefined] };
};

/** True for an axis along which windows slide: what is put together or taken apart there stands at another place afterwards. */
function isSpatial({ slid }: Passing, state: AxisState): boolean {
  return [...extentsOf(state).keys()].some((source) => slid.has(source));
}

const concatenated: Rule = (passing) => {
  const axis = axisOf(passing, 1);
  const parts = passing.inputs.filter((input) => input !== undefined);
  if (parts.some(({ axes }) => isSpatial(passing, axes[axis]))) return undefined;
  return join(parts.map((part) => mix(part, (each) => each === axis)), passing.made.length);
};

const divided: Rule = (passing) => {
  const axis = axisOf(passing, 0);
  const [input] = passing.inputs;
  return input && !isSpatial(passing, input.axes[axis]) ? mix(input, (each) => each === axis) : undefined;
};

/** A row of the standard's early versions takes in all axes from `axis` on. */
const softmax = mixing((axis, passing) => {
  const first = axisOf(passing, -1);
  return attributes(passing)["flattened"] === 1 ? axis >= first : axis === first;
});

const RULES: Readonly<Record<string, Rule>> = {
  AveragePool: pooling,
  Concat: concatenated,
  Conv: convolution("W", slideTrack),
  ConvInteger: convolution("w", slideTrack),
  ConvTranspose: convolution("W", spreadTrack),
  DepthToSpace: lifted(true),
  Flatten: viewed,
  Gemm: gemm,
  GlobalAveragePool: mixing((axis) => axis >= 2),
  GlobalLpPool: mixing((axis) => axis >= 2),
  GlobalMaxPool: mixing((axis) => axis >= 2),
  GroupNormalization: mixing((axis) => axis >= 1),
  Hardmax: softmax,
  InstanceNormalization: mixing((axis) => axis >= 2),
  LRN: mixing((axis) => axis === 1),
  LayerNormalization: mixing((axis, passing) => axis >= axisOf(passing, -1)),
  LogSoftmax: softmax,
  LpPool: pooling,
  MatMul: matrixProduct,
  MatMulInteger: matrixProduct,
  MaxPool: pooling,
  Pad: padded,
  QLinearConv: convolution("w", slideTrack),
  QLinearMatMul: matrixProduct,
  Reshape: viewed,
  Resize: resampled,
  Slice: sliced,
  Softmax: softmax,
  SpaceToDepth: lifted(false),
  Split: divided,
  Squeeze: viewed,
  Transpose: transposed,
  Unsqueeze: viewed,
  Upsample: resampled,
};
