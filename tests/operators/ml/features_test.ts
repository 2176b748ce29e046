import { assertEquals } from "@std/assert";
import { apply, type Given, of, type Options, type Size } from "../_apply.ts";

const domain = "ai.onnx.ml";

// Shapes and types from the standard's text and examples (docs/Operators-ml.md).
const ROWS: [
  op: string,
  inputs: Given[],
  attributes: Options["attributes"],
  shape: Size[],
  dtype: string,
  work: { [name: string]: Size },
][] = [
  ["ArrayFeatureExtractor", [[3, 4], of("int64", 2)], {}, [3, 2], "float32", { free: "movement" }],
  ["ArrayFeatureExtractor", [of("string", 4), of("int64", 2)], {}, [1, 2], "string", { free: "movement" }],
  ["Binarizer", [[3, 4, 5]], { threshold: 1 }, [3, 4, 5], "float32", { compares: 60 }],
  ["FeatureVectorizer", [of("int64", "n", 2), of("int64", "n", 3)], { inputdimensions: [2, 3] }, ["n", 5], "float32", { free: "movement" }],
  ["Imputer", [of("int64", "n", 2)], { imputed_value_int64s: [0] }, ["n", 2], "int64", { compares: "2*n" }],
  ["Normalizer", [of("float64", 5, 4)], { norm: "MAX" }, [5, 4], "float32", { compares: 15, divs: 20 }],
  ["Normalizer", [[5, 4]], { norm: "L1" }, [5, 4], "float32", { signs: 20, adds: 15, divs: 20 }],
  ["Normalizer", [[5, 4]], { norm: "L2" }, [5, 4], "float32", { muls: 20, adds: 15, sqrts: 5, divs: 20 }],
  ["OneHotEncoder", [of("int64", "n", 2)], { cats_int64s: [1, 2, 3] }, ["n", 2, 3], "float32", { free: "movement" }],
  ["OneHotEncoder", [of("string", 2)], { cats_strings: ["a"] }, [2, 1], "float32", { free: "movement" }],
  ["Scaler", [of("int32", "n", 2)], { offset: [1], scale: [2] }, ["n", 2], "float32", { adds: "2*n", muls: "2*n" }],
];

Deno.test("features: shapes, types and work", () => {
  for (const [op, inputs, attributes, shape, dtype, work] of ROWS) {
    const answer = apply(op, inputs, { domain, attributes: attributes! });
    assertEquals([answer.shapes, answer.dtypes, answer.work], [[shape], [dtype], work], op);
  }
  assertEquals(apply("ArrayFeatureExtractor", [[3, 4], of("int64", 2)], { domain }).reads, { X: 6 });
});
