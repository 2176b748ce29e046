/**
 * GoogLeNet (Inception v1): Szegedy et al., "Going Deeper with Convolutions" (2014). Names and details as torchvision 0.14.1's `models/googlenet.py`
 * (3 × 3 in place of the paper's 5 × 5, batch normalisation).
 *
 * @module
 */
import * as nn from "../mod.ts";
import { BasicConv2d } from "./basic_conv.ts";
import { fill, image, type ImageOptions, imageOptions } from "./image.ts";

/** Four branches side by side, joined along the channels. */
class Inception extends nn.Module {
  branch1: BasicConv2d;
  branch2: nn.Sequential;
  branch3: nn.Sequential;
  branch4: nn.Sequential;

  constructor(channels: number, one: number, [reduce3, three]: Pair, [reduce5, five]: Pair, pooled: number) {
    super();
    this.branch1 = new BasicConv2d(channels, one, 1);
    this.branch2 = new nn.Sequential(new BasicConv2d(channels, reduce3, 1), new BasicConv2d(reduce3, three, 3, { padding: 1 }));
    this.branch3 = new nn.Sequential(new BasicConv2d(channels, reduce5, 1), new BasicConv2d(reduce5, five, 3, { padding: 1 }));
    this.branch4 = new nn.Sequential(
      new nn.MaxPool2d(3, { stride: 1, padding: 1, ceilMode: true }),
      new BasicConv2d(channels, pooled, 1),
    );
  }

  override forward(x: nn.Value): nn.Value {
    return nn.concat([this.branch1(x), this.branch2(x), this.branch3(x), this.branch4(x)], 1);
  }
}

/** Channels after the 1 × 1 that narrows, and after the larger convolution behind it. */
type Pair = readonly [number, number];

/** A second classifier half-way, which training uses and inference does not. */
class InceptionAux extends nn.Module {
  conv: BasicConv2d;
  fc1 = new nn.Linear(2048, 1024);
  fc2: nn.Linear;
  dropout = new nn.Dropout(0.7);

  constructor(channels: number, numClasses: number) {
    super();
    this.conv = new BasicConv2d(channels, 128, 1);
    this.fc2 = new nn.Linear(1024, numClasses);
  }

  override forward(x: nn.Value): nn.Value {
    const features = this.conv(nn.adaptiveAvgPool(x, [4, 4])).flatten(1);
    return this.fc2(this.dropout(nn.relu(this.fc1(features))));
  }
}

function pool(size: number): nn.MaxPool2d {
  return new nn.MaxPool2d(size, { stride: 2, ceilMode: true });
}

/** A stem, nine inception modules, and one linear layer. */
class GoogLeNet extends nn.Module {
  conv1 = new BasicConv2d(3, 64, 7, { stride: 2, padding: 3 });
  maxpool1 = pool(3);
  conv2 = new BasicConv2d(64, 64, 1);
  conv3 = new BasicConv2d(64, 192, 3, { padding: 1 });
  maxpool2 = pool(3);
  inception3a = new Inception(192, 64, [96, 128], [16, 32], 32);
  inception3b = new Inception(256, 128, [128, 192], [32, 96], 64);
  maxpool3 = pool(3);
  inception4a = new Inception(480, 192, [96, 208], [16, 48], 64);
  inception4b = new Inception(512, 160, [112, 224], [24, 64], 64);
  inception4c = new Inception(512, 128, [128, 256], [24, 64], 64);
  inception4d = new Inception(512, 112, [144, 288], [32, 64], 64);
  inception4e = new Inception(528, 256, [160, 320], [32, 128], 128);
  maxpool4 = pool(2);
  inception5a = new Inception(832, 256, [160, 320], [32, 128], 128);
  inception5b = new Inception(832, 384, [192, 384], [48, 128], 128);
  aux1: InceptionAux;
  aux2: InceptionAux;
  avgpool = new nn.AdaptiveAvgPool2d([1, 1]);
  dropout = new nn.Dropout(0.2);
  fc: nn.Linear;

  constructor(numClasses: number) {
    super();
    this.aux1 = new InceptionAux(512, numClasses);
    this.aux2 = new InceptionAux(528, numClasses);
    this.fc = new nn.Linear(1024, numClasses);
  }

  override forward(x: nn.Value): nn.Value {
    const stem = this.maxpool2(this.conv3(this.conv2(this.maxpool1(this.conv1(x)))));
    const third = this.maxpool3(this.inception3b(this.inception3a(stem)));
    const half = this.inception4c(this.inception4b(this.inception4a(third)));
    const fourth = this.maxpool4(this.inception4e(this.inception4d(half)));
    const fifth = this.inception5b(this.inception5a(fourth));
    return this.fc(this.dropout(this.avgpool(fifth).flatten(1)));
  }
}

/** GoogLeNet, with its two auxiliary classifiers. */
export function googlenet(options: ImageOptions = {}): nn.Module {
  const network = new GoogLeNet(imageOptions("googlenet", options).numClasses);
  fill(network, { conv: nn.init.truncatedNormal(0, 0.01) });
  return image(network, "googlenet");
}
