import { type Dim, multiply, product } from "../../model/dim.ts";
import type { Operator } from "../define.ts";
import type { Operand } from "../operand.ts";
import { dynamicQuantizeWork } from "../quantization.ts";
import { recurrentLayers } from "../recurrent.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";

const lstm = recurrentLayers.find(({ name }) => name === "LSTM")!;

type Attributes = { readonly [name: string]: unknown };

/** The attributes with the hidden size, which the weights show along another axis than LSTM's: they are transposed. */
function withHiddenSize(attributes: Attributes, R: Operand): Attributes & { readonly hidden_size: Dim } {
  return { ...attributes, hidden_size: (attributes.hidden_size as number | undefined) ?? R.dim(1), layout: 0 };
}

/**
 * LSTM with quantized weights (onnxruntime, docs/ContribOperators.md): in each step its input and its hidden state are quantized by their
 * own range, and what is multiplied is scaled back.
 */
export const dynamicQuantizeLstm: Operator = {
  ...lstm,
  name: "DynamicQuantizeLSTM",
  domain: "com.microsoft",
  summary: "A layer of long short-term memory with quantized weights, over a whole sequence.",
  inputs: [...lstm.inputs, "W_scale", "W_zero_point", "R_scale", "R_zero_point"],
  attributes: Object.fromEntries(Object.entries(lstm.attributes).filter(([name]) => name !== "layout")),
  roles: { ...lstm.roles, W_scale: "constant", W_zero_point: "constant", R_scale: "constant", R_zero_point: "constant" },
  shape: (inputs, attributes, site) => lstm.shape(inputs, withHiddenSize(attributes, inputs.R!) as never, site),
  work(inputs, outputs, attributes) {
    const { X, R } = inputs;
    const [steps, batch] = [X!.dim(0), X!.dim(1)];
    const [directions, hidden] = [R!.dim(0), R!.dim(1)];
    const step: Work = sumWork([
      dynamicQuantizeWork(multiply(batch, X!.dim(2))),
      dynamicQuantizeWork(multiply(batch, hidden)),
      { adds: product([batch, X!.dim(2)]) }, // the zero points of what was quantized
      { adds: product([batch, hidden]), muls: product([2, 4, batch, hidden]) },
    ]);
    const plain = lstm.work(inputs, outputs, withHiddenSize(attributes, R!) as never) as Work;
    return sumWork([plain, repeatWork(step, multiply(steps, directions))]);
  },
};
