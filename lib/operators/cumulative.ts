/** Running sums and products along an axis. */
import { product, subtract } from "../model/dim.ts";
import { defineOperator, type Operator } from "./define.ts";
import { axisOf, Contradiction, type Operand } from "./operand.ts";
import { repeatWork, type Work } from "./work.ts";

function running(name: string, summary: string, work: Work): Operator {
  return defineOperator({
    name,
    summary,
    inputs: ["x", "axis"],
    outputs: ["y"],
    attributes: { exclusive: 0, reverse: 0 },
    shapeOperands: ["axis"],
    shape: ({ x }) => [x.shape],
    work({ x, axis }, _, { exclusive }) {
      const index = indexOf(axis, x);
      const rows = product(x.shape.toSpliced(index, 1));
      // The first result is an element as it is; without the element itself, the first is nothing and the second an element.
      return repeatWork(work, product([rows, subtract(x.dim(index), exclusive ? 2 : 1)]));
    },
  });
}

function indexOf(axis: Operand, x: Operand): number {
  const [number] = axis.numbers;
  if (number === undefined) throw new Contradiction("axis must have an element: it is empty");
  return axisOf(number, x.rank, "x");
}

/** Running sums and products. */
export const cumulatives: readonly Operator[] = [
  running("CumSum", "The sum of all elements up to each.", { adds: 1 }),
  running("CumProd", "The product of all elements up to each.", { muls: 1 }),
];
