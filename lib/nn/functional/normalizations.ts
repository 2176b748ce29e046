/**
 * Normalisations over axes of a value.
 *
 * @module
 */
import { filled, integers, record, recorder } from "../recorder.ts";
import type { Value } from "../value.ts";
import { add, div, mul, pow, sub, unary } from "./arithmetic.ts";
import { mean } from "./reductions.ts";
import { reshape } from "./views.ts";

/** Each slice over the last axes to mean 0 and variance 1, then scaled and shifted: one node, or its parts below version 17 of the operator set. */
export function layerNorm(x: Value, shape: readonly number[], weight?: Value, bias?: Value, eps = 1e-5): Value {
  if (recorder().opset >= 17) {
    const scale = weight ?? filled(1, x.dtype, shape);
    return record("LayerNormalization", [x, scale, bias], { axis: -shape.length, epsilon: Math.fround(eps) });
  }
  const axes = shape.map((_, index) => index - shape.length);
  const centred = sub(x, mean(x, axes, true));
  const normed = div(centred, unary("Sqrt", add(mean(pow(centred, 2), axes, true), eps)));
  const scaled = weight === undefined ? normed : mul(normed, weight);
  return bias === undefined ? scaled : add(scaled, bias);
}

/** Each slice over the last axes divided by its root mean square, then scaled. */
export function rmsNorm(x: Value, shape: readonly number[], weight?: Value, eps = 2 ** -23): Value {
  const square = mean(pow(x, 2), shape.map((_, index) => index - shape.length), true);
  const normed = div(x, unary("Sqrt", add(square, eps)));
  return weight === undefined ? normed : mul(normed, weight);
}

/** Each channel of each item to mean 0 and variance 1, then scaled and shifted. */
export function instanceNorm(x: Value, channels: number, weight?: Value, bias?: Value, eps = 1e-5): Value {
  const scale = weight ?? filled(1, x.dtype, [channels]);
  const shift = bias ?? filled(0, x.dtype, [channels]);
  return record("InstanceNormalization", [x, scale, shift], { epsilon: Math.fround(eps) });
}

/** Each group of channels of each item to mean 0 and variance 1, then each channel scaled and shifted: as PyTorch's exporter writes it. */
export function groupNorm(x: Value, groups: number, weight?: Value, bias?: Value, eps = 1e-5): Value {
  const normed = reshape(instanceNorm(reshape(x, [x.shape[0]!, groups, -1]), groups, undefined, undefined, eps), x.shape);
  const axes = integers(x.shape.slice(2).map((_, index) => index + 1));
  const perChannel = (stored: Value) => x.rank > 2 ? record("Unsqueeze", [stored, axes]) : stored;
  const scaled = weight === undefined ? normed : mul(normed, perChannel(weight));
  return bias === undefined ? scaled : add(scaled, perChannel(bias));
}
