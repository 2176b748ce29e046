import { ceilDivide, type Dim, divideExactly, floorDivide, max, multiply, subtract } from "../model/dim.ts";
import { numbersOf } from "./_axes.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { axisOf, Contradiction, type Operand } from "./operand.ts";

/** The sizes of the pieces along the axis. */
function pieces(input: Operand, axis: number, split: Operand | undefined, count: number, uneven: boolean): readonly Dim[] {
  const whole = input.dim(axis);
  if (split !== undefined) {
    if (split.dims.length !== count) throw new Contradiction(`split must have a size an output, ${count}: it has ${split.dims.length}`);
    return split.dims;
  }
  if (!uneven) return new Array<Dim>(count).fill(divideExactly(whole, count) ?? floorDivide(whole, count));
  const piece = ceilDivide(whole, count);
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
  shape({ input, split }, { axis, num_outputs }, { outputCount }) {
    const at = axisOf(axis, input.rank, "input");
    return pieces(input, at, split, outputCount, num_outputs !== undefined).map((piece) => input.shape.with(at, piece));
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
