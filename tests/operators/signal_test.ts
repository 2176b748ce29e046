import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../lib/operators/operand.ts";
import { apply, type Given, of, type Options, scalar, type Size } from "./_apply.ts";

// Opset 17 from onnx 1.12's shape inference, opset 20 from the standard's text.
const TRANSFORMS: [inputs: Given[], options: Options, output: Size[]][] = [
  [[[2, 16, 1]], { opset: 17 }, [2, 16, 2]],
  [[[2, 16, 1]], { opset: 17, attributes: { onesided: 1 } }, [2, 9, 2]],
  [[[2, 16, 3, 1]], { opset: 17, attributes: { axis: 2, onesided: 1 } }, [2, 16, 2, 2]],
  [[[2, 16, 1], scalar(20)], { opset: 17, attributes: { onesided: 1 } }, [2, 11, 2]],
  [[[2, 5, 16, 1]], { opset: 20 }, [2, 5, 16, 2]],
  [[[2, 5, 16, 1]], { opset: 20, attributes: { onesided: 1 } }, [2, 5, 9, 2]],
  [[["n", 16, 5, 1], undefined, scalar(1)], { attributes: { onesided: 1 } }, ["n", 9, 5, 2]],
  [[[2, 9, 2]], { attributes: { onesided: 1, inverse: 1 } }, [2, 16, 1]],
];

Deno.test("DFT: shapes", () => {
  for (const [inputs, options, output] of TRANSFORMS) assertEquals(apply("DFT", inputs, options).shapes, [output]);
});

Deno.test("DFT: work is that of the definition", () => {
  // 32 output numbers, each a sum over 16 real or 16 complex terms; the inverse divides by the length, which is a factor.
  assertEquals(apply("DFT", [[1, 16, 1]]).work, { macs: 512 });
  assertEquals(apply("DFT", [[1, 16, 2]]).work, { macs: 1_024 });
  assertEquals(apply("DFT", [[1, 16, 2]], { attributes: { inverse: 1 } }).work, { macs: 1_024, muls: 32 });
});

Deno.test("STFT: shapes and work", () => {
  // (100 − 16) / 8, rounded down, and 1 more: 11 frames (torch.stft without centering).
  assertEquals(apply("STFT", [[2, 100, 1], scalar(8), [16]]).shapes, [[2, 11, 9, 2]]);
  assertEquals(apply("STFT", [[2, 100, 1], scalar(8), undefined, scalar(16)], { attributes: { onesided: 0 } }).shapes, [[2, 11, 16, 2]]);
  assertEquals(apply("STFT", [[2, 100, 1], scalar(8), [16]]).work, { macs: 2 * 11 * 18 * 16, muls: 2 * 11 * 16 });
});

Deno.test("windows: shapes, types and work", () => {
  const { shapes, dtypes, work } = apply("HannWindow", [scalar(10)], { attributes: { output_datatype: 11 } });
  assertEquals([shapes, dtypes], [[[10]], ["float64"]]);
  // The function body, as the standard's test_hannwindow_expanded.onnx has it: 5 operations on scalars; 5 muls, 2 cosines, 3 adds an element.
  assertEquals(work, { adds: 32, muls: 52, divs: 1, trigs: 20 });
  for (const op of ["HammingWindow", "BlackmanWindow"]) assertEquals(apply(op, [scalar(10)]).shapes, [[10]]);
  assertThrows(() => apply("HannWindow", [of("int64")]), Unknown, "the value of size is not known");
});

Deno.test("MelWeightMatrix: shape", () => {
  // onnx 1.12's shape inference.
  const inputs = [scalar(8), scalar(16), scalar(8192), scalar(0, "float32"), scalar(4096, "float32")];
  assertEquals(apply("MelWeightMatrix", inputs).shapes, [[9, 8]]);
});
