/** Joining, choosing, averaging quantized numbers (onnxruntime, docs/ContribOperators.md), between DequantizeLinear and QuantizeLinear. */
import { broadcast } from "../_broadcast.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { concat } from "../concat.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, Operand } from "../operand.ts";
import { quantizeWork } from "../quantization.ts";
import { reductions } from "../reductions.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";
import { betweenQuantizers, dequantizeWork } from "./quantized_elementwise.ts";

const domain = "com.microsoft";

/** The tensors among the inputs, each of which is followed by its scale and its zero point. */
function tensorsOf(inputs: readonly Operand[]): readonly Operand[] {
  if (inputs.length === 0 || inputs.length % 3 !== 0) throw new Contradiction(`inputs must come in threes: there are ${inputs.length}`);
  return inputs.filter((_, index) => index % 3 === 0);
}

const qLinearConcat = defineOperator({
  name: "QLinearConcat",
  domain,
  summary: "Quantized tensors one after another along an axis, in one scale.",
  inputs: ["Y_scale", "Y_zero_point", "inputs*"],
  outputs: ["Y"],
  attributes: { axis: optional.int },
  roles: { Y_scale: "constant", Y_zero_point: "constant", inputs: "constant" },
  shape({ Y_zero_point, inputs }, { axis }, site) {
    const tensors = tensorsOf(inputs);
    const [joined] = concat.shape({ inputs: tensors } as never, { axis }, site);
    const shape = joined && "kind" in joined ? joined.kind === "tensor" ? joined.shape : undefined : joined;
    return [shape && tensorType(knownDType(Y_zero_point) ?? knownDType(tensors[0]), shape)];
  },
  work({ inputs }, { Y }) {
    return sumWork([...tensorsOf(inputs).map((tensor) => dequantizeWork(tensor, tensor)), repeatWork(quantizeWork(true), Y.size)]);
  },
});

const qLinearWhere = defineOperator({
  name: "QLinearWhere",
  domain,
  summary: "Quantized elements of X where the condition holds, of Y elsewhere, in one scale.",
  inputs: ["condition", "X", "x_scale", "x_zero_point", "Y", "y_scale", "y_zero_point", "z_scale", "z_zero_point"],
  outputs: ["Z"],
  attributes: {},
  roles: {
    x_scale: "constant",
    x_zero_point: "constant",
    y_scale: "constant",
    y_zero_point: "constant",
    z_scale: "constant",
    z_zero_point: "constant",
  },
  shape: ({ condition, X, Y }, _, site) => [tensorType(knownDType(X), broadcast([condition.shape, X.shape, Y.shape], site))],
  work: ({ X, x_zero_point, Y, y_zero_point, z_zero_point }, { Z }) =>
    betweenQuantizers(X, x_zero_point, dequantizeWork(Y, y_zero_point), Z, z_zero_point),
});

const mean = reductions.find(({ name }) => name === "ReduceMean")!;

/** The operands of ReduceMean, whose axes are a list here. */
function meanOperands(data: Operand, axes: readonly number[] | undefined): never {
  if (axes === undefined) throw new Contradiction("attribute axes must be present: it is missing");
  return { data, axes: new Operand("axes", tensorType("int64", [axes.length]), axes) } as never;
}

const qLinearReduceMean = defineOperator({
  name: "QLinearReduceMean",
  domain,
  summary: "The mean of quantized numbers along axes.",
  inputs: ["data", "data_scale", "data_zero_point?", "reduced_scale", "reduced_zero_point?"],
  outputs: ["reduced"],
  attributes: { axes: optional.ints, keepdims: 1 },
  roles: { data_scale: "constant", data_zero_point: "constant", reduced_scale: "constant", reduced_zero_point: "constant" },
  shape: ({ data }, { axes, keepdims }, site) => mean.shape(meanOperands(data, axes), { keepdims, noop_with_empty_axes: 0 }, site),
  work({ data, data_zero_point, reduced_zero_point }, { reduced }, { axes, keepdims }) {
    const work = mean.work(meanOperands(data, axes), { reduced } as never, { keepdims, noop_with_empty_axes: 0 }) as Work;
    return betweenQuantizers(data, data_zero_point, work, reduced, reduced_zero_point);
  },
});

/** Operators that join, choose or average quantized numbers. */
export const quantizedData: readonly Operator[] = [qLinearConcat, qLinearWhere, qLinearReduceMean];
