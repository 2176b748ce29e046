/**
 * ShuffleNetV2: Ma et al., "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design" (2018). Names and details as torchvision 0.14.1's
 * `models/shufflenetv2.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { image, type ImageOptions, imageOptions } from "./image.ts";

function pointwise(input: number, output: number): nn.Module[] {
  return [new nn.Conv2d(input, output, 1, { bias: false }), new nn.BatchNorm2d(output), new nn.ReLU({ inplace: true })];
}

function depthwise(channels: number, stride: number): nn.Module[] {
  return [new nn.Conv2d(channels, channels, 3, { stride, padding: 1, groups: channels, bias: false }), new nn.BatchNorm2d(channels)];
}

/** One half of the channels passes, the other is convolved; then the two are shuffled. With stride 2 both halves see all channels. */
class InvertedResidual extends nn.Module {
  branch1: nn.Sequential;
  branch2: nn.Sequential;
  readonly #stride: number;

  constructor(input: number, output: number, stride: number) {
    super();
    const half = output >> 1;
    this.#stride = stride;
    this.branch1 = stride === 1 ? new nn.Sequential() : new nn.Sequential(...depthwise(input, stride), ...pointwise(input, half));
    this.branch2 = new nn.Sequential(
      ...pointwise(stride === 1 ? half : input, half),
      ...depthwise(half, stride),
      ...pointwise(half, half),
    );
  }

  override forward(x: nn.Value): nn.Value {
    const [left, right] = this.#stride === 1 ? x.chunk(2, 1) as [nn.Value, nn.Value] : [this.branch1(x), x];
    return nn.channelShuffle(nn.concat([left, this.branch2(right)], 1), 2);
  }
}

/** A stem, three stages that halve the size, a last 1 × 1 convolution, and a classifier. */
class ShuffleNetV2 extends nn.Module {
  conv1: nn.Sequential;
  maxpool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
  stage2: nn.Sequential;
  stage3: nn.Sequential;
  stage4: nn.Sequential;
  conv5: nn.Sequential;
  fc: nn.Linear;

  constructor([stem, second, third, fourth, last]: Channels, numClasses: number) {
    super();
    const stage = (input: number, output: number, blocks: number) =>
      new nn.Sequential(
        new InvertedResidual(input, output, 2),
        ...Array.from({ length: blocks - 1 }, () => new InvertedResidual(output, output, 1)),
      );
    this.conv1 = new nn.Sequential(
      new nn.Conv2d(3, stem, 3, { stride: 2, padding: 1, bias: false }),
      new nn.BatchNorm2d(stem),
      new nn.ReLU({ inplace: true }),
    );
    this.stage2 = stage(stem, second, 4);
    this.stage3 = stage(second, third, 8);
    this.stage4 = stage(third, fourth, 4);
    this.conv5 = new nn.Sequential(...pointwise(fourth, last));
    this.fc = new nn.Linear(last, numClasses);
  }

  override forward(x: nn.Value): nn.Value {
    const stages = this.stage4(this.stage3(this.stage2(this.maxpool(this.conv1(x)))));
    return this.fc(this.conv5(stages).mean([2, 3]));
  }
}

/** Channels of the stem, the three stages and the last convolution: the paper's table 5. */
type Channels = readonly [number, number, number, number, number];

function shufflenetV2(name: string, channels: Channels, options: ImageOptions): nn.Module {
  return image(new ShuffleNetV2(channels, imageOptions(name, options).numClasses), name);
}

/** ShuffleNetV2 0.5×. */
export function shufflenet_v2_x0_5(options: ImageOptions = {}): nn.Module {
  return shufflenetV2("shufflenet_v2_x0_5", [24, 48, 96, 192, 1024], options);
}

/** ShuffleNetV2 1×. */
export function shufflenet_v2_x1_0(options: ImageOptions = {}): nn.Module {
  return shufflenetV2("shufflenet_v2_x1_0", [24, 116, 232, 464, 1024], options);
}

/** ShuffleNetV2 1.5×. */
export function shufflenet_v2_x1_5(options: ImageOptions = {}): nn.Module {
  return shufflenetV2("shufflenet_v2_x1_5", [24, 176, 352, 704, 1024], options);
}

/** ShuffleNetV2 2×. */
export function shufflenet_v2_x2_0(options: ImageOptions = {}): nn.Module {
  return shufflenetV2("shufflenet_v2_x2_0", [24, 244, 488, 976, 2048], options);
}
