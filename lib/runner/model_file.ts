/**
 * A model as the runtime takes it: with its own weights, or with random ones in their place.
 *
 * @module
 */
import { encodeModel } from "../formats/onnx/encode/encode_model.ts";
import { allTensors } from "../formats/onnx/all_tensors.ts";
import { writeOnnx } from "../formats/onnx/write.ts";
import type { Model } from "../model/model.ts";
import { randomWeights } from "./random_data.ts";

/** Which weights a model is run with: its own, or random ones of the same types and shapes. */
export type Weights = "stored" | "random";

/** The runtime takes no larger file from memory. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * A file in memory with random weights. Nothing of the model's own large tensors is read.
 *
 * @throws {RangeError} If it would be larger than the runtime takes.
 */
export function withRandomWeights(model: Model): Uint8Array {
  checkSize(model);
  return encodeModel(withoutStoredInputs(model), randomWeights());
}

/**
 * A file in memory with the model's own weights.
 *
 * @throws {SourceError} If they cannot be had.
 * @throws {RangeError} If it would be larger than the runtime takes.
 */
export async function withStoredWeights(model: Model): Promise<Uint8Array> {
  checkSize(model);
  return await writeOnnx(withoutStoredInputs(model));
}

/** Says so before gigabytes are made. */
function checkSize(model: Model): void {
  const bytes = allTensors(model).reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (bytes <= MOST_BYTES) return;
  const gigabytes = (bytes / 1e9).toFixed(1);
  throw new RangeError(
    `Cannot measure ${model.name} from memory as its weights must be below 2 GiB, which is what onnxruntime takes: they are ${gigabytes} GB. ` +
      `Save it with weights beside it, and give the file's path`,
  );
}

/** True where the model's weights can be had: the smallest of those that are not in the model itself is tried. */
export async function hasStoredWeights(model: Model): Promise<boolean> {
  const large = [...allTensors(model)].filter(({ elements }) => elements === undefined).sort((a, b) => a.byteLength - b.byteLength);
  try {
    await large[0]?.load();
    return true;
  } catch {
    return false;
  }
}

/** Early versions of the standard list stored tensors among the inputs too, where a runtime takes them for changeable. */
function withoutStoredInputs(model: Model): Model {
  const { graph } = model;
  return { ...model, graph: { ...graph, inputs: graph.inputs.filter(({ name }) => !graph.initializers.has(name)) } };
}
