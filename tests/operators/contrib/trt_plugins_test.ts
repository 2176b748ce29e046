import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply } from "../_apply.ts";

Deno.test("TensorRT's plugins in each domain (core/graph/contrib_ops/contrib_defs.cc)", () => {
  for (const domain of ["ai.onnx", "TRT", "trt.plugins"]) {
    const kept = apply("EfficientNMS_TRT", [["b", 8400, 4], ["b", 8400, 80]], { domain, attributes: { max_output_boxes: 100 } });
    assertEquals(kept.shapes, [["b", 1], ["b", 100, 4], ["b", 100], ["b", 100]]);
    assertEquals(kept.dtypes, ["int32", "float32", "float32", "int32"]);
    assertThrows(() => kept.work, Unknown);
    for (const name of ["MultilevelCropAndResize_TRT", "PyramidROIAlign_TRT"]) {
      const maps = [64, 32, 16, 8].map((size) => ["b", 256, size, size]);
      assertEquals(apply(name, [["b", 100, 4], ...maps], { domain, attributes: { pooled_size: 7 } }).shapes, [["b", 100, 256, 7, 7]]);
    }
    const scores = apply("DisentangledAttention_TRT", [[12, 6, 6], [12, 6, 8], [12, 6, 8]], { domain, attributes: { span: 4 } });
    assertEquals([scores.shapes, scores.work], [[[12, 6, 6]], { adds: 864, muls: 432 }]);
  }
});
