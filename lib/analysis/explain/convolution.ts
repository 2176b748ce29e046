import type { Draft } from "../calls/draft.ts";
import { factor, type Formula, over, plus, times } from "./formula.ts";
import { batchFactors, biasOf, kernelFactors, type LayerTable, parameterOf, spatialFactors } from "./layer.ts";

const IN = "input channels";
const OUT = "output channels";

/** Channels that one group reads or makes: all of them where there is one group. */
function perGroup({ details: { groups = 1 } = {} }: Draft, channels: Formula): Formula {
  return groups === 1 ? channels : over(channels, factor("g", groups, "groups"));
}

/** One kernel and its bias, as often as there are output channels: `(k × k × Cin / g + 1) × Cout`, transposed or not. */
function parameters(layer: Draft): Formula | undefined {
  const weight = parameterOf(layer, "weight");
  if (weight === undefined) return undefined;
  const kernel = times(...kernelFactors(weight.slice(2)), perGroup(layer, factor("Cin", layer.inputs[0]![1]!, IN)));
  return times(plus(kernel, biasOf(layer)), factor("Cout", layer.output[1]!, OUT));
}

/** One kernel for each output channel and position. */
function macs(layer: Draft): Formula | undefined {
  const weight = parameterOf(layer, "weight");
  if (weight === undefined) return undefined;
  const channels = [perGroup(layer, factor("Cin", layer.inputs[0]![1]!, IN)), factor("Cout", layer.output[1]!, OUT)];
  return times(...batchFactors(layer.output[0]!), ...kernelFactors(weight.slice(2)), ...channels, ...spatialFactors(layer.output, "out"));
}

/** One kernel for each input channel, spread from every input position. */
function transposedMacs(layer: Draft): Formula | undefined {
  const weight = parameterOf(layer, "weight");
  if (weight === undefined) return undefined;
  const channels = [factor("Cin", layer.inputs[0]![1]!, IN), perGroup(layer, factor("Cout", layer.output[1]!, OUT))];
  return times(
    ...batchFactors(layer.output[0]!),
    ...kernelFactors(weight.slice(2)),
    ...channels,
    ...spatialFactors(layer.inputs[0]!, "in"),
  );
}

/** Convolutions (Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016). */
export const convolutions: LayerTable = {
  Conv: { parameters, macs },
  ConvTranspose: { parameters, macs: transposedMacs },
};
