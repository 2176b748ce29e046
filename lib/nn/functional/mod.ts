/**
 * Functions of values: `nn.concat([a, b], 1)`, `nn.relu(x)`.
 *
 * @module
 */
export {
  add,
  arange,
  cast,
  clamp,
  constant,
  div,
  indices,
  logSoftmax,
  maskedFill,
  matmul,
  mul,
  pow,
  softmax,
  sub,
  where,
} from "./arithmetic.ts";
export * from "./activations.ts";
export { chunk, concat, concat as cat, flatten, gather, roll, sizeOf, split, stack } from "./views.ts";
export { linear } from "./products.ts";
export { channelShuffle, pixelShuffle, pixelUnshuffle } from "./shuffles.ts";
export { adaptiveAvgPool, adaptiveMaxPool, averagePool, maxPool, type PoolWindow } from "./pooling.ts";
export { type AttentionOptions, joinHeads, repeatHeads, scaledDotProductAttention, splitHeads } from "./attention.ts";
export { groupNorm, instanceNorm, layerNorm, rmsNorm } from "./normalizations.ts";
export { normalize } from "./reductions.ts";
export { interpolate, type InterpolateOptions, type ResampleMode } from "./resampling.ts";
export { pad, type PaddingMode, type PadOptions } from "./padding.ts";
export { einsum } from "./products.ts";
export * from "./comparisons.ts";
