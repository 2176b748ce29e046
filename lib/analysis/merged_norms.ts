/**
 * Normalisations that an exporter has merged with the convolutions before them.
 *
 * @module
 */
import type { StoredTensors } from "./stored_tensors.ts";
import type { TypedModel } from "./typed_model.ts";

/** True for weights that PyTorch's exporter has named itself, since it has merged them with a normalisation's. A quantiser adds to the name. */
export function isMergedWeight(name: string): boolean {
  return /^onnx::Conv_\d+(_|$)/.test(name);
}

/** The output channels of each convolution whose weights are merged with a normalisation's, as their names say. */
export function mergedChannels({ nodes }: TypedModel, stored: StoredTensors): readonly number[] {
  return nodes.flatMap(({ node }): number[] => {
    const weight = node.op.includes("Conv") && node.inputs.length > 1 ? stored.rootOf(node.inputs[1]!) : undefined;
    return weight !== undefined && isMergedWeight(weight.recovered?.from ?? weight.name) ? [weight.shape[0] ?? 0] : [];
  });
}

/** What PyTorch's own model has more than the file, in words; `undefined` where nothing was merged. */
export function mergedNormsText(typed: TypedModel, stored: StoredTensors): string | undefined {
  const channels = mergedChannels(typed, stored);
  if (channels.length === 0) return undefined;
  const total = channels.reduce((sum, each) => sum + each, 0);
  const what = channels.length === 1
    ? "a BatchNormalization with the convolution before it"
    : `${channels.length.toLocaleString("en-US")} BatchNormalizations with the convolutions before them`;
  return `the exporter has merged ${what}: PyTorch's model has ${total.toLocaleString("en-US")} parameters and ${
    (2 * total).toLocaleString("en-US")
  } buffers more, if the convolutions had no biases, and does an addition and a multiplication more an element`;
}
