/**
 * From a model or a network to ONNX bytes.
 *
 * @module
 */
import { weightBytes, writeOnnx, type WriteOptions } from "./formats/onnx/write.ts";
import type { Model } from "./model/model.ts";
import type { ModelSource, ModelSourceOptions } from "./model/model_source.ts";

/** How a network is written: what it takes, and where its weights stand. The operator set is 17, or one from 14 to 21. */
export interface ToOnnxOptions extends WriteOptions, ModelSourceOptions {}

function modelOf(source: Model | ModelSource | { readonly current: Model }, { inputs, opset, seed }: ToOnnxOptions): Model {
  if ("toModel" in source) {
    return source.toModel({ ...(inputs && { inputs }), ...(opset !== undefined && { opset }), ...(seed !== undefined && { seed }) });
  }
  const model = "current" in source ? source.current : source;
  const own = model.opset.get("ai.onnx");
  if (opset !== undefined && opset !== own) {
    throw new RangeError(
      `Cannot write model "${model.name}" at operator set ${opset} as a model that is read already keeps its own: it has ${own}`,
    );
  }
  return model;
}

/**
 * Writes a network as ONNX bytes: with weights made from a seed, or referring to a file beside it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { profile, zoo } from "../mod.ts";
 *
 * const bytes = await toOnnx(zoo.squeezenet1_1(), { seed: 1 });
 * assertEquals((await profile(bytes)).parameters, 1_235_496);
 * ```
 *
 * @throws {RangeError} If the weights do not fit into one file, or the operator set cannot be written.
 */
export function toOnnx(source: Model | ModelSource | { readonly current: Model }, options: ToOnnxOptions = {}): Promise<Uint8Array> {
  return writeOnnx(modelOf(source, options), options);
}

/**
 * The bytes of the file beside a model that was written with `{ weights: "external" }`, piece by piece: `ReadableStream.from(weightsOf(net))` can be saved.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { zoo } from "../mod.ts";
 *
 * let bytes = 0;
 * for await (const piece of weightsOf(zoo.squeezenet1_1())) bytes += piece.length;
 * assert(bytes > 0.99 * 4 * 1_235_496 && bytes < 4 * 1_235_496); // tensors of up to 1 KiB stand in the model itself
 * ```
 */
export function weightsOf(
  source: Model | ModelSource | { readonly current: Model },
  options: ToOnnxOptions = {},
): AsyncGenerator<Uint8Array> {
  return weightBytes(modelOf(source, options));
}
