/**
 * ShuffleNet: Zhang et al., "ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices" (2017), table 1.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { readOptions } from "../options.ts";
import { fill, image, type WidthOptions } from "./image.ts";

/** Options of ShuffleNet. */
export interface ShuffleNetOptions extends WidthOptions {
  /** Groups of the 1 × 1 convolutions: 3. */
  readonly groups?: 1 | 2 | 3 | 4 | 8;
}

/** Output channels of stage 2 for each number of groups, which keep the work about the same; each later stage doubles them. */
const CHANNELS = { 1: 144, 2: 200, 3: 240, 4: 272, 8: 384 } as const;

/** Grouped 1 × 1, shuffle, depthwise 3 × 3, grouped 1 × 1; added to the input, or with stride 2 joined with its pooled form. */
class ShuffleUnit extends nn.Module {
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  shuffle: nn.ChannelShuffle;
  conv2: nn.Conv2d;
  bn2: nn.BatchNorm2d;
  conv3: nn.Conv2d;
  bn3: nn.BatchNorm2d;
  relu = new nn.ReLU({ inplace: true });
  pool: nn.AvgPool2d | undefined;

  constructor(input: number, output: number, stride: number, groups: number, firstGroups: number) {
    super();
    const inner = Math.floor(output / 4);
    const made = stride === 1 ? output : output - input; // the pooled input is the rest
    this.conv1 = new nn.Conv2d(input, inner, 1, { groups: firstGroups, bias: false });
    this.bn1 = new nn.BatchNorm2d(inner);
    this.shuffle = new nn.ChannelShuffle(groups);
    this.conv2 = new nn.Conv2d(inner, inner, 3, { stride, padding: 1, groups: inner, bias: false });
    this.bn2 = new nn.BatchNorm2d(inner);
    this.conv3 = new nn.Conv2d(inner, made, 1, { groups, bias: false });
    this.bn3 = new nn.BatchNorm2d(made);
    if (stride !== 1) this.pool = new nn.AvgPool2d(3, { stride, padding: 1 });
  }

  override forward(x: nn.Value): nn.Value {
    const shuffled = this.shuffle(this.relu(this.bn1(this.conv1(x))));
    const made = this.bn3(this.conv3(this.bn2(this.conv2(shuffled))));
    return this.relu(this.pool ? nn.concat([this.pool(x), made], 1) : x.add(made));
  }
}

/** A stem, three stages that halve the size and double the channels, and a classifier. */
class ShuffleNet extends nn.Module {
  conv1: nn.Sequential;
  maxpool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
  stage2: nn.Sequential;
  stage3: nn.Sequential;
  stage4: nn.Sequential;
  avgpool = new nn.AdaptiveAvgPool2d(1);
  fc: nn.Linear;

  constructor({ groups, numClasses, width }: Required<ShuffleNetOptions>) {
    super();
    const stem = Math.round(24 * width);
    const channels = [1, 2, 4].map((times) => CHANNELS[groups] * times * width) as [number, number, number];
    const stage = (input: number, output: number, units: number, firstGroups: number) =>
      new nn.Sequential(
        new ShuffleUnit(input, output, 2, groups, firstGroups),
        ...Array.from({ length: units - 1 }, () => new ShuffleUnit(output, output, 1, groups, groups)),
      );
    this.conv1 = new nn.Sequential(
      new nn.Conv2d(3, stem, 3, { stride: 2, padding: 1, bias: false }),
      new nn.BatchNorm2d(stem),
      new nn.ReLU({ inplace: true }),
    );
    this.stage2 = stage(stem, channels[0], 4, 1); // too few channels come from the stem to be grouped
    this.stage3 = stage(channels[0], channels[1], 8, groups);
    this.stage4 = stage(channels[1], channels[2], 4, groups);
    this.fc = new nn.Linear(channels[2], numClasses);
  }

  override forward(x: nn.Value): nn.Value {
    const stages = this.stage4(this.stage3(this.stage2(this.maxpool(this.conv1(x)))));
    return this.fc(this.avgpool(stages).flatten(1));
  }
}

/** ShuffleNet; `groups` 1, 2, 3, 4 or 8, `width` 0.25, 0.5, 1, 1.5, 2. */
export function shufflenet_v1(options: ShuffleNetOptions = {}): nn.Module {
  const given = readOptions<Required<ShuffleNetOptions>>("zoo.shufflenet_v1", options, { groups: 3, numClasses: 1000, width: 1 });
  if (!(given.groups in CHANNELS)) {
    throw new RangeError(`Cannot make shufflenet_v1 as groups must be 1, 2, 3, 4 or 8: current value is ${given.groups}`);
  }
  const network = new ShuffleNet(given);
  fill(network, { conv: nn.init.kaimingNormal("out"), linear: nn.init.normal(0, 0.01) });
  return image(network, `shufflenet_v1_x${given.width}_g${given.groups}`);
}
