/** Operators that map each element by itself: one row an operator, with the work for one element. Activations have a file of their own. */
import { type Dim, isNonNegative, multiply } from "../model/dim.ts";
import { type DType, isFloat } from "../model/dtype.ts";
import type { Element } from "../model/tensor.ts";
import { rounded, wholeOf, withinRange } from "./_elements.ts";
import { tensorType } from "./_tensor_type.ts";
import { type AttributeDeclarations, defineOperator, type Operator } from "./define.ts";
import { repeatWork, type Work } from "./work.ts";

/** An elementwise operator. */
export interface ElementwiseRow {
  /** The operator's name. */
  readonly name: string;
  /** What it does, in one sentence or formula. */
  readonly summary: string;
  /** The work of one element. */
  readonly work: Work;
  /** The standard's names of the input and the output, where they are not X and Y. */
  readonly names?: readonly [input: string, output: string];
  /** The element type of the output, where it is not the input's. */
  readonly dtype?: DType;
  /** The element for one whose value is known; asked for plain numbers only. */
  readonly map?: (x: number) => number;
  /** The element for one that is a size or a large whole number, where that has an exact answer. */
  readonly mapSymbolic?: (x: Dim) => Dim | undefined;
  /** Attributes, which do not change the work. */
  readonly attributes?: AttributeDeclarations;
}

/** The definition that a row states. */
export function elementwise(
  { name, summary, work, names = ["X", "Y"], dtype, map, mapSymbolic, attributes = {} }: ElementwiseRow,
): Operator {
  const [input, output] = names;
  return defineOperator({
    name,
    summary,
    inputs: [input],
    outputs: [output],
    attributes,
    shape: ({ [input]: X }) => [dtype ? tensorType(dtype, X!.shape) : X!.shape],
    ...(map && {
      value: ({ [input]: X }) => [X!.value.map((x) => mapElement(x, X!.dtype, map, mapSymbolic))],
    }),
    work: (_, { [output]: Y }) => repeatWork(work, Y!.size),
  });
}

function mapElement(x: Element, dtype: DType, map: (x: number) => number, mapSymbolic?: (x: Dim) => Dim | undefined): Element {
  if (typeof x === "object") return mapSymbolic?.(x);
  if (typeof x !== "number") return undefined;
  return isFloat(dtype) ? rounded(map(x), dtype) : withinRange(wholeOf(map(x) + 0), dtype);
}

const same = (x: Dim) => x;
const input = ["input", "output"] as const;

/** The elementwise functions of the standard, and their work as its text has it. */
export const elementwiseOperators: readonly Operator[] = ([
  {
    name: "Abs",
    summary: "|x|.",
    work: { signs: 1 },
    map: Math.abs,
    mapSymbolic: (x) => isNonNegative(x) ? x : undefined,
  },
  { name: "Neg", summary: "−x.", work: { signs: 1 }, map: (x) => -x, mapSymbolic: (x) => multiply(x, -1) },
  { name: "Sign", summary: "−1, 0 or 1.", work: { signs: 1 }, names: input, map: Math.sign },
  { name: "Reciprocal", summary: "1 / x.", work: { divs: 1 }, map: (x) => 1 / x },
  { name: "Sqrt", summary: "√x.", work: { sqrts: 1 }, map: Math.sqrt },
  { name: "Exp", summary: "eˣ.", work: { exps: 1 }, names: input },
  { name: "Log", summary: "ln x.", work: { logs: 1 }, names: input },
  { name: "Floor", summary: "⌊x⌋.", work: { rounds: 1 }, map: Math.floor, mapSymbolic: same },
  { name: "Ceil", summary: "⌈x⌉.", work: { rounds: 1 }, map: Math.ceil, mapSymbolic: same },
  {
    name: "Round",
    summary: "The nearest whole number, halves to the even one.",
    work: { rounds: 1 },
    map: roundHalfEven,
    mapSymbolic: same,
  },
  { name: "Erf", summary: "The error function.", work: { erfs: 1 }, names: input },
  { name: "Tanh", summary: "tanh x.", work: { tanhs: 1 }, names: input },
  { name: "Sinh", summary: "sinh x.", work: { tanhs: 1 }, names: input },
  { name: "Cosh", summary: "cosh x.", work: { tanhs: 1 }, names: input },
  { name: "Asinh", summary: "arsinh x.", work: { tanhs: 1 }, names: input },
  { name: "Acosh", summary: "arcosh x.", work: { tanhs: 1 }, names: input },
  { name: "Atanh", summary: "artanh x.", work: { tanhs: 1 }, names: input },
  { name: "Sin", summary: "sin x.", work: { trigs: 1 }, names: input },
  { name: "Cos", summary: "cos x.", work: { trigs: 1 }, names: input },
  { name: "Tan", summary: "tan x.", work: { trigs: 1 }, names: input },
  { name: "Asin", summary: "arcsin x.", work: { trigs: 1 }, names: input },
  { name: "Acos", summary: "arccos x.", work: { trigs: 1 }, names: input },
  { name: "Atan", summary: "arctan x.", work: { trigs: 1 }, names: input },
  { name: "IsNaN", summary: "True where x is not a number.", work: { compares: 1 }, dtype: "bool" },
  {
    name: "IsInf",
    summary: "True where x is infinite.",
    work: { compares: 1 },
    dtype: "bool",
    attributes: { detect_negative: 1, detect_positive: 1 },
  },
  { name: "BitwiseNot", summary: "Each bit turned over.", work: { bits: 1 } },
] satisfies ElementwiseRow[]).map(elementwise);

function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}
