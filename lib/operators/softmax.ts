/** Softmax and its relatives: rows along one axis, or along several at once in the standard's early versions. */
import { type Dim, multiply, product, subtract } from "../model/dim.ts";
import { defineOperator, type Operator } from "./define.ts";
import { axisOf, type Operand } from "./operand.ts";
import type { Work } from "./work.ts";

interface Row {
  readonly name: string;
  readonly summary: string;
  /** Of `size` elements in `rows` rows. */
  readonly work: (size: Dim, rows: Dim) => Work;
}

function alongAxis({ name, summary, work }: Row): Operator {
  return defineOperator({
    name,
    summary,
    inputs: ["input"],
    outputs: ["output"],
    // `flattened` is no attribute of the standard: it states that a row once took in all axes from `axis` on.
    attributes: { axis: -1, flattened: 0 },
    earlier: [{ below: 13, attributes: { axis: 1, flattened: 1 } }],
    shape({ input }, { axis, flattened }) {
      rowCount(input, axis, flattened);
      return [input.shape];
    },
    work: ({ input }, _, { axis, flattened }) => work(input.size, rowCount(input, axis, flattened)),
  });
}

function rowCount({ shape, rank }: Operand, axis: number, flattened: number): Dim {
  if (!flattened) return product(shape.toSpliced(axisOf(axis, rank, "input"), 1));
  // Behind the last axis there are rows of one element.
  return product(shape.slice(0, axis === rank ? rank : axisOf(axis, rank, "input")));
}

/** The work of the logarithm of the softmax of `size` elements in `rows` rows. */
export function logSoftmaxWork(size: Dim, rows: Dim): Work {
  return { compares: subtract(size, rows), adds: subtract(multiply(size, 3), rows), exps: size, logs: rows };
}

/** The work of the softmax of `size` elements in `rows` rows. */
export function softmaxWork(size: Dim, rows: Dim): Work {
  return { compares: subtract(size, rows), adds: subtract(multiply(size, 2), rows), exps: size, divs: size };
}

const ROWS: readonly Row[] = [
  {
    name: "Softmax",
    summary: "exp(x − the largest) of each row, divided by its sum.",
    work: softmaxWork,
  },
  {
    name: "LogSoftmax",
    summary: "x − the largest − ln Σ exp(x − the largest) of each row.",
    work: logSoftmaxWork,
  },
  {
    name: "Hardmax",
    summary: "1 at the first largest element of each row, 0 elsewhere.",
    work: (size, rows) => ({ compares: subtract(size, rows) }),
  },
];

/** Softmax, its logarithm and its limit; the work is that of the standard's function bodies. */
export const softmaxes: readonly Operator[] = ROWS.map(alongAxis);
