/**
 * The blocks that the paper's experiments stack. None has a bias or a normalization: at inference they are part of the convolutions.
 *
 * @module
 */
import * as nn from "../nn/mod.ts";

/** A 1 × 1 convolution. */
export function pointwise(from: number, to: number, groups = 1): nn.Conv2d {
  return new nn.Conv2d(from, to, 1, { groups, bias: false });
}

/** Table 3's block of branches: 1 × 1 convolutions side by side, their outputs added. */
export class Parallel extends nn.Module {
  branches: nn.ModuleList<nn.Conv2d>;

  /** As many branches, each from `channels` to `channels`. */
  constructor(count: number, channels: number) {
    super();
    this.branches = new nn.ModuleList(Array.from({ length: count }, () => pointwise(channels, channels)));
  }

  /** The sum of what the branches make. */
  override forward(x: nn.Value): nn.Value {
    return [...this.branches].map((branch) => branch(x)).reduce((sum, made) => sum.add(made));
  }
}

/** What table 4's bottleneck has. */
export interface BottleneckParts {
  /** A rectifier behind each convolution. */
  readonly relu: boolean;
  /** The input added to the output. */
  readonly shortcut: boolean;
}

/** ResNet's unit: 1 × 1 to a quarter of the channels, 3 × 3, 1 × 1 back. The paper does not print the inner width; a quarter is ResNet's. */
export class Bottleneck extends nn.Module {
  conv1: nn.Conv2d;
  conv2: nn.Conv2d;
  conv3: nn.Conv2d;
  act: nn.ReLU | nn.Identity;
  readonly #shortcut: boolean;

  /** From `channels` to `channels`. */
  constructor(channels: number, { relu, shortcut }: BottleneckParts) {
    super();
    const inner = channels / 4;
    this.conv1 = pointwise(channels, inner);
    this.conv2 = new nn.Conv2d(inner, inner, 3, { padding: 1, bias: false });
    this.conv3 = pointwise(inner, channels);
    this.act = relu ? new nn.ReLU() : new nn.Identity();
    this.#shortcut = shortcut;
  }

  /** The unit, with the parts that it has. */
  override forward(x: nn.Value): nn.Value {
    const made = this.conv3(this.act(this.conv2(this.act(this.conv1(x)))));
    return this.act(this.#shortcut ? made.add(x) : made);
  }
}
