/** CropAndResize of onnxruntime against Resize of each region (docs/ContribOperators.md). */
import { real } from "../../../formats/onnx/_encode.ts";
import { floats, given, pair } from "./_pair.ts";

for (const [mode, standard] of [["bilinear", "linear"], ["nearest", "nearest"]] as const) {
  pair(`CropAndResize, ${mode}`, {
    inputs: { X: floats(["batch", 3, 8, 9]), rois: floats([2, 4], 0.1, 0.9), indices: given("int32", [2], [1, 0]) },
    fused(graph, { X, rois, indices }) {
      const size = graph.stored({ dtype: "int32", dims: [2], data: Int32Array.of(4, 3) });
      return graph.node("com.microsoft:CropAndResize", [X, rois, indices, size], { mode, extrapolation_value: real(0) });
    },
    unfused(graph, { X, rois, indices }) {
      const attributes = { coordinate_transformation_mode: "tf_crop_and_resize", mode: standard };
      const [regions, places] = [rois, indices].map((both) => graph.nodeOf("Split", [both], [0, 1], { num_outputs: 2 }));
      const crops = regions!.map((region, place) => {
        const image = graph.node("Gather", [X, places![place]!]);
        const [starts, ends] = graph.nodeOf("Split", [graph.node("Squeeze", [region, graph.list(0)])], [0, 1], { num_outputs: 2 });
        const roi = graph.node("Concat", [graph.reals([0, 0]), starts!, graph.reals([1, 1]), ends!], { axis: 0 });
        return graph.node("Resize", [image, roi, "", graph.list(1, 3, 4, 3)], attributes);
      });
      return graph.node("Concat", crops, { axis: 0 });
    },
    flopsDiffer: "the fused operator finds the places in each region from its corners",
  });
}
