import { constantOf, type Dim, sum } from "../model/dim.ts";
import type { Element } from "../model/tensor.ts";
import { numbersOf } from "./_axes.ts";
import { knownDType, tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, type Site } from "./define.ts";
import { axisOf, Contradiction, type Operand, Unknown } from "./operand.ts";

/** The size that tensors share along an axis on which they are not joined: they must agree, so a number says what a symbol is. */
export function sharedDim(operands: readonly Operand[], axis: number, site: Site): Dim {
  const dims = operands.map((operand) => operand.shape[axis]!);
  const known = dims.find((dim) => constantOf(dim) !== undefined) ?? dims[0]!;
  if (dims.some((dim) => constantOf(dim) !== undefined && constantOf(dim) !== constantOf(known))) {
    throw new Contradiction(`sizes along axis ${axis} must be equal: they are ${dims.join(", ")}`);
  }
  for (const dim of dims) site.require(known, "equals", dim);
  return known;
}

/** Joins tensors along an axis. */
export const concat: Operator = defineOperator({
  name: "Concat",
  summary: "The inputs one after another along an axis.",
  inputs: ["inputs*"],
  outputs: ["concat_result"],
  attributes: { axis: 1 },
  shape({ inputs }, { axis }, site) {
    const [first] = inputs;
    if (first === undefined) throw new Contradiction("inputs must be present: there are none");
    const at = axisOf(axis, first.rank, "inputs");
    const other = inputs.find((input) => input.rank !== first.rank);
    if (other !== undefined) {
      throw new Contradiction(`inputs must have one rank: ranks are ${inputs.map((input) => input.rank).join(", ")}`);
    }
    const shape = first.shape.map((_, index) =>
      index === at ? sum(inputs.map((input) => input.shape[at]!)) : sharedDim(inputs, index, site)
    );
    return [tensorType(inputs.map(knownDType).find((dtype) => dtype !== undefined), shape)];
  },
  value({ inputs }, { axis }) {
    if (inputs.every((input) => input.elements === undefined)) throw new Unknown("no input's value is known");
    const at = axisOf(axis, inputs[0]!.rank, "inputs");
    const outer = numbersOf(inputs[0]!.shape.slice(0, at)).reduce((a, b) => a * b, 1);
    const joined: Element[] = [];
    for (let row = 0; row < outer; row++) {
      for (const input of inputs) {
        const length = numbersOf(input.shape.slice(at)).reduce((a, b) => a * b, 1);
        for (let index = 0; index < length; index++) joined.push(input.elements?.[row * length + index]);
      }
    }
    return [joined];
  },
  work: () => ({ free: "movement" }),
});
