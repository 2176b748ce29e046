import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, type Options } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft.nchwc" });

Deno.test("ReorderInput and ReorderOutput: blocks of 8 or 16 channels", () => {
  assertEquals(apply("ReorderInput", [["n", 32, 8, 6]]).shapes, [["n", 32, 8, 6]]);
  assertEquals(apply("ReorderInput", [[1, 8, 6, 32]], { channels_last: 1 }).shapes, [[1, 32, 8, 6]]);
  assertEquals(apply("ReorderInput", [[1, 12, 8, 6]]).shapes, [[1, 16, 8, 6]]);
  // 24 in blocks of 8, 32 in blocks of 16.
  assertEquals(apply("ReorderInput", [[1, 20, 8, 6]]).shapes, [[1, "`node.channels`", 8, 6]]);
  assertEquals(apply("ReorderOutput", [[1, 32, 8, 6]], { channels: 20 }).shapes, [[1, 20, 8, 6]]);
  const last = apply("ReorderOutput", [[1, 32, 8, 6]], { channels: 20, channels_last: 1 });
  assertEquals([last.shapes, last.reads], [[[1, 8, 6, 20]], { X: 960 }]);
});

Deno.test("com.microsoft.nchwc: windows as the standard's", () => {
  const pads = { pads: [1, 1, 1, 1] };
  const inputs: Given[] = [[1, 32, 8, 6], [16, 32, 3, 3], [16], [1, 16, 8, 6]];
  const fused = applyAny("FusedConv", inputs, { domain: "com.microsoft", attributes: { ...pads, activation: "Relu" } });
  const conv = apply("Conv", inputs, { ...pads, activation: "Relu" });
  assertEquals([conv.shapes, conv.work], [fused.shapes, fused.work]);
  const window = { kernel_shape: [2, 2], strides: [2, 2] };
  for (const name of ["MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool"]) {
    const attributes = name.startsWith("Global") ? {} : window;
    const standard = applyAny(name, [[1, 16, 8, 6]], { attributes, outputs: 1 });
    const own = apply(name, [[1, 16, 8, 6]], attributes);
    assertEquals([own.shapes, own.work], [standard.shapes, standard.work]);
  }
});

Deno.test("com.microsoft.nchwc Upsample is Resize", () => {
  const nearest = apply("Upsample", [[1, 16, 4, 3]], { scales: [1, 1, 2, 3] });
  assertEquals([nearest.shapes, nearest.work], [[[1, 16, 8, 9]], { free: "movement" }]);
  const linear = apply("Upsample", [[1, 16, 4, 3]], { scales: [1, 1, 2, 3], mode: "linear" });
  const scales: Given = { dtype: "float32", shape: [4], value: [1, 1, 2, 3] };
  const standard = applyAny("Resize", [[1, 16, 4, 3], undefined, scales], { attributes: { mode: "linear" } });
  assertEquals([linear.shapes, linear.work], [standard.shapes, standard.work]);
});
