/** Operators that write elements to places given by index. */
import { lookUp } from "../model/look_up.ts";
import type { Element } from "../model/tensor.ts";
import { numbersOf } from "./_axes.ts";
import { ADD, type Arithmetic, combine, MAX, MIN, MULTIPLY } from "./_elements.ts";
import { mapCoordinates, offsetOf, stridesOf } from "./_layout.ts";
import { defineOperator, type Operator } from "./define.ts";
import { axisOf, Contradiction, type Operand } from "./operand.ts";
import type { WorkAnswer } from "./work.ts";

/** What is done with the element that a place holds already. */
function reductionWork(reduction: string, updates: Operand): WorkAnswer {
  switch (reduction) {
    case "add":
      return { adds: updates.size };
    case "mul":
      return { muls: updates.size };
    case "max":
    case "min":
      return { compares: updates.size };
    default:
      return { free: "movement" };
  }
}

const REDUCTIONS: Readonly<Record<string, Arithmetic>> = { add: ADD, mul: MULTIPLY, max: MAX, min: MIN };

/** What becomes of an element where an update meets it. */
function joining(reduction: string, data: Operand): (held: Element, update: Element) => Element {
  const arithmetic = lookUp(REDUCTIONS, reduction);
  return arithmetic === undefined ? (_, update) => update : (held, update) => combine(arithmetic, data.dtype, held, update);
}

const scatterNd = defineOperator({
  name: "ScatterND",
  summary: "The data with slices replaced at places given by tuples of indices.",
  inputs: ["data", "indices", "updates"],
  outputs: ["output"],
  attributes: { reduction: "none" },
  shape: ({ data }) => [data.shape],
  value({ data, indices, updates }, { reduction }) {
    const join = joining(reduction, data);
    const [from, tuples] = [numbersOf(data.shape), numbersOf(indices.shape)];
    const depth = tuples.at(-1)!;
    const strides = stridesOf(from);
    const length = from.slice(depth).reduce((a, b) => a * b, 1);
    const result: Element[] = [...data.value];
    const places = indices.numbers;
    for (let row = 0; row * depth < places.length; row++) {
      const tuple = places.slice(row * depth, row * depth + depth).map((index, axis) => axisOf(index, from[axis]!, "data"));
      const start = offsetOf(tuple, strides);
      for (let index = 0; index < length; index++) {
        result[start + index] = join(result[start + index], updates.elements?.[row * length + index]);
      }
    }
    return [result];
  },
  work: ({ updates }, _, { reduction }) => reductionWork(reduction, updates),
});

const scatterAttributes = { axis: 0, reduction: "none" } as const;

function scatterElements(name: string): Operator {
  return defineOperator({
    name,
    summary: "The data with elements replaced at places given by index along an axis.",
    inputs: ["data", "indices", "updates"],
    outputs: ["output"],
    attributes: scatterAttributes,
    shape: ({ data }) => [data.shape],
    value({ data, indices, updates }, { axis, reduction }) {
      const join = joining(reduction, data);
      const from = numbersOf(data.shape);
      const at = axisOf(axis, from.length, "data");
      const strides = stridesOf(from);
      const places = indices.numbers;
      const result: Element[] = [...data.value];
      mapCoordinates(numbersOf(indices.shape), (place) => place).forEach((place, index) => {
        const target = offsetOf(place.with(at, axisOf(places[index]!, from[at]!, "data")), strides);
        result[target] = join(result[target], updates.elements?.[index]);
      });
      return [result];
    },
    work: ({ updates }, _, { reduction }) => reductionWork(reduction, updates),
  });
}

const tensorScatter = defineOperator({
  name: "TensorScatter",
  summary: "A cache with new entries written along its sequence axis, for each sample from its own place on.",
  inputs: ["past_cache", "update", "write_indices?"],
  outputs: ["present_cache"],
  attributes: { axis: -2, mode: "linear" },
  shapeOperands: ["write_indices"],
  shape({ past_cache, update }, { axis }) {
    const at = axisOf(axis, past_cache.rank, "past_cache");
    if (at === 0) throw new Contradiction("axis must not be 0, the batch");
    if (update.hasShape && update.rank !== past_cache.rank) {
      throw new Contradiction(`update must have rank ${past_cache.rank}: current shape is [${update.shape.join(", ")}]`);
    }
    return [past_cache.shape];
  },
  work: () => ({ free: "movement" }),
});

/** The operators that write by index; `Scatter` is the former name of `ScatterElements`. */
export const scatters: readonly Operator[] = [scatterNd, scatterElements("ScatterElements"), scatterElements("Scatter"), tensorScatter];
