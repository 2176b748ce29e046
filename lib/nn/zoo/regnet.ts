/**
 * RegNet: Radosavovic et al., "Designing Network Design Spaces" (2020). Names and details as torchvision 0.14.1's `models/regnet.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { Conv2dNormActivation, SqueezeExcitation } from "./blocks.ts";
import { fill, image, type ImageOptions, imageOptions, makeDivisible } from "./image.ts";

/** The few numbers that a network of the family is drawn from. */
interface Design {
  /** Blocks in all. */
  readonly depth: number;
  /** Channels of the first block. */
  readonly start: number;
  /** Channels that each block adds, before they are rounded. */
  readonly slope: number;
  /** The ratio between the channels of neighbouring stages. */
  readonly step: number;
  /** Channels of a group. */
  readonly groupWidth: number;
  /** Channels of the squeeze as a share of the input's; none for the family X. */
  readonly squeeze?: number;
}

interface Stage {
  readonly width: number;
  readonly depth: number;
  readonly groupWidth: number;
}

/** Rounds as Python and PyTorch do: a half to the even number. */
function round(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** The paper's equations 2 to 4: widths along a line, rounded to powers of `step` and to multiples of 8; blocks of one width are a stage. */
function stagesOf({ depth, start, slope, step, groupWidth }: Design): Stage[] {
  const widths = Array.from({ length: depth }, (_, index) => {
    const power = round(Math.log((start + slope * index) / start) / Math.log(step));
    return round(start * step ** power / 8) * 8;
  });
  return [...new Set(widths)].map((width) => {
    const group = Math.min(groupWidth, width);
    return { width: makeDivisible(width, group), depth: widths.filter((other) => other === width).length, groupWidth: group };
  });
}

/** 3 × 3 with stride 2. */
class SimpleStemIN extends Conv2dNormActivation {
  constructor(output: number) {
    super(3, output, 3, { stride: 2 });
  }
}

/** 1 × 1, grouped 3 × 3, perhaps squeeze and excitation, 1 × 1. */
class BottleneckTransform extends nn.Sequential {
  constructor(input: number, output: number, stride: number, groupWidth: number, squeeze?: number) {
    super({
      a: new Conv2dNormActivation(input, output, 1),
      b: new Conv2dNormActivation(output, output, 3, { stride, groups: output / groupWidth }),
      ...(squeeze === undefined ? {} : { se: new SqueezeExcitation(output, round(squeeze * input)) }),
      c: new Conv2dNormActivation(output, output, 1, { activation: null }),
    });
  }
}

/** The transform, added to the input, which is projected where the shape changes. */
class ResBottleneckBlock extends nn.Module {
  proj: Conv2dNormActivation | undefined;
  f: BottleneckTransform;
  activation = new nn.ReLU({ inplace: true });

  constructor(input: number, output: number, stride: number, groupWidth: number, squeeze?: number) {
    super();
    if (input !== output || stride !== 1) this.proj = new Conv2dNormActivation(input, output, 1, { stride, activation: null });
    this.f = new BottleneckTransform(input, output, stride, groupWidth, squeeze);
  }

  override forward(x: nn.Value): nn.Value {
    const passed: nn.Value = this.proj ? this.proj(x) : x;
    return this.activation(passed.add(this.f(x)));
  }
}

/** Blocks of one width, the first of which halves the size. */
class AnyStage extends nn.Sequential {
  constructor(index: number, input: number, { width, depth, groupWidth }: Stage, squeeze?: number) {
    super();
    for (let block = 0; block < depth; block++) {
      this.add(
        `block${index}-${block}`,
        new ResBottleneckBlock(block === 0 ? input : width, width, block === 0 ? 2 : 1, groupWidth, squeeze),
      );
    }
  }
}

/** A stem, four stages, and a classifier. */
class RegNet extends nn.Module {
  stem = new SimpleStemIN(32);
  trunk_output = new nn.Sequential();
  avgpool = new nn.AdaptiveAvgPool2d([1, 1]);
  fc: nn.Linear;

  constructor(design: Design, numClasses: number) {
    super();
    let channels = 32;
    stagesOf(design).forEach((stage, index) => {
      this.trunk_output.add(`block${index + 1}`, new AnyStage(index + 1, channels, stage, design.squeeze));
      channels = stage.width;
    });
    this.fc = new nn.Linear(channels, numClasses);
  }

  override forward(x: nn.Value): nn.Value {
    return this.fc(this.avgpool(this.trunk_output(this.stem(x))).flatten(1));
  }
}

function regnet(
  name: string,
  [depth, start, slope, step, groupWidth]: Numbers,
  squeeze: number | undefined,
  options: ImageOptions,
): nn.Module {
  const design = { depth, start, slope, step, groupWidth, ...(squeeze !== undefined && { squeeze }) };
  const network = new RegNet(design, imageOptions(name, options).numClasses);
  fill(network, { conv: nn.init.kaimingNormal("out"), linear: nn.init.normal(0, 0.01) });
  return image(network, name);
}

/** Depth, start, slope, step, group width. */
type Numbers = readonly [number, number, number, number, number];

/** RegNetX of 400 million multiply-accumulates. */
export function regnet_x_400mf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_x_400mf", [22, 24, 24.48, 2.54, 16], undefined, options);
}

