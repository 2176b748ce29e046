/** What onnxruntime writes for training (orttraining/core/graph/training_op_defs.cc): derivatives, worked out from those of the operators themselves. */
import type { Dim } from "../../model/dim.ts";
import { multiply, product, subtract } from "../../model/dim.ts";
import type { ValueType } from "../../model/types.ts";
import { geluWork } from "../activations.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { concat } from "../concat.ts";
import { type AttributeDeclarations, defineOperator, type Operator, optional } from "../define.ts";
import { axisOf, type Operand, Unknown } from "../operand.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";

const domain = "com.microsoft";

const concatTraining: Operator = {
  ...concat,
  name: "ConcatTraining",
  domain,
  summary: "Concat that also says how long each input is.",
  outputs: ["concat_result", "per_input_length?"],
  shape: (inputs, attributes, site) => [
    ...concat.shape(inputs, attributes, site),
    tensorType("int64", [(inputs as unknown as { readonly inputs: readonly Operand[] }).inputs.length]),
  ],
};

/** Rows along an axis; of the forms before version 13, all axes from that one on are one row. */
function rowsOf(Y: Operand, axis: number, isFlat: boolean): Dim {
  const at = axisOf(axis, Y.rank, "dY");
  return product(isFlat ? Y.shape.slice(0, at) : Y.shape.toSpliced(at, 1));
}

interface Elementwise {
  readonly name: string;
  readonly summary: string;
  readonly inputs: readonly string[];
  readonly attributes?: AttributeDeclarations;
  /** The work for `size` elements in so many rows. */
  readonly work: (size: Dim, rows: Dim) => Work;
}

/** The derivative of tanh's Gelu, (1 + t)/2 + x/2 · (1 − t²) · u', of which t is worked out again. */
const FAST_GELU: Work = sumWork([geluWork("tanh"), { muls: 6, adds: 3 }]);

const ROWS: readonly Elementwise[] = [
  { name: "ReluGrad", summary: "dY where X is above 0.", inputs: ["dY", "X"], work: (size) => ({ compares: size }) },
  { name: "SigmoidGrad", summary: "dY · Y · (1 − Y).", inputs: ["dY", "Y"], work: (size) => repeatWork({ muls: 2, adds: 1 }, size) },
  { name: "TanhGrad", summary: "dY · (1 − Y²).", inputs: ["dY", "Y"], work: (size) => repeatWork({ muls: 2, adds: 1 }, size) },
  {
    name: "GeluGrad",
    summary: "dY · (Φ(X) + X · φ(X)).",
    inputs: ["dY", "X"],
    work: (size) => repeatWork({ erfs: 1, exps: 1, muls: 6, adds: 2 }, size),
  },
  {
    name: "FastGeluGrad",
    summary: "dY times the derivative of tanh's Gelu.",
    inputs: ["dY", "X"],
    work: (size) => repeatWork(FAST_GELU, size),
  },
  {
    name: "BiasFastGeluGrad_dX",
    summary: "dY times the derivative of tanh's Gelu at X + B.",
    inputs: ["dY", "X", "B"],
    work: (size) => repeatWork(sumWork([FAST_GELU, { adds: 1 }]), size),
  },
  {
    name: "BiasGeluGrad_dX",
    summary: "dY · (Φ(x) + x · φ(x)) at x = X + B.",
    inputs: ["dY", "X", "B"],
    work: (size) => repeatWork({ erfs: 1, exps: 1, muls: 6, adds: 3 }, size),
  },
  ...["SoftmaxGrad", "SoftmaxGrad_13"].map((name): Elementwise => ({
    name,
    attributes: { axis: name.endsWith("_13") ? -1 : 1 },
    summary: "Y · (dY − Σ dY·Y) of each row.",
    inputs: ["dY", "Y"],
    work: (size, rows) => ({ muls: multiply(size, 2), adds: subtract(multiply(size, 2), rows) }),
  })),
  ...["LogSoftmaxGrad", "LogSoftmaxGrad_13"].map((name): Elementwise => ({
    name,
    attributes: { axis: name.endsWith("_13") ? -1 : 1 },
    summary: "dY − exp(Y) · Σ dY of each row.",
    inputs: ["dY", "Y"],
    work: (size, rows) => ({ exps: size, muls: size, adds: subtract(multiply(size, 2), rows) }),
  })),
];

const elementwiseGradients = ROWS.map(({ name, summary, inputs, attributes = {}, work }) =>
  defineOperator({
    name,
    domain,
    summary,
    inputs,
    outputs: ["dX"],
    attributes,
    shape: (operands) => [(operands as { readonly dY: Operand }).dY.shape],
    work(operands, _, { axis }) {
      const { dY } = operands as { readonly dY: Operand };
      return work(dY.size, axis === undefined ? 1 : rowsOf(dY, Number(axis), !name.endsWith("_13")));
    },
  })
);

/** With x̂ = (x − mean) / σ and g = dy · scale: dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ; the scale's and the bias's are sums of dy · x̂ and of dy. */
const layerNormalizationGrad = defineOperator({
  name: "LayerNormalizationGrad",
  domain,
  summary: "The derivatives of LayerNormalization by its input, its scale and its bias.",
  inputs: ["Y_grad", "X", "scale", "mean", "inv_std_dev"],
  outputs: ["X_grad", "scale_grad", "bias_grad"],
  attributes: { axis: -1 },
  shape: ({ X, scale }) => [X.shape, tensorType(knownDType(scale), scale.shape), tensorType(knownDType(scale), scale.shape)],
  work({ X, mean }) {
    return sumWork([repeatWork({ muls: 6, adds: 7 }, X.size), repeatWork({ divs: 2 }, mean.size)]);
  },
});

