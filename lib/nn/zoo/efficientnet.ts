/**
 * EfficientNet: Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks" (2019); V2: "EfficientNetV2: Smaller Models and Faster Training"
 * (2021). Names and details as torchvision 0.14.1's `models/efficientnet.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { Conv2dNormActivation, SqueezeExcitation, StochasticDepth } from "./blocks.ts";
import { fill, image, type ImageOptions, imageOptions, makeDivisible } from "./image.ts";

/** Makes a normalisation of so many channels. */
type Norm = (channels: number) => nn.Module;

/** One stage: kind of block, expansion, window, stride, input and output channels, blocks. */
interface Stage {
  readonly fused: boolean;
  readonly expansion: number;
  readonly kernel: number;
  readonly stride: number;
  readonly input: number;
  readonly output: number;
  readonly blocks: number;
}

/** What the two kinds of block share: layers in a row, added to the input where the two have one shape. */
abstract class Residual extends nn.Module {
  block: nn.Sequential;
  stochastic_depth: StochasticDepth;
  readonly #residual: boolean;

  constructor(layers: readonly nn.Module[], { stride, input, output }: Stage, depth: number) {
    super();
    this.block = new nn.Sequential(...layers);
    this.stochastic_depth = new StochasticDepth(depth);
    this.#residual = stride === 1 && input === output;
  }

  override forward(x: nn.Value): nn.Value {
    const result = this.block(x);
    return this.#residual ? this.stochastic_depth(result).add(x) : result;
  }
}

/** Wide by 1 × 1, depthwise, squeeze and excitation, narrow by 1 × 1. */
class MBConv extends Residual {
  constructor(stage: Stage, depth: number, norm: Norm) {
    const { expansion, kernel, stride, input, output } = stage;
    const expanded = makeDivisible(input * expansion);
    const activation = nn.SiLU;
    const squeezed = Math.max(1, input >> 2);
    super(
      [
        ...(expanded === input ? [] : [new Conv2dNormActivation(input, expanded, 1, { norm, activation })]),
        new Conv2dNormActivation(expanded, expanded, kernel, { stride, groups: expanded, norm, activation }),
        new SqueezeExcitation(expanded, squeezed, new nn.SiLU({ inplace: true })),
        new Conv2dNormActivation(expanded, output, 1, { norm, activation: null }),
      ],
      stage,
      depth,
    );
  }
}

/** One full convolution in place of the first two of {@linkcode MBConv}, and no squeeze. */
class FusedMBConv extends Residual {
  constructor(stage: Stage, depth: number, norm: Norm) {
    const { expansion, kernel, stride, input, output } = stage;
    const expanded = makeDivisible(input * expansion);
    const activation = nn.SiLU;
    const layers = expanded === input ? [new Conv2dNormActivation(input, output, kernel, { stride, norm, activation })] : [
      new Conv2dNormActivation(input, expanded, kernel, { stride, norm, activation }),
      new Conv2dNormActivation(expanded, output, 1, { norm, activation: null }),
    ];
    super(layers, stage, depth);
  }
}

/** A stem, the stages, a last 1 × 1 convolution, and a classifier. */
class EfficientNet extends nn.Module {
  features: nn.Sequential;
  avgpool = new nn.AdaptiveAvgPool2d(1);
  classifier: nn.Sequential;

  constructor(stages: readonly Stage[], { dropout, last, norm, numClasses }: Scaled & { readonly numClasses: number }) {
    super();
    const total = stages.reduce((sum, stage) => sum + stage.blocks, 0);
    let id = 0;
    const [first, final] = [stages[0]!, stages.at(-1)!];
    const width = last ?? 4 * final.output;
    this.features = new nn.Sequential(
      new Conv2dNormActivation(3, first.input, 3, { stride: 2, norm, activation: nn.SiLU }),
      ...stages.map((stage) => {
        const make = stage.fused ? FusedMBConv : MBConv;
        const blocks = Array.from({ length: stage.blocks }, (_, index) => {
          const own = index === 0 ? stage : { ...stage, input: stage.output, stride: 1 };
          return new make(own, 0.2 * id++ / total, norm);
        });
        return new nn.Sequential(...blocks);
      }),
      new Conv2dNormActivation(final.output, width, 1, { norm, activation: nn.SiLU }),
    );
    this.classifier = new nn.Sequential(new nn.Dropout(dropout, { inplace: true }), new nn.Linear(width, numClasses));
  }

