import type { Dim } from "../../model/dim.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import type { Operands, Operator, OutputType, Site } from "../define.ts";
import { Contradiction, Operand } from "../operand.ts";

type Attributes = { readonly [name: string]: unknown };

/** `[batch, …spatial, channels]` as `[batch, channels, …spatial]`. */
function channelsFirst(operand: Operand): Operand {
  const [batch, ...others] = operand.shape;
  const channels = others.pop();
  if (batch === undefined || channels === undefined) {
    throw new Contradiction(`${operand.name} must have rank >= 2: current shape is [${operand.shape.join(", ")}]`);
  }
  return new Operand(operand.name, tensorType(knownDType(operand), [batch, channels, ...others]));
}

function channelsLast(shape: readonly Dim[]): readonly Dim[] {
  const [batch, channels, ...spatial] = shape;
  return [batch!, ...spatial, channels!];
}

function movedBack(type: OutputType): OutputType {
  if (type === undefined || !("kind" in type)) return type && channelsLast(type);
  return type.kind === "tensor" && type.shape ? { ...type, shape: channelsLast(type.shape) } : type;
}

/** The operator for feature maps (its first input and output) with channels last, where `isLast` says so of a node. */
export function withChannelsLast(
  operator: Operator,
  more: Partial<Operator>,
  isLast: (attributes: Attributes) => boolean = () => true,
): Operator {
  const [map, result] = [operator.inputs[0]!, operator.outputs[0]!];
  const moved = <T extends Operands<string>>(operands: T, name: string): T => ({ ...operands, [name]: channelsFirst(operands[name]!) });
  return {
    ...operator,
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

/** What is defined under that name, to be defined again for another place of the channels. */
export function named(operators: readonly Operator[], name: string): Operator {
  return operators.find((operator) => operator.name === name)!;
}
