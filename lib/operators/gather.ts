/** Operators that pick elements by index. */
import type { Element } from "../model/tensor.ts";
import { numbersOf } from "./_axes.ts";
import { mapCoordinates, offsetOf, stridesOf } from "./_layout.ts";
import { defineOperator, type Operator } from "./define.ts";
import { axisOf, Contradiction, Unknown } from "./operand.ts";

/** A known index from the front; `undefined` for one that is not known or points outside. */
function indexOf(element: Element, size: number): number | undefined {
  if (typeof element !== "number") return undefined;
  const index = element < 0 ? element + size : element;
  return index >= 0 && index < size ? index : undefined;
}

const gather = defineOperator({
  name: "Gather",
  summary: "For each index, the slice of the data at that place of an axis.",
  inputs: ["data", "indices"],
  outputs: ["output"],
  attributes: { axis: 0 },
  shape({ data, indices }, { axis }) {
    const at = axisOf(axis, data.rank, "data");
    return [[...data.shape.slice(0, at), ...indices.shape, ...data.shape.slice(at + 1)]];
  },
  value({ data, indices }, { axis }, [output]) {
    const from = numbersOf(data.shape);
    const at = axisOf(axis, from.length, "data");
    const [strides, indexStrides] = [stridesOf(from), stridesOf(numbersOf(indices.shape))];
    return [mapCoordinates(numbersOf(output!.shape), (place) => {
      const chosen = indices.value[offsetOf(place.slice(at, at + indices.rank), indexStrides)];
      const index = indexOf(chosen, from[at]!);
      if (index === undefined) return undefined;
      return data.value[offsetOf([...place.slice(0, at), index, ...place.slice(at + indices.rank)], strides)];
    })];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { output }) => ({ data: output.size }),
});

const gatherElements = defineOperator({
  name: "GatherElements",
  summary: "For each index, the element of the data at that place of an axis, other coordinates the same.",
  inputs: ["data", "indices"],
  outputs: ["output"],
  attributes: { axis: 0 },
  shape: ({ indices }) => [indices.shape],
  value({ data, indices }, { axis }, [output]) {
    const from = numbersOf(data.shape);
    const at = axisOf(axis, from.length, "data");
    const [strides, shape] = [stridesOf(from), numbersOf(output!.shape)];
    const own = stridesOf(shape);
    return [mapCoordinates(shape, (place) => {
      const index = indexOf(indices.value[offsetOf(place, own)], from[at]!);
      return index === undefined ? undefined : data.value[offsetOf(place.with(at, index), strides)];
    })];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { output }) => ({ data: output.size }),
});

const gatherNd = defineOperator({
  name: "GatherND",
  summary: "For each tuple of indices, the slice of the data at that place.",
  inputs: ["data", "indices"],
  outputs: ["output"],
  attributes: { batch_dims: 0 },
  shape({ data, indices }, { batch_dims }) {
    const depth = indices.shape.at(-1);
    if (depth === undefined) throw new Contradiction("indices must have rank >= 1: it is a scalar");
    if (typeof depth !== "number") throw new Unknown(`how many axes indices name depends on ${depth}`);
    if (batch_dims + depth > data.rank) {
      throw new Contradiction(`indices must name at most ${data.rank - batch_dims} axes: they name ${depth}`);
    }
    return [[...indices.shape.slice(0, -1), ...data.shape.slice(batch_dims + depth)]];
  },
  value({ data, indices }, { batch_dims }, [output]) {
    const from = numbersOf(data.shape);
    const tuples = numbersOf(indices.shape);
    const depth = tuples.at(-1)!;
    const [strides, tupleStrides] = [stridesOf(from), stridesOf(tuples)];
    return [mapCoordinates(numbersOf(output!.shape), (place) => {
      const head = place.slice(0, tuples.length - 1);
      const chosen = Array.from(
        { length: depth },
        (_, k) => indexOf(indices.value[offsetOf([...head, k], tupleStrides)], from[batch_dims + k]!),
      );
      if (chosen.includes(undefined)) return undefined;
      return data.value[offsetOf([...head.slice(0, batch_dims), ...chosen as number[], ...place.slice(tuples.length - 1)], strides)];
    })];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { output }) => ({ data: output.size }),
});

/** The operators that pick by index. */
export const gathers: readonly Operator[] = [gather, gatherElements, gatherNd];
