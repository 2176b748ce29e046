import { ceilDivide, type Dim, divideExactly, floorDivide, max, multiply, subtract } from "../model/dim.ts";
import { numbersOf } from "./_axes.ts";
import { elementsOf, sizeAt } from "./_data_sizes.ts";
import { defineOperator, type Operator, optional, type Site } from "./define.ts";
import { axisOf, Contradiction, type Operand } from "./operand.ts";

/** The sizes of the pieces along the axis. */
function pieces(whole: Dim, split: Operand | undefined, count: number, uneven: boolean, site: Site): readonly Dim[] {
  if (split !== undefined) {
    const sizes = elementsOf(split);
    if (sizes.length !== count) throw new Contradiction(`split must have a size an output, ${count}: it has ${sizes.length}`);
    return sizes.map((_, index) => sizeAt(sizes, index) ?? site.fresh(`piece${index}`, { min: 0, max: whole }));
  }
  if (!uneven) {
    site.require(whole, "is a multiple of", count);
    return new Array<Dim>(count).fill(divideExactly(whole, count) ?? floorDivide(whole, count));
  }
  const piece = ceilDivide(whole, count);
  if (typeof whole === "number" && typeof piece === "number" && piece * (count - 1) > whole) {
    throw new Contradiction(`size ${whole} must be enough for ${count} outputs: ${count - 1} of them take ${piece} each`);
  }
  return Array.from({ length: count }, (_, index) => index < count - 1 ? piece : max(0, subtract(whole, multiply(piece, count - 1))));
}

/** Cuts a tensor into pieces along an axis. */
export const split: Operator = defineOperator({
  name: "Split",
  summary: "Pieces of the input along an axis: of given sizes, or as equal as they can be.",
  inputs: ["input", "split?"],
  outputs: ["outputs*"],
  attributes: { axis: 0, num_outputs: optional.int },
  shapeOperands: ["split"],
  shape({ input, split }, { axis, num_outputs }, site) {
    const at = axisOf(axis, input.rank, "input");
    const sizes = pieces(input.shape[at]!, split, site.outputCount, num_outputs !== undefined, site);
    return sizes.map((piece) => input.shape.with(at, piece));
  },
  value({ input }, { axis }, outputs) {
    const at = axisOf(axis, input.rank, "input");
    const inner = numbersOf(input.shape.slice(at + 1)).reduce((a, b) => a * b, 1);
    const outer = numbersOf(input.shape.slice(0, at)).reduce((a, b) => a * b, 1);
    const whole = numbersOf(input.shape)[at]!;
    let start = 0;
    return outputs.map((output) => {
      const length = numbersOf(output.shape)[at]!;
      const rows = Array.from(
        { length: outer },
        (_, row) => input.value.slice((row * whole + start) * inner, (row * whole + start + length) * inner),
      );
      start += length;
      return rows.flat();
    });
  },
  work: () => ({ free: "movement" }),
});
