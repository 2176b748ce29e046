/** Windows over feature maps whose channels may come last (onnxruntime, docs/ContribOperators.md); the rules are the standard's. */
import type { Dim } from "../../model/dim.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import type { Operands, Operator, OutputType, Site } from "../define.ts";
import { Operand } from "../operand.ts";
import { poolings } from "../pooling.ts";
import { quantizedProducts } from "../quantized_products.ts";
import type { Work } from "../work.ts";
import { fusedOperators } from "./fused.ts";
import { betweenQuantizers } from "./quantized_elementwise.ts";

const domain = "com.microsoft";

/** What is defined under that name, to be defined again for another place of the channels. */
function named(operators: readonly Operator[], name: string): Operator {
  return operators.find((operator) => operator.name === name)!;
}

/** `[batch, …spatial, channels]` as `[batch, channels, …spatial]`. */
function channelsFirst(operand: Operand): Operand {
  const [batch, ...others] = operand.shape;
  const channels = others.pop();
  const shape = [batch, channels, ...others].filter((dim): dim is Dim => dim !== undefined);
  return new Operand(operand.name, tensorType(knownDType(operand), shape));
}

function channelsLast(shape: readonly Dim[]): readonly Dim[] {
  const [batch, channels, ...spatial] = shape;
  return [batch!, ...spatial, channels!];
}

function movedBack(type: OutputType): OutputType {
  if (type === undefined || !("kind" in type)) return type && channelsLast(type);
  return type.kind === "tensor" && type.shape ? { ...type, shape: channelsLast(type.shape) } : type;
}

type Attributes = { readonly [name: string]: unknown };

/** The operator for feature maps with channels last, where `isLast` says so of a node. */
function withChannelsLast(operator: Operator, more: Partial<Operator>, isLast: (attributes: Attributes) => boolean): Operator {
  const [map, result] = [operator.inputs[0]!, operator.outputs[0]!];
  const moved = <T extends Operands<string>>(operands: T, name: string): T => ({ ...operands, [name]: channelsFirst(operands[name]!) });
  return {
    ...operator,
    domain,
    ...more,
    shape(inputs: Operands<string>, attributes, site: Site) {
      if (!isLast(attributes)) return operator.shape(inputs, attributes, site);
      return operator.shape(moved(inputs, map), attributes, site).map(movedBack);
    },
    work(inputs, outputs, attributes) {
      if (!isLast(attributes)) return operator.work(inputs, outputs, attributes);
      return operator.work(moved(inputs, map), moved(outputs, result), attributes);
    },
  };
}

/** A pooling between DequantizeLinear and QuantizeLinear. */
function quantizedPooling(name: string): Operator {
  const pooling = named(poolings, name);
  const operator: Operator = {
    ...pooling,
    name: `QLinear${name}`,
    summary: `${name} of quantized numbers, whose channels may come last.`,
    inputs: ["X", "x_scale", "x_zero_point?", "y_scale", "y_zero_point?"],
    attributes: { ...pooling.attributes, channels_last: 0 },
    roles: { x_scale: "constant", x_zero_point: "constant", y_scale: "constant", y_zero_point: "constant" },
    work(inputs, outputs, attributes) {
      const { X, x_zero_point, y_zero_point } = inputs;
      return betweenQuantizers(X!, x_zero_point, pooling.work(inputs, outputs, attributes) as Work, outputs.Y!, y_zero_point);
    },
  };
  return withChannelsLast(operator, {}, ({ channels_last }) => channels_last !== 0);
}

const qLinearConv = named(quantizedProducts, "QLinearConv");

/** The operators whose channels may come last. */
export const channelsLastOperators: readonly Operator[] = [
  quantizedPooling("AveragePool"),
  quantizedPooling("GlobalAveragePool"),
  withChannelsLast(
    qLinearConv,
    {
      summary: "Convolution of quantized tensors, whose channels may come last, to a quantized tensor.",
      attributes: { ...qLinearConv.attributes, channels_last: 0 },
    },
    ({ channels_last }) => channels_last !== 0,
  ),
  withChannelsLast(
    named(fusedOperators, "FusedConv"),
    { name: "NhwcFusedConv", summary: "The activation of a convolution of a tensor whose channels come last, to which Z is added." },
    () => true,
  ),
];
