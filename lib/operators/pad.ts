import { add, type Dim } from "../model/dim.ts";
import { axesOf, numbersOf } from "./_axes.ts";
import { mapCoordinates, offsetOf, stridesOf } from "./_layout.ts";
import { defineOperator, type Operator } from "./define.ts";
import { Contradiction, type Operand, Unknown } from "./operand.ts";

/** What is put before and behind each axis; less than nothing cuts. */
function padding(data: Operand, pads: Operand, axes: Operand | undefined): { begin: readonly Dim[]; end: readonly Dim[] } {
  const along = axesOf(axes?.numbers ?? data.shape.map((_, axis) => axis), data.rank, "data");
  const list = pads.dims;
  if (list.length !== 2 * along.length) throw new Contradiction(`pads must have ${2 * along.length} elements: it has ${list.length}`);
  const [begin, end] = [new Array<Dim>(data.rank).fill(0), new Array<Dim>(data.rank).fill(0)];
  along.forEach((axis, index) => {
    begin[axis] = list[index]!;
    end[axis] = list[index + along.length]!;
  });
  return { begin, end };
}

/** Puts elements around a tensor. */
export const pad: Operator = defineOperator({
  name: "Pad",
  summary: "The input with elements put before and behind each axis.",
  inputs: ["data", "pads", "constant_value?", "axes?"],
  outputs: ["output"],
  attributes: { mode: "constant" },
  formerly: { pads: "paddings", constant_value: "value" },
  shapeOperands: ["pads", "constant_value", "axes"],
  shape({ data, pads, axes }) {
    const { begin, end } = padding(data, pads, axes);
    return [data.shape.map((dim, axis) => add(dim, add(begin[axis]!, end[axis]!)))];
  },
  value({ data, pads, axes, constant_value }, { mode }, [output]) {
    if (mode !== "constant") throw new Unknown("only constant padding is followed");
    const begin = numbersOf(padding(data, pads, axes).begin);
    const from = numbersOf(data.shape);
    const strides = stridesOf(from);
    const filler = constant_value === undefined ? 0 : constant_value.elements?.[0];
    return [mapCoordinates(numbersOf(output!.shape), (place) => {
      const at = place.map((index, axis) => index - begin[axis]!);
      return at.every((index, axis) => index >= 0 && index < from[axis]!) ? data.value[offsetOf(at, strides)] : filler;
    })];
  },
  work: () => ({ free: "movement" }),
});
