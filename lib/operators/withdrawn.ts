/** Operators that the standard's first versions had as experiments and withdrew; files of that time still have them. */
import { defineOperator, type Operator, optional } from "./define.ts";
import { elementwise, type ElementwiseRow } from "./elementwise.ts";

const names = ["input", "output"] as const;

const ROWS: readonly ElementwiseRow[] = [
  { name: "Affine", summary: "alpha · x + beta.", work: { muls: 1, adds: 1 }, attributes: { alpha: 1, beta: 0 } },
  { name: "Scale", summary: "scale · x.", work: { muls: 1 }, names, attributes: { scale: 1 } },
  { name: "ScaledTanh", summary: "alpha · tanh(beta · x).", work: { muls: 2, tanhs: 1 }, names, attributes: { alpha: 1, beta: 1 } },
  {
    name: "ParametricSoftplus",
    summary: "alpha · ln(1 + exp(beta · x)).",
    work: { muls: 2, exps: 1, adds: 1, logs: 1 },
    attributes: { alpha: 1, beta: 1 },
  },
];

const imageScaler = defineOperator({
  name: "ImageScaler",
  summary: "scale · x + the bias of its channel.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: { bias: optional.floats, scale: 1 },
  shape: ({ input }) => [input.shape],
  work: (_, { output }, { bias }) => ({ muls: output.size, adds: bias ? output.size : 0 }),
});

/** The withdrawn experiments that are arithmetic. */
export const withdrawnOperators: readonly Operator[] = [...ROWS.map(elementwise), imageScaler];
