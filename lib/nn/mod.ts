/**
 * A language in which networks are written as in PyTorch: `nn.Module`, its layers and functions, with PyTorch's words in camelCase, its defaults, parameter names and
 * initialisation. What is required stands in order, what has a default in an object behind it; a module is called like a function. What is written is a model like one
 * from a file, as PyTorch's own exporter would have written it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, profile } from "../../mod.ts";
 *
 * class Net extends nn.Module {
 *   conv = new nn.Conv2d(1, 8, 3, { padding: 1 });
 *   pool = new nn.MaxPool2d(2);
 *   head = new nn.Linear(8 * 14 * 14, 10);
 *   forward(x: nn.Value) {
 *     return this.head(this.pool(nn.relu(this.conv(x))).flatten(1));
 *   }
 * }
 * const { macs, parameters } = await profile(new Net(), { inputs: { image: [1, 1, 28, 28] } });
 * assertEquals({ macs, parameters }, { macs: 9 * 8 * 28 * 28 + 1568 * 10, parameters: 80 + 15_690 });
 * ```
 *
 * @module
 */
export { Module } from "./module.ts";
export { Buffer, Parameter, Stored } from "./stored.ts";
export { type Input, Value } from "./value.ts";
export { ShapeError } from "./shape_error.ts";
export type { InputShape, InputShapes, TraceOptions } from "./trace.ts";
export * as init from "./init.ts";
export * from "./layers/conv.ts";
export * from "./layers/linear.ts";
export * from "./layers/batch_norm.ts";
export * from "./layers/containers.ts";
export * from "./layers/activations.ts";
export * from "./layers/pool.ts";
export * from "./layers/adaptive_pool.ts";
export * from "./layers/dropout.ts";
export * from "./layers/shapes.ts";
export * from "./layers/activations_with_options.ts";
export * from "./layers/along_axis.ts";
export * from "./layers/conv_transpose.ts";
export * from "./layers/upsample.ts";
export * from "./layers/padding.ts";
export type { Sizes } from "./options.ts";
export * from "./layers/norms.ts";
export * from "./layers/embedding.ts";
export { type AttentionCallOptions, MultiheadAttention, type MultiheadAttentionOptions } from "./layers/attention.ts";
export * from "./layers/transformer.ts";
export { GRU, LSTM, Recurrent, type RecurrentKind, type RecurrentOptions, RNN } from "./layers/recurrent.ts";
export * from "./functional/mod.ts";
export * as functional from "./functional/mod.ts";
