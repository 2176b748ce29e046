/** Operators that prepare features: elementwise, or row by row. */
import { type Dim, divideExactly, product, subtract, sum } from "../../model/dim.ts";
import { tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, type Operand } from "../operand.ts";
import type { Work } from "../work.ts";
import { ML, rowsOf } from "./_scores.ts";

const arrayFeatureExtractor = defineOperator({
  name: "ArrayFeatureExtractor",
  domain: ML,
  summary: "Of the last axis, the elements at the given places.",
  inputs: ["X", "Y"],
  outputs: ["Z"],
  attributes: {},
  shape({ X, Y }) {
    if (X.rank === 0) throw new Contradiction("X must have rank >= 1: it is a scalar");
    return [[...(X.rank === 1 ? [1] : X.shape.slice(0, -1)), product(Y.shape)]];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { Z }) => ({ X: Z.size }),
});

const binarizer = defineOperator({
  name: "Binarizer",
  domain: ML,
  summary: "1 where x is above the threshold, else 0.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { threshold: 0 },
  shape: ({ X }) => [X.shape],
  work: ({ X }) => ({ compares: X.size }),
});

const featureVectorizer = defineOperator({
  name: "FeatureVectorizer",
  domain: ML,
  summary: "The rows of all inputs side by side, as floating-point numbers.",
  inputs: ["X*"],
  outputs: ["Y"],
  attributes: { inputdimensions: optional.ints },
  shape({ X }, { inputdimensions }) {
    const rows = X.length === 0 ? 1 : rowsOf(X[0]!);
    const widths = inputdimensions ?? X.map((input): Dim => input.dim(-1));
    return [tensorType("float32", [rows, sum(widths)])];
  },
  work: () => ({ free: "movement" }),
});

const imputer = defineOperator({
  name: "Imputer",
  domain: ML,
  summary: "x, one value replaced by another.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: {
    imputed_value_floats: optional.floats,
    imputed_value_int64s: optional.ints,
    replaced_value_float: 0,
    replaced_value_int64: 0,
  },
  shape: ({ X }) => [X.shape],
  work: ({ X }) => ({ compares: X.size }),
});

/** The work of dividing each row by its largest element, its sum of magnitudes, or its length. */
function normWork(norm: string, { size, shape }: Operand): Work {
  const rows = divideExactly(size, shape.at(-1) ?? 1) ?? 1;
  const joins = subtract(size, rows);
  if (norm === "L1") return { signs: size, adds: joins, divs: size };
  if (norm === "L2") return { muls: size, adds: joins, sqrts: rows, divs: size };
  return { compares: joins, divs: size };
}

const normalizer = defineOperator({
  name: "Normalizer",
  domain: ML,
  summary: "Each row divided by its norm.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { norm: "MAX" },
  shape: ({ X }) => [tensorType("float32", X.shape)],
  work: ({ X }, _, { norm }) => normWork(norm, X),
});

const scaler = defineOperator({
  name: "Scaler",
  domain: ML,
  summary: "(x − offset) · scale.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { offset: optional.floats, scale: optional.floats },
  shape: ({ X }) => [tensorType("float32", X.shape)],
  work: ({ X }) => ({ adds: X.size, muls: X.size }),
});

const oneHotEncoder = defineOperator({
  name: "OneHotEncoder",
  domain: ML,
  summary: "For each element, a row that is 1 at its category and 0 elsewhere.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { cats_int64s: optional.ints, cats_strings: optional.strings, zeros: 1 },
  shape({ X }, { cats_int64s, cats_strings }) {
    return [tensorType("float32", [...X.shape, Math.max(cats_int64s?.length ?? 0, cats_strings?.length ?? 0)])];
  },
  work: () => ({ free: "movement" }),
});

/** The operators that prepare features. */
export const featureOperators: readonly Operator[] = [
  arrayFeatureExtractor,
  binarizer,
  featureVectorizer,
  imputer,
  normalizer,
  oneHotEncoder,
  scaler,
];
