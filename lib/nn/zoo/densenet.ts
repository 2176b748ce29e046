/**
 * DenseNet: Huang et al., "Densely Connected Convolutional Networks" (2016). Names and details as torchvision 0.14.1's `models/densenet.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { fill, image, type ImageOptions, imageOptions } from "./image.ts";

/** The bottleneck of a dense layer, as a multiple of the growth rate. */
const BOTTLENECK = 4;

/** Takes all features so far, and gives `growth` new ones. */
class _DenseLayer extends nn.Module {
  norm1: nn.BatchNorm2d;
  relu1 = new nn.ReLU({ inplace: true });
  conv1: nn.Conv2d;
  norm2: nn.BatchNorm2d;
  relu2 = new nn.ReLU({ inplace: true });
  conv2: nn.Conv2d;

  constructor(features: number, growth: number) {
    super();
    this.norm1 = new nn.BatchNorm2d(features);
    this.conv1 = new nn.Conv2d(features, BOTTLENECK * growth, 1, { bias: false });
    this.norm2 = new nn.BatchNorm2d(BOTTLENECK * growth);
    this.conv2 = new nn.Conv2d(BOTTLENECK * growth, growth, 3, { padding: 1, bias: false });
  }

  override forward(features: readonly nn.Value[]): nn.Value {
    const narrow = this.conv1(this.relu1(this.norm1(nn.concat(features, 1))));
    return this.conv2(this.relu2(this.norm2(narrow)));
  }
}

/** Layers each of which sees what all before it have given. */
class _DenseBlock extends nn.ModuleDict<_DenseLayer> {
  constructor(layers: number, features: number, growth: number) {
    super();
    for (let index = 0; index < layers; index++) this.set(`denselayer${index + 1}`, new _DenseLayer(features + index * growth, growth));
  }

  override forward(x: nn.Value): nn.Value {
    const features = [x];
    for (const [, layer] of this) features.push(layer(features));
    return nn.concat(features, 1);
  }
}

/** Half the channels at half the size. */
class _Transition extends nn.Sequential {
  constructor(features: number) {
    super({
      norm: new nn.BatchNorm2d(features),
      relu: new nn.ReLU({ inplace: true }),
      conv: new nn.Conv2d(features, features >> 1, 1, { bias: false }),
      pool: new nn.AvgPool2d(2, { stride: 2 }),
    });
  }
}

/** A stem, four dense blocks with transitions between them, and a classifier. */
class DenseNet extends nn.Module {
  features: nn.Sequential;
  classifier: nn.Linear;

  constructor(growth: number, blocks: readonly number[], stem: number, numClasses: number) {
    super();
    this.features = new nn.Sequential({
      conv0: new nn.Conv2d(3, stem, 7, { stride: 2, padding: 3, bias: false }),
      norm0: new nn.BatchNorm2d(stem),
      relu0: new nn.ReLU({ inplace: true }),
      pool0: new nn.MaxPool2d(3, { stride: 2, padding: 1 }),
    });
    let features = stem;
    blocks.forEach((layers, index) => {
      this.features.add(`denseblock${index + 1}`, new _DenseBlock(layers, features, growth));
      features += layers * growth;
      if (index === blocks.length - 1) return;
      this.features.add(`transition${index + 1}`, new _Transition(features));
      features >>= 1;
    });
    this.features.add("norm5", new nn.BatchNorm2d(features));
    this.classifier = new nn.Linear(features, numClasses);
  }

  override forward(x: nn.Value): nn.Value {
    const features = this.features(x).relu();
    return this.classifier(nn.adaptiveAvgPool(features, [1, 1]).flatten(1));
  }
}

function densenet(name: string, growth: number, blocks: readonly number[], stem: number, options: ImageOptions): nn.Module {
  const network = new DenseNet(growth, blocks, stem, imageOptions(name, options).numClasses);
  fill(network, { conv: nn.init.kaimingNormal("in"), linear: nn.init.kaimingUniform() });
  return image(network, name);
}

/** DenseNet-121. */
export function densenet121(options: ImageOptions = {}): nn.Module {
  return densenet("densenet121", 32, [6, 12, 24, 16], 64, options);
}

/** DenseNet-161. */
export function densenet161(options: ImageOptions = {}): nn.Module {
  return densenet("densenet161", 48, [6, 12, 36, 24], 96, options);
}

/** DenseNet-169. */
export function densenet169(options: ImageOptions = {}): nn.Module {
  return densenet("densenet169", 32, [6, 12, 32, 32], 64, options);
}

/** DenseNet-201. */
export function densenet201(options: ImageOptions = {}): nn.Module {
  return densenet("densenet201", 32, [6, 12, 48, 32], 64, options);
}