  override forward(x: nn.Value): nn.Value {
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

/** What differs between the sizes besides the stages. */
interface Scaled {
  readonly dropout: number;
  readonly last?: number;
  readonly norm: Norm;
}

const usual: Norm = (channels) => new nn.BatchNorm2d(channels);
const slow: Norm = (channels) => new nn.BatchNorm2d(channels, { eps: 0.001, momentum: 0.01 });
const second: Norm = (channels) => new nn.BatchNorm2d(channels, { eps: 0.001 });

/** Expansion, window, stride, input, output, blocks: the B0 row by row, table 1 of the paper. */
const B0 = [
  [1, 3, 1, 32, 16, 1],
  [6, 3, 2, 16, 24, 2],
  [6, 5, 2, 24, 40, 2],
  [6, 3, 2, 40, 80, 3],
  [6, 5, 1, 80, 112, 3],
  [6, 5, 2, 112, 192, 4],
  [6, 3, 1, 192, 320, 1],
] as const;

function efficientnet(name: string, stages: readonly Stage[], scaled: Scaled, options: ImageOptions, size: number): nn.Module {
  const { numClasses } = imageOptions(name, options);
  const network = new EfficientNet(stages, { ...scaled, numClasses });
  const bound = 1 / Math.sqrt(numClasses);
  fill(network, { conv: nn.init.kaimingNormal("out"), linear: nn.init.uniform(-bound, bound) });
  return image(network, name, size);
}

/** Scales B0: channels by `width`, blocks by `depth`. */
function scaledB0(width: number, depth: number): Stage[] {
  return B0.map(([expansion, kernel, stride, input, output, blocks]) => ({
    fused: false,
    expansion,
    kernel,
    stride,
    input: makeDivisible(input * width),
    output: makeDivisible(output * width),
    blocks: Math.ceil(blocks * depth),
  }));
}

/** EfficientNet-B0. */
export function efficientnet_b0(options: ImageOptions = {}): nn.Module {
  return efficientnet("efficientnet_b0", scaledB0(1, 1), { dropout: 0.2, norm: usual }, options, 224);
}

/** EfficientNet-B1. */
export function efficientnet_b1(options: ImageOptions = {}): nn.Module {
  return efficientnet("efficientnet_b1", scaledB0(1, 1.1), { dropout: 0.2, norm: usual }, options, 240);
}

/** EfficientNet-B2. */
export function efficientnet_b2(options: ImageOptions = {}): nn.Module {
  return efficientnet("efficientnet_b2", scaledB0(1.1, 1.2), { dropout: 0.3, norm: usual }, options, 288);
}

/** EfficientNet-B3. */
export function efficientnet_b3(options: ImageOptions = {}): nn.Module {
  return efficientnet("efficientnet_b3", scaledB0(1.2, 1.4), { dropout: 0.3, norm: usual }, options, 300);
}

/** EfficientNet-B4. */
export function efficientnet_b4(options: ImageOptions = {}): nn.Module {
  return efficientnet("efficientnet_b4", scaledB0(1.4, 1.8), { dropout: 0.4, norm: usual }, options, 380);
}

/** EfficientNet-B5. */
export function efficientnet_b5(options: ImageOptions = {}): nn.Module {
  return efficientnet("efficientnet_b5", scaledB0(1.6, 2.2), { dropout: 0.4, norm: slow }, options, 456);
}

/** EfficientNet-B6. */
export function efficientnet_b6(options: ImageOptions = {}): nn.Module {
  return efficientnet("efficientnet_b6", scaledB0(1.8, 2.6), { dropout: 0.5, norm: slow }, options, 528);
}

/** EfficientNet-B7. */
export function efficientnet_b7(options: ImageOptions = {}): nn.Module {
  return efficientnet("efficientnet_b7", scaledB0(2, 3.1), { dropout: 0.5, norm: slow }, options, 600);
}

/** Kind, expansion, stride, output channels and blocks of a stage of V2; windows are 3. */
type V2Row = readonly ["fused" | "mbconv", expansion: number, stride: number, output: number, blocks: number];

function stagesV2(stem: number, rows: readonly V2Row[]): Stage[] {
  let input = stem;
  return rows.map(([kind, expansion, stride, output, blocks]) => {
    const stage = { fused: kind === "fused", expansion, kernel: 3, stride, input, output, blocks };
    input = output;
    return stage;
  });
}

/** EfficientNetV2-S. */
export function efficientnet_v2_s(options: ImageOptions = {}): nn.Module {
  const stages = stagesV2(24, [
    ["fused", 1, 1, 24, 2],
    ["fused", 4, 2, 48, 4],
    ["fused", 4, 2, 64, 4],
    ["mbconv", 4, 2, 128, 6],
    ["mbconv", 6, 1, 160, 9],
    ["mbconv", 6, 2, 256, 15],
  ]);
  return efficientnet("efficientnet_v2_s", stages, { dropout: 0.2, last: 1280, norm: second }, options, 384);
}

/** EfficientNetV2-M. */
export function efficientnet_v2_m(options: ImageOptions = {}): nn.Module {
  const stages = stagesV2(24, [
    ["fused", 1, 1, 24, 3],
    ["fused", 4, 2, 48, 5],
    ["fused", 4, 2, 80, 5],
    ["mbconv", 4, 2, 160, 7],
    ["mbconv", 6, 1, 176, 14],
    ["mbconv", 6, 2, 304, 18],
    ["mbconv", 6, 1, 512, 5],
  ]);
  return efficientnet("efficientnet_v2_m", stages, { dropout: 0.3, last: 1280, norm: second }, options, 480);
}

/** EfficientNetV2-L. */
export function efficientnet_v2_l(options: ImageOptions = {}): nn.Module {
  const stages = stagesV2(32, [
    ["fused", 1, 1, 32, 4],
    ["fused", 4, 2, 64, 7],
    ["fused", 4, 2, 96, 7],
    ["mbconv", 4, 2, 192, 10],
    ["mbconv", 6, 1, 224, 19],
    ["mbconv", 6, 2, 384, 25],
    ["mbconv", 6, 1, 640, 7],
  ]);
  return efficientnet("efficientnet_v2_l", stages, { dropout: 0.4, last: 1280, norm: second }, options, 480);
}
