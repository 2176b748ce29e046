import type { Dim } from "../model/dim.ts";
import { axesOf, numbersOf } from "./_axes.ts";
import { mapCoordinates, offsetOf, stridesOf } from "./_layout.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction, type Operand } from "./operand.ts";

/** The order of axes; reversed where nothing is said. */
function order(data: Operand, perm: readonly number[] | undefined): readonly number[] {
  if (perm === undefined) return data.shape.map((_, axis) => data.rank - 1 - axis);
  if (perm.length !== data.rank) throw new Contradiction(`perm must have ${data.rank} axes: current perm is [${perm.join(", ")}]`);
  return axesOf(perm, data.rank, "data");
}

/** Moves elements so that axes change places. */
export const transpose: Operator = defineOperator({
  name: "Transpose",
  summary: "Axis i of the output is axis perm[i] of the input.",
  inputs: ["data"],
  outputs: ["transposed"],
  attributes: { perm: optional.ints },
  shape: ({ data }, { perm }) => [order(data, perm).map((axis): Dim => data.shape[axis]!)],
  value({ data }, { perm }, [output]) {
    const strides = stridesOf(numbersOf(data.shape));
    const permuted = order(data, perm).map((axis) => strides[axis]!);
    return [mapCoordinates(numbersOf(output!.shape), (at) => data.value[offsetOf(at, permuted)])];
  },
  work: () => ({ free: "movement" }),
});
