/**
 * How PyTorch fills fresh parameters: the rules of `torch.nn.init` that its layers and torchvision's networks use. Nothing is filled before it is asked for.
 *
 * @module
 */
import type { Random } from "./random.ts";

/** Fills a tensor of this shape. */
export type Init = (data: Float32Array, shape: readonly number[], random: Random) => void;

/** Every element the same. */
export function constant(value: number): Init {
  return (data) => void data.fill(value);
}

/** All 0. */
export const zeros: Init = constant(0);

/** All 1. */
export const ones: Init = constant(1);

/** Uniform in [low, high). */
export function uniform(low = 0, high = 1): Init {
  return (data, _, random) => {
    for (let index = 0; index < data.length; index++) data[index] = random.uniform(low, high);
  };
}

/** Normal. */
export function normal(mean = 0, deviation = 1): Init {
  return (data, _, random) => {
    for (let index = 0; index < data.length; index++) data[index] = random.normal(mean, deviation);
  };
}

/** Normal, drawn again where it falls outside of [low, high]. */
export function truncatedNormal(mean = 0, deviation = 1, low = -2, high = 2): Init {
  return (data, _, random) => {
    for (let index = 0; index < data.length; index++) {
      let value: number;
      do value = random.normal(mean, deviation); while (value < low || value > high);
      data[index] = value;
    }
  };
}

/** Inputs and outputs of one unit: sizes of axis 1 and 0, times the window. */
export function fans(shape: readonly number[]): { readonly in: number; readonly out: number } {
  const window = shape.slice(2).reduce((a, b) => a * b, 1);
  return { in: (shape[1] ?? 1) * window, out: (shape[0] ?? 1) * window };
}

/** He's uniform rule over the fan-in, with the leaky ReLU's slope `a`: √5 gives ±1/√fan-in, what convolutions and linear layers have by default. */
export function kaimingUniform(a: number = Math.sqrt(5)): Init {
  return (data, shape, random) => {
    const bound = Math.sqrt(6 / ((1 + a * a) * fans(shape).in));
    uniform(-bound, bound)(data, shape, random);
  };
}

/** He's normal rule for ReLU. */
export function kaimingNormal(mode: "in" | "out" = "in"): Init {
  return (data, shape, random) => normal(0, Math.sqrt(2 / fans(shape)[mode]))(data, shape, random);
}

/** Glorot's uniform rule. */
export function xavierUniform(gain = 1): Init {
  return (data, shape, random) => {
    const fan = fans(shape);
    const bound = gain * Math.sqrt(6 / (fan.in + fan.out));
    uniform(-bound, bound)(data, shape, random);
  };
}
