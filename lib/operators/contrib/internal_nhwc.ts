/**
 * The domain `com.ms.internal.nhwc` (onnxruntime, core/graph/contrib_ops/internal_nhwc_onnx_schemas.cc), which files have that were saved after
 * a change of layout: the standard's operators whose first input and output have their channels last, and some with an activation in one.
 */
import type { Dim } from "../../model/dim.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { batchNormalization } from "../batch_normalization.ts";
import { conv, convTranspose } from "../conv.ts";
import { type Operator, optional } from "../define.ts";
import { grids } from "../grids.ts";
import { normalizations } from "../normalizations.ts";
import type { Operand } from "../operand.ts";
import { poolings } from "../pooling.ts";
import { quantizedProducts } from "../quantized_products.ts";
import { rearrangements } from "../rearrange.ts";
import { resamplings } from "../resize.ts";
import { sumWork, type Work } from "../work.ts";
import { withChannelsLast } from "./_channels_last.ts";
import { fusedActivationWork } from "./_fused_activation.ts";
import { qLinearAveragePool } from "./channels_last.ts";

const domain = "com.ms.internal.nhwc";

const STANDARD = new Map(
  [
    conv,
    convTranspose,
    batchNormalization,
    ...grids,
    ...normalizations,
    ...poolings,
    ...quantizedProducts,
    ...rearrangements,
    ...resamplings,
  ]
    .map((operator) => [operator.name, operator]),
);

const PLAIN = [
  "DepthToSpace",
  "GlobalAveragePool",
  "GlobalLpPool",
  "GlobalMaxPool",
  "GridSample",
  "LpPool",
  "LRN",
  "QLinearConv",
  "SpaceToDepth",
];

const ACTIVATED = ["AveragePool", "BatchNormalization", "Conv", "ConvTranspose", "InstanceNormalization", "MaxPool", "MaxUnpool"];

/** The operator, and the activation that a node names. */
function withActivation(operator: Operator): Operator {
  return {
    ...operator,
    attributes: { ...operator.attributes, activation: "", activation_params: optional.floats },
    work(inputs, outputs, attributes) {
      const answer = operator.work(inputs, outputs, attributes);
      const activated = fusedActivationWork(String(attributes.activation), outputs[nameOfFirst(operator)]!.size);
      return Object.keys(activated).length === 0 ? answer : sumWork(["free" in answer ? {} : answer as Work, activated]);
    },
  };
}

function nameOfFirst({ outputs }: Operator): string {
  return outputs[0]!.replace(/[?*]$/, "");
}

/** Only the first output is known to be moved: what else a node puts out has no stated layout. */
function firstOnly(operator: Operator): Operator {
  return { ...operator, shape: (inputs, attributes, site) => operator.shape(inputs, attributes, site).slice(0, 1) };
}

const qLinearConv = STANDARD.get("QLinearConv")!;

/** QLinearConv, whose window slides the other way; one multiply-accumulate a weight and input position, as ConvTranspose. */
const qLinearConvTranspose: Operator = {
  ...qLinearConv,
  name: "QLinearConvTranspose",
  summary: "Transposed convolution of quantized tensors to a quantized tensor.",
  attributes: convTranspose.attributes,
  shape({ x, w, y_zero_point }, attributes, site) {
    const [shape] = convTranspose.shape({ X: x, W: w } as never, attributes, site) as readonly (readonly Dim[])[];
    return [tensorType(knownDType(y_zero_point as Operand), shape!)];
  },
  work(inputs, outputs, attributes) {
    const { x, w } = inputs as { readonly [name: string]: Operand };
    const { macs } = convTranspose.work({ X: x, W: w } as never, { Y: outputs.y } as never, attributes) as Work;
    return { ...qLinearConv.work(inputs, outputs, attributes), macs: macs! };
  },
};

const plain = PLAIN.map((name) => STANDARD.get(name)!);
const activated = ACTIVATED.map((name) => withActivation(STANDARD.get(name)!));

/** The operators of that domain; Resize keeps the order of axes that its sizes and scales have. */
export const internalChannelsLast: readonly Operator[] = [
  ...[...plain, ...activated].map((operator) => withChannelsLast(firstOnly(operator), { domain })),
  withChannelsLast(qLinearAveragePool, { domain }),
  withChannelsLast(qLinearConvTranspose, { domain }),
  { ...STANDARD.get("Resize")!, domain },
];
