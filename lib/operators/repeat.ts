/** Operators that repeat data. */
import { type Dim, multiply } from "../model/dim.ts";
import { numbersOf } from "./_axes.ts";
import { broadcast } from "./_broadcast.ts";
import { stretched } from "./_elements.ts";
import { mapCoordinates, offsetOf, stridesOf } from "./_layout.ts";
import { defineOperator, type Operator } from "./define.ts";
import { axisOf, Contradiction, type Operand } from "./operand.ts";

const expand = defineOperator({
  name: "Expand",
  summary: "The input stretched to the shape that it and a target have together.",
  inputs: ["input", "shape"],
  outputs: ["output"],
  attributes: {},
  shapeOperands: ["shape"],
  shape: ({ input, shape }) => [broadcast([input.shape, shape.dims])],
  value: ({ input }, _, [output]) => [stretched(input, input.shape, output!.shape)],
  work: () => ({ free: "movement" }),
});

/** How often each axis is repeated; the first version of the standard named one axis. */
function repeatsOf(input: Operand, repeats: Operand, axis: Operand | undefined): readonly Dim[] {
  if (axis !== undefined) {
    const at = axisOf(axis.numbers[0]!, input.rank, "input");
    return input.shape.map((_, index) => index === at ? repeats.dims[0]! : 1);
  }
  if (repeats.dims.length !== input.rank) {
    throw new Contradiction(`repeats must have ${input.rank} elements: it has ${repeats.dims.length}`);
  }
  return repeats.dims;
}

const tile = defineOperator({
  name: "Tile",
  summary: "The input repeated along each axis.",
  inputs: ["input", "repeats", "axis?"],
  outputs: ["output"],
  attributes: {},
  shapeOperands: ["repeats", "axis"],
  shape({ input, repeats, axis }) {
    const times = repeatsOf(input, repeats, axis);
    return [input.shape.map((dim, index) => multiply(dim, times[index]!))];
  },
  value({ input }, _, [output]) {
    const from = numbersOf(input.shape);
    const strides = stridesOf(from);
    return [mapCoordinates(numbersOf(output!.shape), (at) => input.value[offsetOf(at.map((index, axis) => index % from[axis]!), strides)])];
  },
  work: () => ({ free: "movement" }),
});

/** The operators that repeat data. */
export const repeats: readonly Operator[] = [expand, tile];
