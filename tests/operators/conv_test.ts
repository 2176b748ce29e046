import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction, Unknown } from "../../lib/operators/operand.ts";
import { apply, type Given, of, type Options, type Size } from "./_apply.ts";

// Shapes from onnx 1.12's shape inference.
const SHAPES: [op: string, X: Size[], W: Size[], attributes: Options["attributes"], Y: Size[]][] = [
  ["Conv", [1, 3, 224, 224], [64, 3, 7, 7], { strides: [2, 2], pads: [3, 3, 3, 3] }, [1, 64, 112, 112]],
  ["Conv", [2, 4, 10, 12], [6, 2, 3, 3], { group: 2, strides: [2, 2], pads: [1, 1, 1, 1] }, [2, 6, 5, 6]],
  ["Conv", [1, 1, 7, 8], [1, 1, 3, 3], { auto_pad: "SAME_UPPER", strides: [2, 3] }, [1, 1, 4, 3]],
  ["Conv", [1, 1, 7, 8], [1, 1, 3, 3], { auto_pad: "VALID", strides: [2, 3] }, [1, 1, 3, 2]],
  ["Conv", [1, 2, 9], [3, 2, 3], { dilations: [2] }, [1, 3, 5]],
  ["Conv", [1, 2, 6, 7, 8], [3, 2, 1, 2, 3], {}, [1, 3, 6, 6, 6]],
  ["ConvTranspose", [1, 16, 10, 12], [16, 32, 3, 3], { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] }, [1, 32, 20, 24]],
  ["ConvTranspose", [1, 4, 5], [4, 3, 3], { group: 2, strides: [3], dilations: [2] }, [1, 6, 17]],
  ["ConvTranspose", [1, 1, 3, 3], [1, 2, 3, 3], { auto_pad: "SAME_LOWER", strides: [2, 2] }, [1, 2, 6, 6]],
  ["ConvTranspose", [1, 1, 3], [1, 2, 2], { auto_pad: "SAME_UPPER", strides: [3] }, [1, 2, 8]],
  ["ConvTranspose", [1, 1, 3, 3], [1, 2, 3, 3], { output_shape: [10, 8], strides: [3, 2] }, [1, 2, 10, 8]],
];

Deno.test("convolutions: shapes", () => {
  for (const [op, X, W, attributes, Y] of SHAPES) assertEquals(apply(op, [X, W], { attributes: attributes! }).shapes, [Y], `${op} of ${X}`);
});

Deno.test("convolutions: free dimensions stay expressions", () => {
  const attributes = { strides: [2, 2], pads: [1, 1, 1, 1] };
  assertEquals(apply("Conv", [["n", 3, "h", 32], [8, 3, 3, 3]], { attributes }).shapes, [["n", 8, "floor((h + 1)/2)", 16]]);
  assertEquals(apply("ConvTranspose", [["n", 3, "h", 32], [3, 8, 2, 2]], { attributes: { strides: [2, 2] } }).shapes, [[
    "n",
    8,
    "2*h",
    64,
  ]]);
});

// Multiply-accumulates from conventions.md 2.10 (fvcore and torch.utils.flop_counter agree); the bias adds one an output element.
const WORK: [op: string, inputs: Given[], attributes: Options["attributes"], work: { [name: string]: number }][] = [
  ["Conv", [[2, 16, 10, 12], [32, 16, 3, 3], [32]], { pads: [1, 1, 1, 1] }, { macs: 1_105_920, adds: 7_680 }],
  ["Conv", [[2, 16, 10, 12], [32, 16, 3, 3]], { pads: [1, 1, 1, 1] }, { macs: 1_105_920 }],
  ["Conv", [[2, 16, 10, 12], [32, 4, 3, 3], [32]], { pads: [1, 1, 1, 1], strides: [2, 2], group: 4 }, { macs: 69_120, adds: 1_920 }],
  [
    "ConvTranspose",
    [[2, 16, 10, 12], [16, 32, 3, 3], [32]],
    { pads: [1, 1, 1, 1], strides: [2, 2], output_padding: [1, 1] },
    { macs: 1_105_920, adds: 30_720 },
  ],
  ["ConvTranspose", [[2, 16, 10, 12], [16, 8, 3, 3]], { pads: [1, 1, 1, 1], strides: [2, 2], group: 4 }, { macs: 276_480 }],
];

Deno.test("convolutions: work", () => {
  for (const [op, inputs, attributes, work] of WORK) assertEquals(apply(op, inputs, { attributes: attributes! }).work, work, op);
});

Deno.test("convolutions: what contradicts the definition is said", () => {
  assertThrows(() => apply("Conv", [[1, 64], [8, 64, 3]]), Contradiction, "X must have rank >= 3: current shape is [1, 64]");
  assertThrows(() => apply("Conv", [[1, 3, 8, 8], [8, 4, 3, 3]]), Contradiction, "X must have the 4 channels");
  assertThrows(() => apply("Conv", [[1, 3, 2, 2], [8, 3, 3, 3]]), Contradiction, "kernel must fit");
  assertThrows(() => apply("Conv", [[1, 3, 8, 8], [8, 3, 3, 3]], { attributes: { strides: [2] } }), Contradiction, "strides must have 2");
  assertThrows(() => apply("Conv", [{ dtype: "float32" }, [8, 3, 3, 3]]), Unknown, "the shape of X is not known");
});

Deno.test("convolutions: the output has the input's element type", () => {
  assertEquals(apply("Conv", [of("float16", 1, 3, 8, 8), of("float16", 8, 3, 3, 3)]).dtypes, ["float16"]);
});
