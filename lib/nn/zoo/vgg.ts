/**
 * VGG: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (2014). Names and details as torchvision 0.14.1's `models/vgg.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { fill, image, type WidthOptions, widthOptions } from "./image.ts";

/** Output channels of the 3 × 3 convolutions of each of five stages, which end with a pooling: columns A, B, D and E of the paper's table 1. */
const STAGES = {
  A: [[64], [128], [256, 256], [512, 512], [512, 512]],
  B: [[64, 64], [128, 128], [256, 256], [512, 512], [512, 512]],
  D: [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]],
  E: [[64, 64], [128, 128], [256, 256, 256, 256], [512, 512, 512, 512], [512, 512, 512, 512]],
} as const;

/** Stages of small convolutions, and three linear layers. */
class VGG extends nn.Module {
  features: nn.Sequential;
  avgpool = new nn.AdaptiveAvgPool2d([7, 7]);
  classifier: nn.Sequential;

  constructor(column: keyof typeof STAGES, batchNorm: boolean, { numClasses, width }: Required<WidthOptions>) {
    super();
    const layers: nn.Module[] = [];
    let channels = 3;
    for (const stage of STAGES[column]) {
      for (const size of stage) {
        const next = Math.round(size * width);
        layers.push(new nn.Conv2d(channels, next, 3, { padding: 1 }));
        if (batchNorm) layers.push(new nn.BatchNorm2d(next));
        layers.push(new nn.ReLU({ inplace: true }));
        channels = next;
      }
      layers.push(new nn.MaxPool2d(2, { stride: 2 }));
    }
    this.features = new nn.Sequential(...layers);
    this.classifier = new nn.Sequential(
      new nn.Linear(channels * 7 * 7, 4096),
      new nn.ReLU({ inplace: true }),
      new nn.Dropout(0.5),
      new nn.Linear(4096, 4096),
      new nn.ReLU({ inplace: true }),
      new nn.Dropout(0.5),
      new nn.Linear(4096, numClasses),
    );
  }

  override forward(x: nn.Value): nn.Value {
    return this.classifier(this.avgpool(this.features(x)).flatten(1));
  }
}

function vgg(name: string, column: keyof typeof STAGES, batchNorm: boolean, options: WidthOptions): nn.Module {
  const network = new VGG(column, batchNorm, widthOptions(name, options));
  fill(network, { conv: nn.init.kaimingNormal("out"), linear: nn.init.normal(0, 0.01) });
  return image(network, name);
}

/** VGG with 11 layers that have weights. */
export function vgg11(options: WidthOptions = {}): nn.Module {
  return vgg("vgg11", "A", false, options);
}

/** VGG-11 with batch normalisation. */
export function vgg11_bn(options: WidthOptions = {}): nn.Module {
  return vgg("vgg11_bn", "A", true, options);
}

/** VGG with 13 layers that have weights. */
export function vgg13(options: WidthOptions = {}): nn.Module {
  return vgg("vgg13", "B", false, options);
}

/** VGG-13 with batch normalisation. */
export function vgg13_bn(options: WidthOptions = {}): nn.Module {
  return vgg("vgg13_bn", "B", true, options);
}

/** VGG with 16 layers that have weights. */
export function vgg16(options: WidthOptions = {}): nn.Module {
  return vgg("vgg16", "D", false, options);
}

/** VGG-16 with batch normalisation. */
export function vgg16_bn(options: WidthOptions = {}): nn.Module {
  return vgg("vgg16_bn", "D", true, options);
}

/** VGG with 19 layers that have weights. */
export function vgg19(options: WidthOptions = {}): nn.Module {
  return vgg("vgg19", "E", false, options);
}

/** VGG-19 with batch normalisation. */
export function vgg19_bn(options: WidthOptions = {}): nn.Module {
  return vgg("vgg19_bn", "E", true, options);
}
