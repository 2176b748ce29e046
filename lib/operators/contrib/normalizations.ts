/** Normalizations with more in one (onnxruntime, docs/ContribOperators.md); the work is that of the standard's parts. */
import { add, type Dim, multiply, product } from "../../model/dim.ts";
import { dtypeOf, knownDType, tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional, type OutputType } from "../define.ts";
import { standardizeWork } from "../normalizations.ts";
import { axisOf, Contradiction, type Operand } from "../operand.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";
import { SILU } from "./_fused_activation.ts";

const domain = "com.microsoft";

function rowsOf({ shape, rank, name }: Operand, axis = -1): Dim {
  return product(shape.slice(0, axisOf(axis, rank, name)));
}

/** As RMSNormalization: squares, their mean, root, quotient, scale. */
export function rmsWork(size: Dim, rows: Dim): Work {
  return { muls: multiply(size, 2), adds: size, divs: add(size, rows), sqrts: rows };
}

/** RMSNormalization's forerunner, which onnxruntime also takes under the standard's own domain. */
const simplifiedLayerNormalizations = ["ai.onnx", domain].map((domain) =>
  defineOperator({
    name: "SimplifiedLayerNormalization",
    domain,
    summary: "X / √(mean of squares + epsilon) · scale, over the axes from `axis` on.",
    inputs: ["X", "scale"],
    outputs: ["Y", "inv_std_var?"],
    attributes: { axis: -1, epsilon: 1e-5, stash_type: 1 },
    shape({ X, scale }, { axis, stash_type }) {
      const start = axisOf(axis, X.rank, "X");
      const statistics = X.shape.map((dim, index) => index < start ? dim : 1);
      return [tensorType(knownDType(scale) ?? knownDType(X), X.shape), tensorType(dtypeOf(stash_type, "stash_type"), statistics)];
    },
    work({ X }, { inv_std_var }, { axis }) {
      const rows = rowsOf(X, axis);
      return sumWork([rmsWork(X.size, rows), { divs: inv_std_var ? rows : 0 }]);
    },
  })
);

/** The result, mean and inverse deviation of each row, and the sum that was normalized. */
function skipShapes({ shape }: Operand): readonly OutputType[] {
  const statistics = tensorType("float32", [...shape.slice(0, -1), 1]);
  return [shape, statistics, statistics, shape];
}

const skipLayerNormalization = defineOperator({
  name: "SkipLayerNormalization",
  domain,
  summary: "The layer normalization of input + skip + bias.",
  inputs: ["input", "skip", "gamma", "beta?", "bias?"],
  outputs: ["output", "mean?", "inv_std_var?", "input_skip_bias_sum?"],
  attributes: { epsilon: 1e-12 },
  roles: { gamma: "parameter", beta: "parameter", bias: "parameter" },
  shape: ({ input }) => skipShapes(input),
  work({ input, beta, bias }, { inv_std_var }) {
    const { size } = input;
    const rows = rowsOf(input);
    const added = multiply(size, 1 + (beta ? 1 : 0) + (bias ? 1 : 0));
    return sumWork([standardizeWork(size, rows), { muls: size, adds: added, divs: inv_std_var ? rows : 0 }]);
  },
});

const skipSimplifiedLayerNormalization = defineOperator({
  name: "SkipSimplifiedLayerNormalization",
  domain,
  summary: "The root mean square normalization of input + skip + bias.",
  inputs: ["input", "skip", "gamma", "bias?"],
  outputs: ["output", "mean?", "inv_std_var?", "input_skip_bias_sum?"],
  attributes: { epsilon: 1e-12 },
  roles: { gamma: "parameter", bias: "parameter" },
  shape: ({ input }) => skipShapes(input),
  work({ input, bias }, { inv_std_var }) {
    const { size } = input;
    const rows = rowsOf(input);
    return sumWork([rmsWork(size, rows), { adds: multiply(size, bias ? 2 : 1), divs: inv_std_var ? rows : 0 }]);
  },
});

/** What precedes BERT: up to three embeddings, their sum, its layer normalization, and where each sample's mask ends. */
const embedLayerNormalization = defineOperator({
  name: "EmbedLayerNormalization",
  domain,
  summary: "The layer normalization of the sum of word, position and segment embeddings.",
  inputs: [
    "input_ids",
    "segment_ids?",
    "word_embedding",
    "position_embedding",
    "segment_embedding?",
    "gamma",
    "beta",
    "mask?",
    "position_ids?",
  ],
  outputs: ["output", "mask_index?", "embedding_sum?"],
  attributes: { epsilon: 1e-12, mask_index_type: 1 },
  roles: {
    word_embedding: "parameter",
    position_embedding: "parameter",
    segment_embedding: "parameter",
    gamma: "parameter",
    beta: "parameter",
  },
  shape({ input_ids, word_embedding }) {
    const sum = tensorType(knownDType(word_embedding), [...input_ids.shape, word_embedding.dim(-1)]);
    return [sum, tensorType("int32", [input_ids.dim(0)]), sum];
  },
  work({ input_ids, segment_embedding, mask }, { output: { size } }) {
    const added = multiply(size, segment_embedding ? 3 : 2); // the embeddings, and beta
    return sumWork([standardizeWork(size, input_ids.size), { muls: size, adds: added, compares: mask ? mask.size : 0 }]);
  },
  reads: (_, { output: { size } }) => ({ word_embedding: size, position_embedding: size, segment_embedding: size }),
});

/** GroupNormalization, and SiLU where `activation` is 1; channels come last unless it is said otherwise, which changes no count. */
function groupNormWork({ size, shape }: Operand, groups: number | undefined, activation: number): Work {
  if (groups === undefined) throw new Contradiction("attribute groups must be present: it is missing");
  const activated = activation === 1 ? repeatWork(SILU, size) : {};
  return sumWork([standardizeWork(size, multiply(shape[0] ?? 1, groups)), { muls: size, adds: size }, activated]);
}

const groupNormAttributes = { activation: 0, channels_last: 1, epsilon: 1e-5, groups: optional.int } as const;

const groupNorm = defineOperator({
  name: "GroupNorm",
  domain,
  summary: "The normalization of X over groups of channels, and an activation.",
  inputs: ["X", "gamma", "beta"],
  outputs: ["Y"],
  attributes: groupNormAttributes,
  roles: { gamma: "parameter", beta: "parameter" },
  shape: ({ X }) => [X.shape],
  work: ({ X }, _, { groups, activation }) => groupNormWork(X, groups, activation),
});

const skipGroupNorm = defineOperator({
  name: "SkipGroupNorm",
  domain,
  summary: "The normalization of X + skip + bias over groups of channels, and an activation.",
  inputs: ["X", "gamma", "beta", "skip", "bias?"],
  outputs: ["Y", "S?"],
  attributes: groupNormAttributes,
  roles: { gamma: "parameter", beta: "parameter", bias: "parameter" },
  shape: ({ X }) => [X.shape, X.shape],
  work: ({ X, bias }, _, { groups, activation }) =>
    sumWork([groupNormWork(X, groups, activation), { adds: multiply(X.size, bias ? 2 : 1) }]),
});

/** The normalizations of that domain. */
export const contribNormalizations: readonly Operator[] = [
  groupNorm,
  skipGroupNorm,
  embedLayerNormalization,
  ...simplifiedLayerNormalizations,
  skipLayerNormalization,
  skipSimplifiedLayerNormalization,
];
