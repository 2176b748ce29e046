/**
 * MobileNetV3: Howard et al., "Searching for MobileNetV3" (2019). Names and details as torchvision 0.14.1's `models/mobilenetv3.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { Conv2dNormActivation, SqueezeExcitation } from "./blocks.ts";
import { fill, image, makeDivisible, type WidthOptions, widthOptions } from "./image.ts";

/** Window, expanded channels, output channels, squeeze and excitation, activation, stride: a row of the paper's tables 1 and 2. */
type Row = readonly [kernel: number, expanded: number, output: number, squeeze: boolean, activation: "RE" | "HS", stride: number];

const LARGE: readonly Row[] = [
  [3, 16, 16, false, "RE", 1],
  [3, 64, 24, false, "RE", 2],
  [3, 72, 24, false, "RE", 1],
  [5, 72, 40, true, "RE", 2],
  [5, 120, 40, true, "RE", 1],
  [5, 120, 40, true, "RE", 1],
  [3, 240, 80, false, "HS", 2],
  [3, 200, 80, false, "HS", 1],
  [3, 184, 80, false, "HS", 1],
  [3, 184, 80, false, "HS", 1],
  [3, 480, 112, true, "HS", 1],
  [3, 672, 112, true, "HS", 1],
  [5, 672, 160, true, "HS", 2],
  [5, 960, 160, true, "HS", 1],
  [5, 960, 160, true, "HS", 1],
];

const SMALL: readonly Row[] = [
  [3, 16, 16, true, "RE", 2],
  [3, 72, 24, false, "RE", 2],
  [3, 88, 24, false, "RE", 1],
  [5, 96, 40, true, "HS", 2],
  [5, 240, 40, true, "HS", 1],
  [5, 240, 40, true, "HS", 1],
  [5, 120, 48, true, "HS", 1],
  [5, 144, 48, true, "HS", 1],
  [5, 288, 96, true, "HS", 2],
  [5, 576, 96, true, "HS", 1],
  [5, 576, 96, true, "HS", 1],
];

function norm(channels: number): nn.Module {
  return new nn.BatchNorm2d(channels, { eps: 0.001, momentum: 0.01 });
}

/** Wide by 1 × 1, depthwise, perhaps squeeze and excitation, narrow by 1 × 1. */
class InvertedResidual extends nn.Module {
  block: nn.Sequential;
  readonly #residual: boolean;

  constructor(input: number, [kernel, size, out, squeeze, name, stride]: Row, width: number, dilation = 1) {
    super();
    const [expanded, output] = [makeDivisible(size * width), makeDivisible(out * width)];
    const activation = name === "HS" ? nn.Hardswish : nn.ReLU;
    const layers: nn.Module[] = [];
    if (expanded !== input) layers.push(new Conv2dNormActivation(input, expanded, 1, { norm, activation }));
    layers.push(
      new Conv2dNormActivation(expanded, expanded, kernel, {
        stride: dilation > 1 ? 1 : stride,
        dilation,
        groups: expanded,
        norm,
        activation,
      }),
    );
    if (squeeze) layers.push(new SqueezeExcitation(expanded, makeDivisible(expanded >> 2), new nn.ReLU(), new nn.Hardsigmoid()));
    layers.push(new Conv2dNormActivation(expanded, output, 1, { norm, activation: null }));
    this.block = new nn.Sequential(...layers);
    this.#residual = stride === 1 && input === output;
  }

  override forward(x: nn.Value): nn.Value {
    const result = this.block(x);
    return this.#residual ? result.add(x) : result;
  }
}

/** The stem, the rows' blocks and the last 1 × 1 convolution. With a dilation, the last three blocks keep their size. */
function featuresOf(rows: readonly Row[], width: number, dilation: number): nn.Sequential {
  let channels = makeDivisible(16 * width);
  const layers: nn.Module[] = [new Conv2dNormActivation(3, channels, 3, { stride: 2, norm, activation: nn.Hardswish })];
  rows.forEach((row, index) => {
    layers.push(new InvertedResidual(channels, row, width, index < rows.length - 3 ? 1 : dilation));
    channels = makeDivisible(row[2] * width);
  });
  return new nn.Sequential(...layers, new Conv2dNormActivation(channels, 6 * channels, 1, { norm, activation: nn.Hardswish }));
}

/** The features of MobileNetV3-Large whose last blocks keep their size, for {@linkcode lraspp_mobilenet_v3_large}. */
export function dilatedMobilenetV3(): nn.Sequential {
  const features = featuresOf(LARGE, 1, 2);
  fill(features, { conv: nn.init.kaimingNormal("out") });
  return features;
}

/** A stem, the rows' blocks, a last 1 × 1 convolution, and a classifier of two layers. */
class MobileNetV3 extends nn.Module {
  features: nn.Sequential;
  avgpool = new nn.AdaptiveAvgPool2d(1);
  classifier: nn.Sequential;

  constructor(rows: readonly Row[], last: number, { numClasses, width }: Required<WidthOptions>) {
    super();
    const channels = makeDivisible(rows.at(-1)![2] * width);
    this.features = featuresOf(rows, width, 1);
    const hidden = makeDivisible(last * width);
    this.classifier = new nn.Sequential(
      new nn.Linear(6 * channels, hidden),
      new nn.Hardswish({ inplace: true }),
      new nn.Dropout(0.2, { inplace: true }),
      new nn.Linear(hidden, numClasses),
    );
  }

  override forward(x: nn.Value): nn.Value {
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

function mobilenetV3(name: string, rows: readonly Row[], last: number, options: WidthOptions): nn.Module {
  const network = new MobileNetV3(rows, last, widthOptions(name, options));
  fill(network, { conv: nn.init.kaimingNormal("out"), linear: nn.init.normal(0, 0.01) });
  return image(network, name);
}

/** MobileNetV3-Large. */
export function mobilenet_v3_large(options: WidthOptions = {}): nn.Module {
  return mobilenetV3("mobilenet_v3_large", LARGE, 1280, options);
}

/** MobileNetV3-Small. */
export function mobilenet_v3_small(options: WidthOptions = {}): nn.Module {
  return mobilenetV3("mobilenet_v3_small", SMALL, 1024, options);
}
