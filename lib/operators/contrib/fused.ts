/** The standard's Conv and Gemm with an activation in one (onnxruntime, docs/ContribOperators.md). */
import { conv } from "../conv.ts";
import { type Operator, optional } from "../define.ts";
import { gemm } from "../gemm.ts";
import { sumWork, type Work } from "../work.ts";
import { fusedActivationWork } from "./_fused_activation.ts";

const domain = "com.microsoft";

const fusedConv: Operator = {
  ...conv,
  name: "FusedConv",
  domain,
  summary: "The activation of a convolution to which Z is added where it is there.",
  inputs: [...conv.inputs, "Z?"],
  attributes: { ...conv.attributes, activation: "", activation_params: optional.floats },
  work(inputs, outputs, attributes) {
    const size = outputs.Y!.size;
    return sumWork([
      conv.work(inputs, outputs, attributes) as Work,
      { adds: inputs.Z ? size : 0 },
      fusedActivationWork(String(attributes.activation), size),
    ]);
  },
};

const fusedGemm: Operator = {
  ...gemm,
  name: "FusedGemm",
  domain,
  summary: "The activation of alpha · A·B + beta · C, where A and B may be transposed first.",
  attributes: {
    ...gemm.attributes,
    activation: "",
    activation_alpha: optional.float,
    activation_beta: optional.float,
    activation_gamma: optional.float,
  },
  work(inputs, outputs, attributes) {
    const product = gemm.work(inputs, outputs, attributes) as Work;
    return sumWork([product, fusedActivationWork(String(attributes.activation), outputs.Y!.size)]);
  },
};

/** The fused operators of that domain. */
export const fusedOperators: readonly Operator[] = [fusedConv, fusedGemm];
