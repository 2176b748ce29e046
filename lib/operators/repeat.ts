/** Operators that repeat data. */
import { type Dim, multiply } from "../model/dim.ts";
import { numbersOf } from "./_axes.ts";
import { broadcast } from "./_broadcast.ts";
import { elementsOf, sizeAt } from "./_data_sizes.ts";
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
  shape({ input, shape }, _, site) {
    const target = elementsOf(shape);
    const rank = Math.max(target.length, input.rank);
    const own = [...new Array<Dim>(rank - input.rank).fill(1), ...input.shape];
    // Where a size is not known, one above 1 stays: a target can only be it or 1.
    const wanted = own.map((dim, axis): Dim => {
      const at = axis - rank + target.length;
      if (at < 0 || (typeof dim === "number" && dim !== 1 && sizeAt(target, at) === undefined)) return dim;
      return sizeAt(target, at) ?? site.fresh(`axis${axis}`, { min: 0 });
    });
    return [broadcast([own, wanted])];
  },
  value: ({ input }, _, [output]) => [stretched(input, input.shape, output!.shape)],
  work: () => ({ free: "movement" }),
});

/** How often each axis is repeated, as far as it is known; the first version of the standard named one axis. */
function repeatsOf(input: Operand, repeats: Operand, axis: Operand | undefined): readonly (Dim | undefined)[] {
  const times = elementsOf(repeats);
  if (axis !== undefined) {
    const at = axisOf(axis.numbers[0]!, input.rank, "input");
    return input.shape.map((_, index) => index === at ? sizeAt(times, 0) : 1);
  }
  if (times.length !== input.rank) throw new Contradiction(`repeats must have ${input.rank} elements: it has ${times.length}`);
  return times.map((_, index) => sizeAt(times, index));
}

const tile = defineOperator({
  name: "Tile",
  summary: "The input repeated along each axis.",
  inputs: ["input", "repeats", "axis?"],
  outputs: ["output"],
  attributes: {},
  shapeOperands: ["repeats", "axis"],
  shape({ input, repeats, axis }, _, site) {
    const times = repeatsOf(input, repeats, axis);
    return [input.shape.map((dim, index) => {
      const count = times[index];
      return count === undefined && dim !== 0 ? site.fresh(`axis${index}`, { min: 0 }) : multiply(dim, count ?? 1);
    })];
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
