/** Distances and alignments (onnxruntime, docs/ContribOperators.md). */
import { lookUp } from "../../model/look_up.ts";
import { add, type Dim, max, multiply, subtract } from "../../model/dim.ts";
import { tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator } from "../define.ts";
import { Contradiction, type Operand, Unknown } from "../operand.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";

const domain = "com.microsoft";

interface Metric {
  /** Of one pair of elements. */
  readonly each: Work;
  /** Of joining one element to another. */
  readonly join: Work;
  /** Of one distance at the end. */
  readonly last?: Work;
}

const METRICS: { readonly [metric: string]: Metric } = {
  sqeuclidean: { each: { adds: 1, muls: 1 }, join: { adds: 1 } },
  euclidean: { each: { adds: 1, muls: 1 }, join: { adds: 1 }, last: { sqrts: 1 } },
  cityblock: { each: { adds: 1, signs: 1 }, join: { adds: 1 } },
  chebyshev: { each: { adds: 1, signs: 1 }, join: { compares: 1 } },
};

const cDist = defineOperator({
  name: "CDist",
  domain,
  summary: "The distance of each row of A from each row of B.",
  inputs: ["A", "B"],
  outputs: ["C"],
  attributes: { metric: "sqeuclidean" },
  shape: ({ A, B }) => [[rowsOf(A), rowsOf(B)]],
  work({ A }, { C }, { metric }) {
    const known = lookUp(METRICS, metric);
    if (known === undefined) throw new Unknown(`how the metric ${JSON.stringify(metric)} is computed is not documented`);
    const width = A.dim(1);
    const pair = sumWork([repeatWork(known.each, width), repeatWork(known.join, subtract(width, 1)), known.last ?? {}]);
    return repeatWork(pair, C.size);
  },
});

function rowsOf(matrix: Operand): Dim {
  if (matrix.rank !== 2) throw new Contradiction(`${matrix.name} must have rank 2: current shape is [${matrix.shape.join(", ")}]`);
  return matrix.dim(0);
}

/** Of each place the cheapest of three ways there, and its own cost (Sakoe and Chiba, 1978); the way back is not counted. */
const dynamicTimeWarping = defineOperator({
  name: "DynamicTimeWarping",
  domain,
  summary: "The cheapest way through a matrix of costs from its first place to its last.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: {},
  shape({ input }, _, site) {
    if (input.rank !== 2 && input.rank !== 3) throw new Contradiction(`input must have rank 2 or 3: current rank is ${input.rank}`);
    const [rows, columns] = [input.dim(-2), input.dim(-1)];
    if (rows === 0 || columns === 0) return [tensorType("int32", [2, 0])];
    // A size that is open may be 0, and then there is no step.
    const min = typeof rows === "number" && typeof columns === "number" ? max(rows, columns) : 0;
    const steps = site.fresh("steps", { min, max: subtract(add(rows, columns), 1) });
    return [tensorType("int32", [2, steps])];
  },
  work: ({ input }) => repeatWork({ compares: 2, adds: 1 }, multiply(input.dim(-2), input.dim(-1))),
});

/** Distances and alignments. */
export const distances: readonly Operator[] = [cDist, dynamicTimeWarping];
