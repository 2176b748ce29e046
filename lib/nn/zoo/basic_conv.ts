/**
 * The convolution of the Inception networks.
 *
 * @module
 */
import * as nn from "../mod.ts";

/** Convolution, batch normalisation, ReLU. */
export class BasicConv2d extends nn.Module {
  /** The convolution, without bias. */
  conv: nn.Conv2d;
  /** The normalisation. */
  bn: nn.BatchNorm2d;

  /** A convolution of a window of one size, or `[height, width]`. */
  constructor(inChannels: number, outChannels: number, kernelSize: number | readonly number[], options: nn.ConvOptions = {}) {
    super();
    this.conv = new nn.Conv2d(inChannels, outChannels, kernelSize, { ...options, bias: false });
    this.bn = new nn.BatchNorm2d(outChannels, { eps: 0.001 });
  }

  /** All three. */
  override forward(x: nn.Value): nn.Value {
    return nn.relu(this.bn(this.conv(x)));
  }
}
