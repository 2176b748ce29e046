import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../lib/operators/operand.ts";
import { apply, of } from "./_apply.ts";

Deno.test("RoiAlign: shape and work", () => {
  // onnx 1.12's shape inference.
  const inputs = [[1, 3, 8, 8], ["r", 4], of("int64", "r")];
  const attributes = { output_height: 2, output_width: 3, sampling_ratio: 2 };
  const { shapes, work } = apply("RoiAlign", inputs, { attributes });
  assertEquals(shapes, [["r", 3, 2, 3]]);
  // A region has 6 cells of 4 positions: 2 muls, 2 adds each, and 2 roundings, 4 adds for the weights. It has 18 outputs of 4 samples:
  // 6 muls, 3 adds a sample, then 3 adds and a division.
  assertEquals(work, { adds: "414*r", muls: "480*r", rounds: "48*r", divs: "18*r" });
  assertThrows(() => apply("RoiAlign", inputs, { attributes: { ...attributes, sampling_ratio: 0 } }).work, Unknown, "the regions' sizes");
});

Deno.test("MaxRoiPool: shape; its work depends on data", () => {
  const applied = apply("MaxRoiPool", [[1, 3, 8, 8], ["r", 5]], { attributes: { pooled_shape: [2, 3] } });
  assertEquals(applied.shapes, [["r", 3, 2, 3]]);
  assertThrows(() => applied.work, Unknown, "the regions' sizes");
});
