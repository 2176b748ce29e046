import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction, Unknown } from "../../lib/operators/operand.ts";
import { apply, type Given, ints, type Options, type Size, tensor } from "./_apply.ts";

const scales = (...value: number[]) => tensor("float32", value);

// ⌊size × scale⌋ by the standard's text; its examples; 0.1 × 30 in single precision is 3 as onnxruntime has it.
const SHAPES: [op: string, inputs: Given[], options: Options, shape: Size[]][] = [
  ["Resize", [[1, 1, 2, 4], undefined, scales(1, 1, 0.6, 0.6)], {}, [1, 1, 1, 2]],
  ["Resize", [[1, 1, 4, 4], undefined, scales(1, 1, 2, 3)], {}, [1, 1, 8, 12]],
  ["Resize", [[1, 1, 30, 7], undefined, scales(1, 1, 0.1, 1)], {}, [1, 1, 3, 7]],
  ["Resize", [[1, 1, 2, 4], undefined, undefined, ints(1, 1, 7, 8)], {}, [1, 1, 7, 8]],
  ["Resize", [[1, 1, 2, 4], scales(), scales(), ints(1, 1, 7, 8)], { opset: 11 }, [1, 1, 7, 8]],
  ["Resize", [[1, 1, 2, 4], scales(1, 1, 2, 2)], { opset: 10 }, [1, 1, 4, 8]],
  ["Resize", [[1, 1, 2, 4], undefined, scales(2, 3)], { attributes: { axes: [3, 2] } }, [1, 1, 6, 8]],
  ["Resize", [[1, 1, 2, 4], undefined, undefined, ints(7, 8)], { attributes: { axes: [2, 3], keep_aspect_ratio_policy: "not_larger" } }, [
    1,
    1,
    4,
    8,
  ]],
  ["Resize", [[1, 1, 2, 4], undefined, undefined, ints(7, 8)], { attributes: { axes: [2, 3], keep_aspect_ratio_policy: "not_smaller" } }, [
    1,
    1,
    7,
    14,
  ]],
  ["Resize", [["n", 3, "h", "w"], undefined, scales(1, 1, 2, 0.5)], {}, ["n", 3, "2*h", "floor(w/2)"]],
  ["Resize", [["n", 3, "h", 8], undefined, scales(1, 1, 0.3, 0.5)], {}, ["n", 3, "`node.axis2`", 4]], // a free size times 0.3 depends on rounding
  ["Upsample", [[1, 1, 2, 2], scales(1, 1, 2, 3)], { opset: 9 }, [1, 1, 4, 6]],
  ["Upsample", [[1, 1, 2, 2]], { opset: 7, attributes: { scales: [1, 1, 2, 3] } }, [1, 1, 4, 6]],
  ["Upsample", [[1, 1, 2, 2]], { opset: 1, attributes: { height_scale: 2, width_scale: 3 } }, [1, 1, 4, 6]],
];

Deno.test("resampling: shapes", () => {
  for (const [op, inputs, options, shape] of SHAPES) assertEquals(apply(op, inputs, options).shapes, [shape], `${op} to ${shape}`);
});

Deno.test("resampling: work along the axes that change; weights are found before inference", () => {
  const inputs = [[1, 1, 2, 2], undefined, scales(1, 1, 2, 3)];
  const work = (mode: string) => apply("Resize", inputs, { attributes: { mode } }).work;
  // Bilinear joins 2 pairs, then these: 3 times 2 products and a sum. Bicubic: 5 times 4 products and 3 sums.
  assertEquals(work("linear"), { muls: 24 * 6, adds: 24 * 3 });
  assertEquals(work("cubic"), { muls: 24 * 20, adds: 24 * 15 });
  assertEquals(work("nearest"), { free: "movement" });
});

Deno.test("resampling: what contradicts the definition, or is not known, is said", () => {
  assertThrows(() => apply("Resize", [[1, 2], undefined, scales(1)]), Contradiction, "must have 2 elements: there are 1");
  assertThrows(() => apply("Resize", [[1, 2], undefined, scales(1, -1)]), Contradiction, "scales must be > 0");
  assertThrows(() => apply("Resize", [[1, 2]]), Unknown, "neither sizes nor scales are given");
});