const crossEntropyInternal = defineOperator({
  name: "SoftmaxCrossEntropyLossInternal",
  domain,
  summary: "The mean negative log-likelihood of labels, and the log-softmax of the scores.",
  inputs: ["scores", "labels", "weights?", "ignore_index?"],
  outputs: ["output", "log_prob"],
  attributes: { output_type: optional.int, reduction: "mean" },
  shapeOperands: ["ignore_index"],
  shape: ({ scores, labels }, { reduction }) => [
    tensorType(knownDType(scores), reduction === "none" ? labels.shape : []),
    tensorType(knownDType(scores), scores.shape),
  ],
  work({ scores, labels }) {
    const rows = product(scores.shape.toSpliced(1, 1));
    const logSoftmax: Work = {
      compares: subtract(scores.size, rows),
      adds: subtract(multiply(scores.size, 3), rows),
      exps: scores.size,
      logs: rows,
    };
    return sumWork([logSoftmax, { signs: labels.size, adds: labels.size, divs: 1 }]);
  },
});

const crossEntropyInternalGrad = defineOperator({
  name: "SoftmaxCrossEntropyLossInternalGrad",
  domain,
  summary: "dY · (exp(log_prob) − 1 at the label) of each sample.",
  inputs: ["dY", "log_prob", "label", "weight?", "ignore_index?", "bias?"],
  outputs: ["d_logits"],
  attributes: { output_type: optional.int, reduction: "mean" },
  shapeOperands: ["ignore_index"],
  shape: ({ log_prob }) => [tensorType(knownDType(log_prob), log_prob.shape)],
  work: ({ label, bias }, { d_logits }) => ({
    exps: d_logits.size,
    muls: d_logits.size,
    adds: bias ? multiply(d_logits.size, 2) : label.size,
  }),
});

const sliceGrad = defineOperator({
  name: "SliceGrad",
  domain,
  summary: "Zeros of a shape, with the gradient where the slice was.",
  inputs: ["dY", "shape", "starts", "ends", "axes?", "steps?"],
  outputs: ["dX"],
  attributes: {},
  shapeOperands: ["shape", "starts", "ends", "axes", "steps"],
  shape: ({ dY, shape }) => [tensorType(knownDType(dY), shape.dims)],
  work: () => ({ free: "movement" }),
});

/** Axes along which a broadcast has stretched one of two shapes; its own, or those that it lacks in front. */
function stretched(own: readonly Dim[], other: readonly Dim[]): number[] {
  const rank = Math.max(own.length, other.length);
  const [mine, theirs] = [own, other].map((shape) => [...new Array<Dim>(rank - shape.length).fill(1), ...shape]);
  return Array.from({ length: rank }, (_, index) => rank - 1 - index).filter((axis) => {
    if (axis < rank - own.length) return true;
    const [one, two] = [mine![axis]!, theirs![axis]!];
    if (one === two || two === 1) return false;
    if (one !== 1 && typeof one === "object" && typeof two !== "object") {
      throw new Unknown(`whether ${one} is stretched to ${two} is not known`);
    }
    return one === 1;
  });
}

const broadcastGradientArgs = defineOperator({
  name: "BroadcastGradientArgs",
  domain,
  summary: "The axes along which gradients of broadcast operands are summed.",
  inputs: ["a_shape", "b_shape"],
  outputs: ["a_axes?", "b_axes?"],
  attributes: {},
  shapeOperands: ["a_shape", "b_shape"],
  shape: ({ a_shape, b_shape }) =>
    [stretched(a_shape.dims, b_shape.dims), stretched(b_shape.dims, a_shape.dims)].map((axes) => tensorType("int64", [axes.length])),
  value: ({ a_shape, b_shape }) => [stretched(a_shape.dims, b_shape.dims), stretched(b_shape.dims, a_shape.dims)],
  work: () => ({ free: "shape" }),
});

/** Where the forward pass ends and the caller gives the gradients of its outputs: each has its output's type. */
const yieldOp = defineOperator({
  name: "YieldOp",
  domain,
  summary: "Hands the outputs to the caller and takes their gradients.",
  inputs: ["module_outputs*"],
  outputs: ["module_outputs_grad*"],
  attributes: { full_shape_outputs: optional.ints, non_differentiable_outputs: optional.ints },
  shape: ({ module_outputs }, { non_differentiable_outputs = [] }) =>
    module_outputs.filter((_, index) => !non_differentiable_outputs.includes(index)).map((output): ValueType | undefined => output.type),
  work: () => ({ free: "movement" }),
});

/** PyTorch's own operators, by their name in the attribute. */
const aten = defineOperator({
  name: "ATen",
  domain: "org.pytorch.aten",
  summary: "An operator of PyTorch's: embedding, or its derivative.",
  inputs: ["inputs*"],
  outputs: ["outputs*"],
  attributes: { operator: "", overload_name: "" },
  shape({ inputs }, { operator }) {
    const [first, indices, count] = inputs;
    if (operator === "embedding") return [[...indices!.shape, first!.dim(-1)]];
    if (operator === "embedding_backward") return [[count!.only, first!.dim(-1)]];
    throw new Unknown(`PyTorch's operator ${JSON.stringify(operator)} has no rule`);
  },
  work({ inputs: [first] }, _, { operator }) {
    return operator === "embedding_backward" ? { adds: first!.size } : { free: "movement" };
  },
});

/** The operators that training graphs consist of beside the standard's. */
export const gradientOperators: readonly Operator[] = [
  aten,
  broadcastGradientArgs,
  concatTraining,
  crossEntropyInternal,
  crossEntropyInternalGrad,
  ...elementwiseGradients,
  layerNormalizationGrad,
  sliceGrad,
  yieldOp,
];
