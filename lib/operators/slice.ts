import type { Dim } from "../model/dim.ts";
import { axesOf, numbersOf } from "./_axes.ts";
import { elementsOf, sizeAt, sizeOr } from "./_data_sizes.ts";
import { mapCoordinates, offsetOf, stridesOf } from "./_layout.ts";
import { sliceIndices, sliceLength } from "./_slice.ts";
import { defineOperator, type Operands, type Operator } from "./define.ts";
import { Contradiction, Unknown } from "./operand.ts";

type Inputs = Operands<"data" | "starts" | "ends" | "axes?" | "steps?">;

interface Cut {
  readonly axis: number;
  readonly start: Dim | undefined;
  readonly end: Dim | undefined;
  readonly step: Dim | undefined;
}

/** What is known of the cut along each axis; of every axis nothing where it is not known which ones are cut. */
function cuts({ data, starts, ends, axes, steps }: Inputs): readonly Cut[] {
  if (axes !== undefined && axes.elements === undefined) {
    return data.shape.map((_, axis) => ({ axis, start: undefined, end: undefined, step: undefined }));
  }
  const [first, last, by] = [elementsOf(starts), elementsOf(ends), steps && elementsOf(steps)];
  const along = axesOf(axes?.numbers ?? first.map((_, index) => index), data.rank, "data");
  if (first.length !== last.length || first.length !== along.length) {
    throw new Contradiction(`starts, ends and axes must have one length: lengths are ${first.length}, ${last.length} and ${along.length}`);
  }
  return along.map((axis, index) => ({ axis, start: sizeAt(first, index), end: sizeAt(last, index), step: by ? sizeAt(by, index) : 1 }));
}

/** How many elements a cut takes of an axis of `size`. */
function lengthOf({ start, end, step }: Cut, size: Dim): Dim | undefined {
  return start === undefined || end === undefined || step === undefined ? undefined : sliceLength(size, start, end, step);
}

/** Takes a part of a tensor. */
export const slice: Operator = defineOperator({
  name: "Slice",
  summary: "Along each named axis, the elements from start to end by steps.",
  inputs: ["data", "starts", "ends", "axes?", "steps?"],
  outputs: ["output"],
  attributes: {},
  shapeOperands: ["starts", "ends", "axes", "steps"],
  shape(inputs, _, site) {
    const shape = [...inputs.data.shape];
    for (const other of [inputs.ends, inputs.axes]) {
      if (inputs.starts.hasShape && other?.hasShape) site.require(inputs.starts.size, "equals", other.size);
    }
    for (const cut of cuts(inputs)) {
      const size = shape[cut.axis]!;
      shape[cut.axis] = sizeOr(() => lengthOf(cut, size), site, `axis${cut.axis}`, { min: 0, max: size });
    }
    return [shape];
  },
  value(inputs, _, [output]) {
    const from = numbersOf(inputs.data.shape);
    const lengths = numbersOf(output!.shape);
    const indices = lengths.map((length) => Array.from({ length }, (_, index) => index));
    for (const { axis, start, step } of cuts(inputs)) {
      if (start === undefined || typeof step !== "number") throw new Unknown("where the slice starts is not known");
      indices[axis] = sliceIndices(from[axis]!, start, step, lengths[axis]!);
    }
    const strides = stridesOf(from);
    return [mapCoordinates(lengths, (at) => inputs.data.value[offsetOf(at.map((index, axis) => indices[axis]![index]!), strides)])];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { output }) => ({ data: output.size }),
});
