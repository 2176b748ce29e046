/**
 * MobileNetV2: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks" (2018). Names and details as torchvision 0.14.1's `models/mobilenetv2.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { Conv2dNormActivation } from "./blocks.ts";
import { fill, image, makeDivisible, type WidthOptions, widthOptions } from "./image.ts";

/** Expansion, channels, blocks and stride of each stage: the paper's table 2. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** Wide by 1 × 1, depthwise 3 × 3, narrow by 1 × 1 without activation; added to its input where the two have one shape. */
class InvertedResidual extends nn.Module {
  conv: nn.Sequential;
  readonly #residual: boolean;

  constructor(input: number, output: number, stride: number, expansion: number) {
    super();
    const hidden = input * expansion;
    const activation = nn.ReLU6;
    this.conv = new nn.Sequential(
      ...(expansion === 1 ? [] : [new Conv2dNormActivation(input, hidden, 1, { activation })]),
      new Conv2dNormActivation(hidden, hidden, 3, { stride, groups: hidden, activation }),
      new nn.Conv2d(hidden, output, 1, { bias: false }),
      new nn.BatchNorm2d(output),
    );
    this.#residual = stride === 1 && input === output;
  }

  override forward(x: nn.Value): nn.Value {
    return this.#residual ? x.add(this.conv(x)) : this.conv(x);
  }
}

/** A stem, seven stages, a last 1 × 1 convolution, and a classifier. */
class MobileNetV2 extends nn.Module {
  features: nn.Sequential;
  classifier: nn.Sequential;

  constructor({ numClasses, width }: Required<WidthOptions>) {
    super();
    let channels = makeDivisible(32 * width);
    const last = makeDivisible(1280 * Math.max(1, width));
    this.features = new nn.Sequential(new Conv2dNormActivation(3, channels, 3, { stride: 2, activation: nn.ReLU6 }));
    for (const [expansion, size, blocks, stride] of STAGES) {
      const output = makeDivisible(size * width);
      for (let index = 0; index < blocks; index++) {
        const block = new InvertedResidual(channels, output, index === 0 ? stride : 1, expansion);
        this.features.add(String(this.features.length), block);
        channels = output;
      }
    }
    this.features.add(String(this.features.length), new Conv2dNormActivation(channels, last, 1, { activation: nn.ReLU6 }));
    this.classifier = new nn.Sequential(new nn.Dropout(0.2), new nn.Linear(last, numClasses));
  }

  override forward(x: nn.Value): nn.Value {
    return this.classifier(nn.adaptiveAvgPool(this.features(x), [1, 1]).flatten(1));
  }
}

/** MobileNetV2. */
export function mobilenet_v2(options: WidthOptions = {}): nn.Module {
  const network = new MobileNetV2(widthOptions("mobilenet_v2", options));
  fill(network, { conv: nn.init.kaimingNormal("out"), linear: nn.init.normal(0, 0.01) });
  return image(network, "mobilenet_v2");
}
