/**
 * MnasNet-B1: Tan et al., "MnasNet: Platform-Aware Neural Architecture Search for Mobile" (2018). Names and details as torchvision 0.14.1's `models/mnasnet.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { fill, image, type ImageOptions, imageOptions, makeDivisible } from "./image.ts";

function convNorm(input: number, output: number, kernel: number, { stride = 1, groups = 1 } = {}): nn.Module[] {
  return [
    new nn.Conv2d(input, output, kernel, { stride, padding: kernel >> 1, groups, bias: false }),
    new nn.BatchNorm2d(output, { momentum: 1 - 0.9997 }),
  ];
}

function convNormRelu(input: number, output: number, kernel: number, options = {}): nn.Module[] {
  return [...convNorm(input, output, kernel, options), new nn.ReLU({ inplace: true })];
}

/** Wide by 1 × 1, depthwise, narrow by 1 × 1; added to its input where the two have one shape. */
class _InvertedResidual extends nn.Module {
  layers: nn.Sequential;
  readonly #residual: boolean;

  constructor(input: number, output: number, kernel: number, stride: number, expansion: number) {
    super();
    const hidden = input * expansion;
    this.layers = new nn.Sequential(
      ...convNormRelu(input, hidden, 1),
      ...convNormRelu(hidden, hidden, kernel, { stride, groups: hidden }),
      ...convNorm(hidden, output, 1),
    );
    this.#residual = stride === 1 && input === output;
  }

  override forward(x: nn.Value): nn.Value {
    const result = this.layers(x);
    return this.#residual ? result.add(x) : result;
  }
}

/** Window, stride, expansion and blocks of each stage. */
const STAGES = [[3, 2, 3, 3], [5, 2, 3, 3], [5, 2, 6, 3], [3, 1, 6, 2], [5, 2, 6, 4], [3, 1, 6, 1]] as const;

/** A depthwise-separable stem, six stages, a last 1 × 1 convolution, and a classifier. */
class MNASNet extends nn.Module {
  layers: nn.Sequential;
  classifier: nn.Sequential;

  constructor(alpha: number, numClasses: number) {
    super();
    const [stem, first, ...sizes] = [32, 16, 24, 40, 80, 96, 192, 320].map((size) => makeDivisible(size * alpha)) as [
      number,
      number,
      ...number[],
    ];
    let channels = first;
    const stages = STAGES.map(([kernel, stride, expansion, blocks], index) => {
      const output = sizes[index]!;
      const made = Array.from(
        { length: blocks },
        (_, at) => new _InvertedResidual(at === 0 ? channels : output, output, kernel, at === 0 ? stride : 1, expansion),
      );
      channels = output;
      return new nn.Sequential(...made);
    });
    this.layers = new nn.Sequential(
      ...convNormRelu(3, stem, 3, { stride: 2 }),
      ...convNormRelu(stem, stem, 3, { groups: stem }),
      ...convNorm(stem, first, 1),
      ...stages,
      ...convNormRelu(channels, 1280, 1),
    );
    this.classifier = new nn.Sequential(new nn.Dropout(0.2, { inplace: true }), new nn.Linear(1280, numClasses));
  }

  override forward(x: nn.Value): nn.Value {
    return this.classifier(this.layers(x).mean([2, 3]));
  }
}

function mnasnet(name: string, alpha: number, options: ImageOptions): nn.Module {
  const { numClasses } = imageOptions(name, options);
  const network = new MNASNet(alpha, numClasses);
  const bound = Math.sqrt(3 / numClasses); // He's uniform rule over the fan-out, for a sigmoid
  fill(network, { conv: nn.init.kaimingNormal("out"), linear: nn.init.uniform(-bound, bound) });
  return image(network, name);
}

/** MnasNet-B1 with half the channels. */
export function mnasnet0_5(options: ImageOptions = {}): nn.Module {
  return mnasnet("mnasnet0_5", 0.5, options);
}

/** MnasNet-B1 with three quarters of the channels. */
export function mnasnet0_75(options: ImageOptions = {}): nn.Module {
  return mnasnet("mnasnet0_75", 0.75, options);
}

/** MnasNet-B1. */
export function mnasnet1_0(options: ImageOptions = {}): nn.Module {
  return mnasnet("mnasnet1_0", 1, options);
}

/** MnasNet-B1 with 1.3 times the channels. */
export function mnasnet1_3(options: ImageOptions = {}): nn.Module {
  return mnasnet("mnasnet1_3", 1.3, options);
}
