import { assertEquals, assertThrows } from "@std/assert";
import type { ValueType } from "../../../lib/model/types.ts";
import { Contradiction, Unknown } from "../../../lib/operators/operand.ts";
import { apply, of, type Options } from "../_apply.ts";

const domain = "ai.onnx.ml";
const load = () => Promise.reject(new Error("no data"));
const halves = { name: "", dtype: "float16", shape: [2], byteLength: 4, load } as const;

// The standard's text (docs/Operators-ml.md, Changelog-ml.md): the output has the type of the values; at first, texts became numbers and back.
const ENCODED: [from: "string" | "int64", attributes: NonNullable<Options["attributes"]>, to: string][] = [
  ["string", { keys_strings: ["a"], values_int64s: [1] }, "int64"],
  ["int64", { keys_int64s: [1], values_floats: [0.5] }, "float32"],
  ["int64", { keys_int64s: [1], values_strings: ["a"] }, "string"],
  ["string", { keys_strings: ["a", "b"], values_tensor: halves }, "float16"],
  ["string", { classes_strings: ["a"] }, "int64"],
  ["int64", { classes_strings: ["a"] }, "string"],
];

Deno.test("LabelEncoder and CategoryMapper: the same shape in another type", () => {
  for (const [from, attributes, to] of ENCODED) {
    const { shapes, dtypes, work } = apply("LabelEncoder", [of(from, "n", 2)], { domain, attributes });
    assertEquals([shapes, dtypes, work], [[["n", 2]], [to], { free: "movement" }]);
  }
  assertEquals(apply("CategoryMapper", [of("string", "n")], { domain }).dtypes, ["int64"]);
  assertEquals(apply("CategoryMapper", [of("int64", "n")], { domain }).dtypes, ["string"]);
  assertThrows(() => apply("CategoryMapper", [[2]], { domain }), Unknown);
});

const map: ValueType = { kind: "map", key: "string", value: { kind: "tensor", dtype: "float64", shape: [] } };

Deno.test("maps: to tensors and from them", () => {
  const { types } = apply("ZipMap", [["n", 3]], { domain, attributes: { classlabels_strings: ["a", "b", "c"] } });
  assertEquals(types, [{
    kind: "sequence",
    element: { kind: "map", key: "string", value: { kind: "tensor", dtype: "float32", shape: [] } },
  }]);
  const vocabulary = { string_vocabulary: ["a", "b", "c", "d"] };
  assertEquals(apply("DictVectorizer", [{ type: map }], { domain, attributes: vocabulary }).types, [
    { kind: "tensor", dtype: "float64", shape: [1, 4] },
  ]);
  assertEquals(apply("CastMap", [{ type: map }], { domain, attributes: { cast_to: "TO_INT64" } }).types, [{
    kind: "tensor",
    dtype: "int64",
  }]);
  assertThrows(() => apply("DictVectorizer", [[2]], { domain }), Contradiction, "X must be a map: it is a tensor");
});
