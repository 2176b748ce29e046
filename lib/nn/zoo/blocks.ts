/**
 * Blocks that several networks are made of. Names and details as torchvision 0.14.1's `ops/misc.py` and `ops/stochastic_depth.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { float } from "../python_text.ts";

/** Makes an activation. */
export type MakeActivation = new (options?: nn.InplaceOptions) => nn.Module;

/** Options of {@linkcode Conv2dNormActivation}. */
export interface NormActivationOptions {
  /** How far the window moves: 1. */
  readonly stride?: number;
  /** Zeros added at the ends: as many as keep the size. */
  readonly padding?: number;
  /** Groups of channels: 1. */
  readonly groups?: number;
  /** The distance between neighbouring elements of the window: 1. */
  readonly dilation?: number;
  /** Whether the convolution has a bias: only without a normalisation. */
  readonly bias?: boolean;
  /** The normalisation of so many channels: batch normalisation. */
  readonly norm?: (channels: number) => nn.Module;
  /** The activation; `null` for none. */
  readonly activation?: MakeActivation | null;
}

/** Convolution, normalisation, activation. */
export class Conv2dNormActivation extends nn.Sequential {
  /** A convolution of a window of `kernelSize`, and what follows it. */
  constructor(inChannels: number, outChannels: number, kernelSize: number, options: NormActivationOptions = {}) {
    const { stride = 1, dilation = 1, padding = ((kernelSize - 1) >> 1) * dilation, groups = 1, bias = false, activation = nn.ReLU } =
      options;
    const { norm = (channels: number) => new nn.BatchNorm2d(channels) } = options;
    const layers = [new nn.Conv2d(inChannels, outChannels, kernelSize, { stride, padding, dilation, groups, bias }), norm(outChannels)];
    if (activation !== null) layers.push(new activation(activation === nn.ReLU || isInplace(activation) ? { inplace: true } : undefined));
    super(...layers);
  }
}

/** Every activation here takes the option; the check keeps an own one without options working. */
function isInplace(activation: MakeActivation): boolean {
  return activation.prototype instanceof nn.Activation;
}

/** Scales each channel by what a small network makes of all channels' means: Hu et al., "Squeeze-and-Excitation Networks" (2017). */
export class SqueezeExcitation extends nn.Module {
  /** The mean of each channel. */
  avgpool = new nn.AdaptiveAvgPool2d(1);
  /** Down to few channels. */
  fc1: nn.Conv2d;
  /** Up to all. */
  fc2: nn.Conv2d;
  /** Between the two. */
  activation: nn.Module;
  /** What makes factors of the result. */
  scale_activation: nn.Module;

  /** Squeezes `channels` to `squeezed`. */
  constructor(channels: number, squeezed: number, activation: nn.Module = new nn.ReLU(), scale: nn.Module = new nn.Sigmoid()) {
    super();
    this.fc1 = new nn.Conv2d(channels, squeezed, 1);
    this.fc2 = new nn.Conv2d(squeezed, channels, 1);
    this.activation = activation;
    this.scale_activation = scale;
  }

  /** The same shape. */
  override forward(x: nn.Value): nn.Value {
    const scale: nn.Value = this.scale_activation(this.fc2(this.activation(this.fc1(this.avgpool(x)))));
    return scale.mul(x);
  }
}

/** Leaves out whole branches at random while training: Huang et al., "Deep Networks with Stochastic Depth" (2016). Nothing at inference. */
export class StochasticDepth extends nn.Module {
  readonly #p: number;

  /** Leaves out a branch with probability `p`. */
  constructor(p: number) {
    super();
    this.#p = p;
  }

  /** The same value. */
  override forward(x: nn.Value): nn.Value {
    return x;
  }

  /** torchvision's text. */
  override toString(): string {
    return `StochasticDepth(p=${float(this.#p)}, mode=row)`;
  }
}

/** The axes in another order. */
export class Permute extends nn.Module {
  readonly #axes: readonly number[];

  /** The order. */
  constructor(axes: readonly number[]) {
    super();
    this.#axes = axes;
  }

  /** The permuted value. */
  override forward(x: nn.Value): nn.Value {
    return x.permute(this.#axes);
  }
}
