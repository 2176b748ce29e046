/**
 * SqueezeNet: Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters" (2016). Names and details as torchvision 0.14.1's `models/squeezenet.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { fill, image, type ImageOptions, imageOptions } from "./image.ts";

/** Few channels by 1 × 1 (squeeze), then many by 1 × 1 and 3 × 3 side by side (expand). */
class Fire extends nn.Module {
  squeeze: nn.Conv2d;
  squeeze_activation = new nn.ReLU({ inplace: true });
  expand1x1: nn.Conv2d;
  expand1x1_activation = new nn.ReLU({ inplace: true });
  expand3x3: nn.Conv2d;
  expand3x3_activation = new nn.ReLU({ inplace: true });

  constructor(inPlanes: number, squeezed: number, expanded: number) {
    super();
    // Declared fields keep their place in the order of registration: squeeze and its activation come first
    this.squeeze = new nn.Conv2d(inPlanes, squeezed, 1);
    this.expand1x1 = new nn.Conv2d(squeezed, expanded, 1);
    this.expand3x3 = new nn.Conv2d(squeezed, expanded, 3, { padding: 1 });
  }

  override forward(x: nn.Value): nn.Value {
    const squeezed: nn.Value = this.squeeze_activation(this.squeeze(x));
    const one = this.expand1x1_activation(this.expand1x1(squeezed));
    const three = this.expand3x3_activation(this.expand3x3(squeezed));
    return nn.concat([one, three], 1);
  }
}

/** A stem, eight fire modules with poolings between them, and a convolution that classifies each position. */
class SqueezeNet extends nn.Module {
  features: nn.Sequential;
  classifier: nn.Sequential;

  constructor(features: nn.Sequential, numClasses: number) {
    super();
    this.features = features;
    this.classifier = new nn.Sequential(
      new nn.Dropout(0.5),
      new nn.Conv2d(512, numClasses, 1),
      new nn.ReLU({ inplace: true }),
      new nn.AdaptiveAvgPool2d([1, 1]),
    );
  }

  override forward(x: nn.Value): nn.Value {
    return this.classifier(this.features(x)).flatten(1);
  }
}

function pool(): nn.MaxPool2d {
  return new nn.MaxPool2d(3, { stride: 2, ceilMode: true });
}

function squeezenet(name: string, options: ImageOptions, ...layers: nn.Module[]): nn.Module {
  const network = new SqueezeNet(new nn.Sequential(...layers), imageOptions(name, options).numClasses);
  fill(network, { conv: nn.init.kaimingUniform(0) });
  return image(network, name);
}

/** SqueezeNet 1.0. */
export function squeezenet1_0(options: ImageOptions = {}): nn.Module {
  return squeezenet(
    "squeezenet1_0",
    options,
    new nn.Conv2d(3, 96, 7, { stride: 2 }),
    new nn.ReLU({ inplace: true }),
    pool(),
    new Fire(96, 16, 64),
    new Fire(128, 16, 64),
    new Fire(128, 32, 128),
    pool(),
    new Fire(256, 32, 128),
    new Fire(256, 48, 192),
    new Fire(384, 48, 192),
    new Fire(384, 64, 256),
    pool(),
    new Fire(512, 64, 256),
  );
}

/** SqueezeNet 1.1, which pools earlier and takes less than half the work. */
export function squeezenet1_1(options: ImageOptions = {}): nn.Module {
  return squeezenet(
    "squeezenet1_1",
    options,
    new nn.Conv2d(3, 64, 3, { stride: 2 }),
    new nn.ReLU({ inplace: true }),
    pool(),
    new Fire(64, 16, 64),
    new Fire(128, 16, 64),
    pool(),
    new Fire(128, 32, 128),
    new Fire(256, 32, 128),
    pool(),
    new Fire(256, 48, 192),
    new Fire(384, 48, 192),
    new Fire(384, 64, 256),
    new Fire(512, 64, 256),
  );
}
