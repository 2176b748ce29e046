import { assertEquals } from "@std/assert";
import { apply, type Given, of, type Options, type Size } from "../_apply.ts";

const scale = of("float32");
const zero = of("int8");

/** By hand: DequantizeLinear 1 mul (1 add for a zero point), QuantizeLinear 1 div, 1 round, 2 compares (1 add), each an element. */
const cases: readonly [
  name: string,
  inputs: readonly Given[],
  attributes: NonNullable<Options["attributes"]>,
  shape: readonly Size[],
  work: { readonly [name: string]: Size },
][] = [
  [
    "QLinearAdd",
    [of("int8", 2, 3), scale, zero, of("int8", 3), scale, zero, scale, zero],
    {},
    [2, 3],
    { muls: 6 + 3, adds: 6 + 3 + 6 + 6, divs: 6, rounds: 6, compares: 12 },
  ],
  [
    "QLinearMul",
    [of("int8", 2, 3), scale, undefined, of("int8", 2, 3), scale, undefined, scale, zero],
    {},
    [2, 3],
    { muls: 6 + 6 + 6, adds: 6, divs: 6, rounds: 6, compares: 12 },
  ],
  ["QLinearLeakyRelu", [of("int8", 6), scale, zero, scale, zero], { alpha: 0.1 }, [6], {
    muls: 12,
    adds: 12,
    divs: 6,
    rounds: 6,
    compares: 18,
  }],
  [
    "QLinearSigmoid",
    [of("int8", 6), scale, zero, scale, zero],
    {},
    [6],
    { signs: 6, exps: 6, muls: 6, adds: 6 + 6 + 6, divs: 12, rounds: 6, compares: 12 },
  ],
  [
    "QLinearSoftmax",
    [of("int8", 2, 3, 4), scale, zero, scale, zero],
    { axis: 1, opset: 13 },
    [2, 3, 4],
    { muls: 24, adds: 24 + 48 - 8 + 24, exps: 24, divs: 48, rounds: 24, compares: 24 - 8 + 48 },
  ],
  [
    "QLinearSoftmax",
    [of("int8", 2, 3, 4), scale, zero, scale, zero],
    { axis: 1, opset: 12 },
    [2, 3, 4],
    { muls: 24, adds: 24 + 48 - 2 + 24, exps: 24, divs: 48, rounds: 24, compares: 24 - 2 + 48 },
  ],
];

Deno.test("operators on quantized numbers", () => {
  for (const [name, inputs, attributes, shape, work] of cases) {
    const applied = apply(name, inputs, { domain: "com.microsoft", attributes });
    assertEquals([applied.shapes, applied.dtypes, applied.work], [[shape], ["int8"], work], name);
  }
});
