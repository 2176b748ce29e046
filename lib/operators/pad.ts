import { type Dim, sum } from "../model/dim.ts";
import { axesOf, numbersOf } from "./_axes.ts";
import { elementsOf, sizeAt } from "./_data_sizes.ts";
import { mapCoordinates, offsetOf, stridesOf } from "./_layout.ts";
import { defineOperator, type Operator } from "./define.ts";
import { Contradiction, type Operand, Unknown } from "./operand.ts";

/** What is put before and behind each axis, as far as it is known; less than nothing cuts. */
interface Padding {
  readonly begin: readonly (Dim | undefined)[];
  readonly end: readonly (Dim | undefined)[];
}

function padding(data: Operand, pads: Operand, axes: Operand | undefined): Padding {
  if (axes !== undefined && axes.elements === undefined) {
    const open = new Array<undefined>(data.rank).fill(undefined);
    return { begin: open, end: open };
  }
  const along = axesOf(axes?.numbers ?? data.shape.map((_, axis) => axis), data.rank, "data");
  const list = elementsOf(pads);
  if (list.length !== 2 * along.length) throw new Contradiction(`pads must have ${2 * along.length} elements: it has ${list.length}`);
  const [begin, end] = [new Array<Dim | undefined>(data.rank).fill(0), new Array<Dim | undefined>(data.rank).fill(0)];
  along.forEach((axis, index) => {
    begin[axis] = sizeAt(list, index);
    end[axis] = sizeAt(list, index + along.length);
  });
  return { begin, end };
}

function knownPadding(padding: readonly (Dim | undefined)[]): readonly number[] {
  return numbersOf(padding.map((dim) => {
    if (dim === undefined) throw new Unknown("the padding is not known");
    return dim;
  }));
}

/** Where the element at `index` of an axis comes from; `undefined` for one that is put in. */
function sourceOf(index: number, size: number, mode: string): number | undefined {
  if (index >= 0 && index < size) return index;
  if (mode === "edge") return Math.min(size - 1, Math.max(0, index));
  if (mode === "wrap") return ((index % size) + size) % size;
  if (mode !== "reflect") return undefined;
  const period = Math.max(1, 2 * (size - 1));
  const within = ((index % period) + period) % period;
  return Math.min(within, period - within) % size;
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
  shape({ data, pads, axes }, _, site) {
    const { begin, end } = padding(data, pads, axes);
    return [data.shape.map((dim, axis) => {
      const [before, behind] = [begin[axis], end[axis]];
      return before === undefined || behind === undefined ? site.fresh(`axis${axis}`, { min: 0 }) : sum([dim, before, behind]);
    })];
  },
  value({ data, pads, axes, constant_value }, { mode }, [output]) {
    const begin = knownPadding(padding(data, pads, axes).begin);
    const from = numbersOf(data.shape);
    const strides = stridesOf(from);
    const filler = constant_value === undefined ? 0 : constant_value.elements?.[0];
    return [mapCoordinates(numbersOf(output!.shape), (place) => {
      const at = place.map((index, axis) => sourceOf(index - begin[axis]!, from[axis]!, mode));
      return at.every((index) => index !== undefined) ? data.value[offsetOf(at, strides)] : filler;
    })];
  },
  work: () => ({ free: "movement" }),
});
