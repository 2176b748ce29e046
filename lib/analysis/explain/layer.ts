/**
 * The mechanism by which a kind of layer states its formulas once. It knows no kind.
 *
 * @module
 */
import type { Dim } from "../../model/dim.ts";
import type { Primitive } from "../../operators/work.ts";
import type { CallType, Shape } from "../calls/call.ts";
import type { Draft } from "../calls/draft.ts";
import { type Factor, factor, type Formula, literal, plus, times } from "./formula.ts";

/** A kind of layer's formulas; each is shown only where it comes to what the profile has counted. */
export interface LayerFormulas {
  /** Its parameters; without it, the elements of each. */
  parameters?(layer: Draft): Formula | undefined;
  /** Its multiply-accumulates; without it, none are expected. */
  macs?(layer: Draft): Formula | undefined;
  /** How many operations each output element takes, by primitive, where that is a formula itself. */
  operations?(layer: Draft): { readonly [P in Primitive]?: Formula };
}

/** Formulas by kind of layer. */
export type LayerTable = { readonly [T in CallType]?: LayerFormulas };

/** Axes of an image, as letters. */
const AXES: Readonly<Record<number, readonly string[]>> = { 1: ["L"], 2: ["H", "W"], 3: ["D", "H", "W"] };

/** The sizes of spatial axes: `Hout`, `Wout`. */
export function spatialFactors(shape: Shape, index: "in" | "out"): Factor[] {
  const sizes = shape.slice(2);
  const letters = AXES[sizes.length] ?? sizes.map((_, axis) => `X${axis + 1}`);
  const where = index === "in" ? "input" : "output";
  return sizes.map((size, axis) => factor(`${letters[axis]}${index}`, size, `${where} ${axisName(letters[axis]!)}`));
}

function axisName(letter: string): string {
  return { H: "height", W: "width", D: "depth", L: "length" }[letter] ?? `axis ${letter.slice(1)}`;
}

/** The sizes of a window: `kh × kw`, or `k × k` where they are the same. */
export function kernelFactors(sizes: readonly Dim[]): Factor[] {
  const isSquare = sizes.every((size) => size === sizes[0]);
  const letters = isSquare
    ? sizes.map(() => "k")
    : (AXES[sizes.length] ?? sizes.map((_, axis) => String(axis + 1))).map((letter) => `k${letter.toLowerCase()}`);
  return sizes.map((size, axis) =>
    factor(letters[axis]!, size, isSquare ? "window size" : `window ${axisName(letters[axis]!.slice(1).toUpperCase())}`)
  );
}

/** The batch, which is left out where it is one sample. */
export function batchFactors(batch: Dim): Factor[] {
  return batch === 1 ? [] : [factor("N", batch, "samples")];
}

/** A bias as taught: 1 more for each output, or 0. */
export function biasOf(layer: Draft): Formula {
  return literal(parameterOf(layer, "bias") === undefined ? 0 : 1);
}

/** The sizes of the parameter of that role. */
export function parameterOf({ parameters = [] }: Draft, role: string): readonly number[] | undefined {
  return parameters.find((each) => each.role === role)?.shape;
}

/** All sizes of a tensor, multiplied, a first one of 1 left out: `64 × 56 × 56`. */
export function elementFactors(shape: Shape, index: "in" | "out"): Formula {
  if (shape.length > 3 && shape.length < 6) {
    return times(...batchFactors(shape[0]!), factor("C", shape[1]!, "channels"), ...spatialFactors(shape, index));
  }
  const meaning = index === "in" ? "size of the input" : "size of the output";
  const sizes = shape.map((size, axis) => factor(`n${axis + 1}`, size, `${meaning}, axis ${axis}`));
  const [first, ...others] = sizes;
  if (first === undefined) return literal(1);
  return times(...(first.value === 1 && others.length > 0 ? others : sizes));
}

/** The elements of each parameter, added. */
export function parameterSum({ parameters = [] }: Draft): Formula | undefined {
  if (parameters.length === 0) return undefined;
  return plus(
    ...parameters.map(({ role, shape }) =>
      shape.length === 1 ? factor(role, shape[0]!, `elements of ${role}`) : times(...shape.map(literal))
    ),
  );
}

/** So many times, where not once: calls of one module, steps of a loop. */
export function repeated(formula: Formula, count: Dim, symbol: string, meaning: string): Formula {
  return count === 1 ? formula : times(factor(symbol, count, meaning), formula);
}
