import { add, type Dim, multiply, product } from "../../model/dim.ts";
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

/** One operand quantized by its own range, its zero point subtracted, and the product for `units` gates scaled back. */
function quantizedProductWork(size: Dim, units: Dim, scales: Dim): Work {
  return sumWork([dynamicQuantizeWork(size), { adds: size, muls: add(units, scales) }]);
}

/**
 * LSTM with quantized weights (onnxruntime, docs/ContribOperators.md): in each direction the whole input is quantized by its own range, in each
 * step the hidden state by its own, and what is multiplied is scaled back.
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
    const { X, R, W_scale, R_scale } = inputs;
    const [directions, hidden] = [R!.dim(0), R!.dim(1)];
    const [steps, units] = [X!.dim(0), product([X!.dim(1), 4, hidden])];
    const plain = lstm.work(inputs, outputs, withHiddenSize(attributes, R!) as never) as Work;
    const scales = ({ shape }: Operand) => product(shape.slice(1)); // of one direction
    return sumWork([
      plain,
      repeatWork(quantizedProductWork(X!.size, multiply(steps, units), scales(W_scale!)), directions),
      repeatWork(quantizedProductWork(product([X!.dim(1), hidden]), units, scales(R_scale!)), multiply(steps, directions)),
    ]);
  },
};
