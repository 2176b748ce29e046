import { assertEquals } from "@std/assert";
import { symbol } from "../../lib/model/dim.ts";
import { apply, of, type Options, scalar, tensor } from "./_apply.ts";

type Attributes = NonNullable<Options["attributes"]>;

// The work of one element: the sum of the standard's function body, constants folded.
const CASES: [op: string, attributes: Attributes, work: { [name: string]: number }][] = [
  ["Relu", {}, { compares: 1 }], // Max(X, 0)
  ["LeakyRelu", {}, { compares: 1, muls: 1 }], // Where(X < 0, alpha·X, X)
  ["ThresholdedRelu", {}, { compares: 1 }],
  ["Elu", {}, { compares: 1, exps: 1, adds: 1, muls: 1 }],
  ["Selu", {}, { compares: 1, exps: 1, adds: 1, muls: 3 }],
  ["Celu", {}, { compares: 1, exps: 1, adds: 1, muls: 2, divs: 1 }], // alpha · Elu(X / alpha)
  ["Sigmoid", {}, { signs: 1, exps: 1, adds: 1, divs: 1 }],
  ["HardSigmoid", {}, { muls: 1, adds: 1, compares: 2 }],
  ["HardSwish", {}, { muls: 2, adds: 1, compares: 2 }],
  ["Swish", {}, { signs: 1, exps: 1, adds: 1, divs: 1, muls: 2 }],
  ["Softplus", {}, { exps: 1, adds: 1, logs: 1 }],
  ["Mish", {}, { exps: 1, adds: 1, logs: 1, tanhs: 1, muls: 1 }],
  ["Softsign", {}, { signs: 1, adds: 1, divs: 1 }],
  ["Shrink", {}, { compares: 2, adds: 2 }],
  ["Gelu", {}, { divs: 1, erfs: 1, adds: 1, muls: 2 }], // X/√2, Erf, 1 +, 0.5·X, ·
  ["Gelu", { approximate: "tanh" }, { pows: 1, muls: 4, adds: 2, tanhs: 1 }],
];

Deno.test("activations: shape and work", () => {
  for (const [op, attributes, one] of CASES) {
    const { shapes, work } = apply(op, [[2, 5]], { attributes });
    assertEquals(shapes, [[2, 5]], op);
    assertEquals(work, Object.fromEntries(Object.entries(one).map(([name, count]) => [name, 10 * count])), op);
  }
});

Deno.test("activations: with a second input", () => {
  assertEquals(apply("PRelu", [[2, 5], [5]]).shapes, [[2, 5]]);
  assertEquals(apply("PRelu", [[2, 5], [5]]).work, { compares: 10, muls: 10 });
  assertEquals(apply("SwiGLU", [[2, 5], [2, 5]]).work, { signs: 10, exps: 10, adds: 10, divs: 10, muls: 30 });
});

Deno.test("Relu: values", () => {
  assertEquals(apply("Relu", [tensor("int64", [-2, 3, symbol("n")])]).values, [[0, 3, "n"]]);
});

Deno.test("Clip: a comparison for each bound that is there", () => {
  assertEquals(apply("Clip", [[2, 5], scalar(0, "float32"), scalar(6, "float32")]).work, { compares: 20 });
  assertEquals(apply("Clip", [[2, 5], undefined, scalar(6, "float32")]).work, { compares: 10 });
  assertEquals(apply("Clip", [[2, 5]], { opset: 6, attributes: { min: 0, max: 6 } }).work, { compares: 20 });
  assertEquals(apply("Clip", [of("float16", "n", 5)]).dtypes, ["float16"]);
});

Deno.test("Clip: values", () => {
  const bounded = apply("Clip", [tensor("int64", [-1, 3, 9]), scalar(0), scalar(6)]);
  assertEquals(bounded.values, [[0, 3, 6]]); // np.clip([-1, 3, 9], 0, 6)
});
