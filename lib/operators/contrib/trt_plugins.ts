/**
 * TensorRT's plugins that onnxruntime knows shapes of (core/graph/contrib_ops/contrib_defs.cc): in its own builds under the standard's domain,
 * in exported detectors under TensorRT's.
 */
import { tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, Unknown } from "../operand.ts";
import { repeatWork } from "../work.ts";

const DOMAINS = ["ai.onnx", "TRT", "trt.plugins"];

function unknownWork(): never {
  throw new Unknown("what a plugin computes depends on the data");
}

const efficientNms = (domain: string) =>
  defineOperator({
    name: "EfficientNMS_TRT",
    domain,
    summary: "The best boxes that do not overlap, as many places for each sample as there may be.",
    inputs: ["boxes", "scores", "anchors?"],
    outputs: ["num_detections", "detection_boxes", "detection_scores", "detection_classes"],
    attributes: {
      background_class: -1,
      box_coding: 0,
      class_agnostic: 0,
      iou_threshold: 0.5,
      max_output_boxes: optional.int,
      plugin_version: "1",
      score_activation: 0,
      score_threshold: 0.25,
    },
    shape({ boxes }, { max_output_boxes: count }) {
      if (count === undefined || count < 1) throw new Contradiction(`attribute max_output_boxes must be present and >= 1: it is ${count}`);
      const batch = boxes.dim(0);
      return [tensorType("int32", [batch, 1]), [batch, count, 4], [batch, count], tensorType("int32", [batch, count])];
    },
    work: unknownWork,
  });

const MAPS = ["feature_map_0", "feature_map_1", "feature_map_2", "feature_map_3"] as const;

/** Regions of four feature maps, each of that whose scale fits it. */
const regions = (name: string) => (domain: string) =>
  defineOperator({
    name,
    domain,
    summary: "Regions of feature maps, each resized to one size.",
    inputs: ["boxes", ...MAPS],
    outputs: ["patches"],
    attributes: { image_size: optional.ints, plugin_version: "1", pooled_size: optional.int },
    shape({ boxes, feature_map_0 }, { pooled_size: size }) {
      if (size === undefined || size < 1) throw new Contradiction(`attribute pooled_size must be present and >= 1: it is ${size}`);
      return [[boxes.dim(0), boxes.dim(1), feature_map_0.dim(1), size, size]];
    },
    work: unknownWork,
  });

/** Scores of DeBERTa (He et al., 2021): two more terms are picked by relative position and added, and the sum is scaled. */
const disentangledAttention = (domain: string) =>
  defineOperator({
    name: "DisentangledAttention_TRT",
    domain,
    summary: "The sum of content's and positions' scores, scaled.",
    inputs: ["c2c_attention", "c2p_attention", "p2c_attention"],
    outputs: ["disentangled_attention"],
    attributes: { factor: optional.float, plugin_version: "1", span: optional.int },
    shape: ({ c2c_attention }) => [c2c_attention.shape],
    work: (_, { disentangled_attention: { size } }) => repeatWork({ adds: 2, muls: 1 }, size),
  });

const PLUGINS = [efficientNms, regions("MultilevelCropAndResize_TRT"), regions("PyramidROIAlign_TRT"), disentangledAttention];

/** The plugins, in each of the domains. */
export const trtPlugins: readonly Operator[] = DOMAINS.flatMap((domain) => PLUGINS.map((plugin) => plugin(domain)));
