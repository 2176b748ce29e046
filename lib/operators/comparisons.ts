/** Comparisons and logic: what they make is true or false. */
import { broadcast } from "./_broadcast.ts";
import { alignedShape, earlierBroadcast } from "./_earlier_broadcast.ts";
import { isEqual, isLess, stretchedIfKnown, wholeOf } from "./_elements.ts";
import { tensorType } from "./_tensor_type.ts";
import type { Dim } from "../model/dim.ts";
import type { Element } from "../model/tensor.ts";
import { defineOperator, type Operator } from "./define.ts";
import { repeatWork, type Work } from "./work.ts";

interface Row {
  readonly name: string;
  readonly summary: string;
  readonly work: Work;
  /** Of two elements that may be missing. */
  readonly decide: (a: Element, b: Element) => boolean | undefined;
}

function predicate({ name, summary, work, decide }: Row): Operator {
  return defineOperator({
    name,
    summary,
    inputs: ["A", "B"],
    outputs: ["C"],
    attributes: earlierBroadcast,
    shape: ({ A, B }, attributes, site) => [tensorType("bool", broadcast([A.shape, alignedShape(A, B, attributes)], site))],
    value({ A, B }, attributes, [C]) {
      const left = stretchedIfKnown(A, A.shape, C!.shape);
      const right = stretchedIfKnown(B, alignedShape(A, B, attributes), C!.shape);
      return [Array.from({ length: C!.size as number }, (_, index) => truthOf(decide(left[index], right[index])))];
    },
    work: (_, { C }) => repeatWork(work, C.size),
  });
}

function truthOf(decided: boolean | undefined): Element {
  return decided === undefined ? undefined : Number(decided);
}

/** A comparison of plain numbers, and of sizes where the answer does not depend on symbols. */
function comparison(numbers: (a: number, b: number) => boolean, dims: (a: Dim, b: Dim) => boolean | undefined) {
  return (a: Element, b: Element): boolean | undefined => {
    if (typeof a === "number" && typeof b === "number") return numbers(a, b);
    const [left, right] = [wholeOf(a), wholeOf(b)];
    return left === undefined || right === undefined ? undefined : dims(left, right);
  };
}

const less = comparison((a, b) => a < b, isLess);
const equal = comparison((a, b) => a === b, isEqual);

/** `a ≤ b` where no fraction is in play: not `b < a`. */
const lessOrEqual = comparison((a, b) => a <= b, (a, b) => negate(isLess(b, a)));

function negate(decided: boolean | undefined): boolean | undefined {
  return decided === undefined ? undefined : !decided;
}

const isKnown = (element: Element): element is number => typeof element === "number";

const ROWS: readonly Row[] = [
  {
    name: "Equal",
    summary: "A = B.",
    work: { compares: 1 },
    decide: (a, b) => typeof a === "string" && typeof b === "string" ? a === b : equal(a, b),
  },
  { name: "Less", summary: "A < B.", work: { compares: 1 }, decide: less },
  { name: "Greater", summary: "A > B.", work: { compares: 1 }, decide: (a, b) => less(b, a) },
  { name: "LessOrEqual", summary: "A < B or A = B.", work: { compares: 2, bits: 1 }, decide: lessOrEqual },
  { name: "GreaterOrEqual", summary: "A > B or A = B.", work: { compares: 2, bits: 1 }, decide: (a, b) => lessOrEqual(b, a) },
  {
    name: "And",
    summary: "A and B.",
    work: { bits: 1 },
    decide: (a, b) => a === 0 || b === 0 ? false : isKnown(a) && isKnown(b) ? true : undefined,
  },
  {
    name: "Or",
    summary: "A or B.",
    work: { bits: 1 },
    decide: (a, b) => a === 0 && b === 0 ? false : (isKnown(a) && a !== 0) || (isKnown(b) && b !== 0) ? true : undefined,
  },
  {
    name: "Xor",
    summary: "A or else B.",
    work: { bits: 1 },
    decide: (a, b) => isKnown(a) && isKnown(b) ? (a !== 0) !== (b !== 0) : undefined,
  },
];

/** Negation of a truth value. */
const not = defineOperator({
  name: "Not",
  summary: "True where X is false.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {},
  shape: ({ X }) => [tensorType("bool", X.shape)],
  value: ({ X }) => [X.value.map((x) => isKnown(x) ? Number(x === 0) : undefined)],
  work: (_, { Y }) => ({ bits: Y.size }),
});

/** Comparisons and logic. */
export const comparisons: readonly Operator[] = [...ROWS.map(predicate), not];