/** RegNetX of 800 million multiply-accumulates. */
export function regnet_x_800mf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_x_800mf", [16, 56, 35.73, 2.28, 16], undefined, options);
}

/** RegNetX of 1.6 billion multiply-accumulates. */
export function regnet_x_1_6gf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_x_1_6gf", [18, 80, 34.01, 2.25, 24], undefined, options);
}

/** RegNetX of 3.2 billion multiply-accumulates. */
export function regnet_x_3_2gf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_x_3_2gf", [25, 88, 26.31, 2.25, 48], undefined, options);
}

/** RegNetX of 8 billion multiply-accumulates. */
export function regnet_x_8gf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_x_8gf", [23, 80, 49.56, 2.88, 120], undefined, options);
}

/** RegNetX of 16 billion multiply-accumulates. */
export function regnet_x_16gf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_x_16gf", [22, 216, 55.59, 2.1, 128], undefined, options);
}

/** RegNetX of 32 billion multiply-accumulates. */
export function regnet_x_32gf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_x_32gf", [23, 320, 69.86, 2.0, 168], undefined, options);
}

/** RegNetY of 400 million multiply-accumulates. */
export function regnet_y_400mf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_y_400mf", [16, 48, 27.89, 2.09, 8], 0.25, options);
}

/** RegNetY of 800 million multiply-accumulates. */
export function regnet_y_800mf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_y_800mf", [14, 56, 38.84, 2.4, 16], 0.25, options);
}

/** RegNetY of 1.6 billion multiply-accumulates. */
export function regnet_y_1_6gf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_y_1_6gf", [27, 48, 20.71, 2.65, 24], 0.25, options);
}

/** RegNetY of 3.2 billion multiply-accumulates. */
export function regnet_y_3_2gf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_y_3_2gf", [21, 80, 42.63, 2.66, 24], 0.25, options);
}

/** RegNetY of 8 billion multiply-accumulates. */
export function regnet_y_8gf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_y_8gf", [17, 192, 76.82, 2.19, 56], 0.25, options);
}

/** RegNetY of 16 billion multiply-accumulates. */
export function regnet_y_16gf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_y_16gf", [18, 200, 106.23, 2.48, 112], 0.25, options);
}

/** RegNetY of 32 billion multiply-accumulates. */
export function regnet_y_32gf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_y_32gf", [20, 232, 115.89, 2.53, 232], 0.25, options);
}

/** RegNetY of 128 billion multiply-accumulates. */
export function regnet_y_128gf(options: ImageOptions = {}): nn.Module {
  return regnet("regnet_y_128gf", [27, 456, 160.83, 2.52, 264], 0.25, options);
}
