import { assertEquals } from "@std/assert";
import { symbol } from "../../lib/model/dim.ts";
import type { Element } from "../../lib/model/tensor.ts";
import { apply, of, type Size, tensor } from "./_apply.ts";

// One primitive operation an element.
const PRIMITIVES: { [primitive: string]: string[] } = {
  signs: ["Abs", "Neg", "Sign"],
  divs: ["Reciprocal"],
  sqrts: ["Sqrt"],
  exps: ["Exp"],
  logs: ["Log"],
  rounds: ["Floor", "Ceil", "Round"],
  erfs: ["Erf"],
  tanhs: ["Tanh", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh"],
  trigs: ["Sin", "Cos", "Tan", "Asin", "Acos", "Atan"],
  compares: ["IsNaN", "IsInf"],
  bits: ["BitwiseNot", "Not"],
};

Deno.test("elementwise: shape and work", () => {
  for (const [primitive, names] of Object.entries(PRIMITIVES)) {
    for (const name of names) {
      const { shapes, work } = apply(name, [["n", 3, 4]]);
      assertEquals(shapes, [["n", 3, 4]], name);
      assertEquals(work, { [primitive]: "12*n" }, name);
    }
  }
});

Deno.test("elementwise: the type is the input's, or bool for a question", () => {
  assertEquals(apply("Abs", [of("int64", 2)]).dtypes, ["int64"]);
  assertEquals(apply("IsNaN", [of("float16", 2)]).dtypes, ["bool"]);
});

// numpy on float32: np.sqrt, np.floor, np.ceil, np.round (halves to even), np.reciprocal.
const VALUES: [name: string, x: Element[], y: (Size | undefined)[]][] = [
  ["Sqrt", [64, 2], [8, Math.fround(1.4142135)]],
  ["Floor", [1.5, -1.5, 2], [1, -2, 2]],
  ["Ceil", [1.5, -1.5, 2], [2, -1, 2]],
  ["Round", [0.5, 1.5, 2.5, -1.5, 1.2], [0, 2, 2, -2, 1]],
  ["Reciprocal", [4, 3], [0.25, Math.fround(1 / 3)]],
  ["Abs", [-2.5, 3, undefined], [2.5, 3, undefined]],
  ["Floor", [symbol("n")], ["n"]],
];

Deno.test("elementwise: values", () => {
  for (const [name, x, y] of VALUES) assertEquals(apply(name, [tensor("float32", x)]).values, [y], name);
  assertEquals(apply("Neg", [tensor("int64", [0, 3, symbol("n")])]).values, [[0, -3, "-n"]]);
  assertEquals(apply("Abs", [tensor("int64", [-3, symbol("n")])]).values, [[3, "n"]]);
});
