import type { Dim } from "../model/dim.ts";
import { axesOf, numbersOf } from "./_axes.ts";
import { mapCoordinates, offsetOf, stridesOf } from "./_layout.ts";
import { sliceIndices, sliceLength } from "./_slice.ts";
import { defineOperator, type Operands, type Operator } from "./define.ts";
import { Contradiction, Unknown } from "./operand.ts";

type Inputs = Operands<"data" | "starts" | "ends" | "axes?" | "steps?">;

interface Cut {
  readonly axis: number;
  readonly start: Dim;
  readonly end: Dim;
  readonly step: Dim;
}

function cuts({ data, starts, ends, axes, steps }: Inputs): readonly Cut[] {
  const [first, last] = [starts.dims, ends.dims];
  const along = axesOf(axes?.numbers ?? first.map((_, index) => index), data.rank, "data");
  if (first.length !== last.length || first.length !== along.length) {
    throw new Contradiction(`starts, ends and axes must have one length: lengths are ${first.length}, ${last.length} and ${along.length}`);
  }
  return along.map((axis, index) => ({ axis, start: first[index]!, end: last[index]!, step: steps?.dims[index] ?? 1 }));
}

/** Takes a part of a tensor. */
export const slice: Operator = defineOperator({
  name: "Slice",
  summary: "Along each named axis, the elements from start to end by steps.",
  inputs: ["data", "starts", "ends", "axes?", "steps?"],
  outputs: ["output"],
  attributes: {},
  shapeOperands: ["starts", "ends", "axes", "steps"],
  shape(inputs) {
    const shape = [...inputs.data.shape];
    for (const { axis, start, end, step } of cuts(inputs)) shape[axis] = sliceLength(shape[axis]!, start, end, step);
    return [shape];
  },
  value(inputs, _, [output]) {
    const from = numbersOf(inputs.data.shape);
    const lengths = numbersOf(output!.shape);
    const indices = lengths.map((length) => Array.from({ length }, (_, index) => index));
    for (const { axis, start, step } of cuts(inputs)) {
      if (typeof step !== "number") throw new Unknown("the step is not known");
      indices[axis] = sliceIndices(from[axis]!, start, step, lengths[axis]!);
    }
    const strides = stridesOf(from);
    return [mapCoordinates(lengths, (at) => inputs.data.value[offsetOf(at.map((index, axis) => indices[axis]![index]!), strides)])];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { output }) => ({ data: output.size }),
});
