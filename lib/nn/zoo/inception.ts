/**
 * Inception v3: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision" (2015). Names and details as torchvision 0.14.1's `models/inception.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { BasicConv2d } from "./basic_conv.ts";
import { fill, image, type ImageOptions, imageOptions } from "./image.ts";

/** A window of 7 as a row and a column, which together see as much. */
const ROW = { size: [1, 7], padding: [0, 3] } as const;
const COLUMN = { size: [7, 1], padding: [3, 0] } as const;

function thin(inChannels: number, outChannels: number, { size, padding }: typeof ROW | typeof COLUMN): BasicConv2d {
  return new BasicConv2d(inChannels, outChannels, size, { padding });
}

function averaged(x: nn.Value): nn.Value {
  return nn.averagePool(x, [3, 3], { stride: [1, 1], padding: [1, 1] });
}

/** 35 × 35: a 5 × 5 branch, and one of two 3 × 3. */
class InceptionA extends nn.Module {
  branch1x1: BasicConv2d;
  branch5x5_1: BasicConv2d;
  branch5x5_2 = new BasicConv2d(48, 64, 5, { padding: 2 });
  branch3x3dbl_1: BasicConv2d;
  branch3x3dbl_2 = new BasicConv2d(64, 96, 3, { padding: 1 });
  branch3x3dbl_3 = new BasicConv2d(96, 96, 3, { padding: 1 });
  branch_pool: BasicConv2d;

  constructor(channels: number, pooled: number) {
    super();
    this.branch1x1 = new BasicConv2d(channels, 64, 1);
    this.branch5x5_1 = new BasicConv2d(channels, 48, 1);
    this.branch3x3dbl_1 = new BasicConv2d(channels, 64, 1);
    this.branch_pool = new BasicConv2d(channels, pooled, 1);
  }

  override forward(x: nn.Value): nn.Value {
    const one = this.branch1x1(x);
    const five = this.branch5x5_2(this.branch5x5_1(x));
    const three = this.branch3x3dbl_3(this.branch3x3dbl_2(this.branch3x3dbl_1(x)));
    return nn.concat([one, five, three, this.branch_pool(averaged(x))], 1);
  }
}

/** From 35 × 35 to 17 × 17. */
class InceptionB extends nn.Module {
  branch3x3: BasicConv2d;
  branch3x3dbl_1: BasicConv2d;
  branch3x3dbl_2 = new BasicConv2d(64, 96, 3, { padding: 1 });
  branch3x3dbl_3 = new BasicConv2d(96, 96, 3, { stride: 2 });

  constructor(channels: number) {
    super();
    this.branch3x3 = new BasicConv2d(channels, 384, 3, { stride: 2 });
    this.branch3x3dbl_1 = new BasicConv2d(channels, 64, 1);
  }

  override forward(x: nn.Value): nn.Value {
    const three = this.branch3x3(x);
    const double = this.branch3x3dbl_3(this.branch3x3dbl_2(this.branch3x3dbl_1(x)));
    return nn.concat([three, double, nn.maxPool(x, [3, 3], { stride: [2, 2] })], 1);
  }
}

/** 17 × 17: windows of 7, taken apart. */
class InceptionC extends nn.Module {
  branch1x1: BasicConv2d;
  branch7x7_1: BasicConv2d;
  branch7x7_2: BasicConv2d;
  branch7x7_3: BasicConv2d;
  branch7x7dbl_1: BasicConv2d;
  branch7x7dbl_2: BasicConv2d;
  branch7x7dbl_3: BasicConv2d;
  branch7x7dbl_4: BasicConv2d;
  branch7x7dbl_5: BasicConv2d;
  branch_pool: BasicConv2d;

  constructor(channels: number, inner: number) {
    super();
    this.branch1x1 = new BasicConv2d(channels, 192, 1);
    this.branch7x7_1 = new BasicConv2d(channels, inner, 1);
    this.branch7x7_2 = thin(inner, inner, ROW);
    this.branch7x7_3 = thin(inner, 192, COLUMN);
    this.branch7x7dbl_1 = new BasicConv2d(channels, inner, 1);
    this.branch7x7dbl_2 = thin(inner, inner, COLUMN);
    this.branch7x7dbl_3 = thin(inner, inner, ROW);
    this.branch7x7dbl_4 = thin(inner, inner, COLUMN);
    this.branch7x7dbl_5 = thin(inner, 192, ROW);
    this.branch_pool = new BasicConv2d(channels, 192, 1);
  }

  override forward(x: nn.Value): nn.Value {
    const one = this.branch1x1(x);
    const seven = this.branch7x7_3(this.branch7x7_2(this.branch7x7_1(x)));
    const double = this.branch7x7dbl_3(this.branch7x7dbl_2(this.branch7x7dbl_1(x)));
    return nn.concat([one, seven, this.branch7x7dbl_5(this.branch7x7dbl_4(double)), this.branch_pool(averaged(x))], 1);
  }
}

/** From 17 × 17 to 8 × 8. */
class InceptionD extends nn.Module {
  branch3x3_1: BasicConv2d;
  branch3x3_2 = new BasicConv2d(192, 320, 3, { stride: 2 });
  branch7x7x3_1: BasicConv2d;
  branch7x7x3_2 = thin(192, 192, ROW);
  branch7x7x3_3 = thin(192, 192, COLUMN);
  branch7x7x3_4 = new BasicConv2d(192, 192, 3, { stride: 2 });

  constructor(channels: number) {
    super();
    this.branch3x3_1 = new BasicConv2d(channels, 192, 1);
    this.branch7x7x3_1 = new BasicConv2d(channels, 192, 1);
  }

  override forward(x: nn.Value): nn.Value {
    const three = this.branch3x3_2(this.branch3x3_1(x));
    const seven = this.branch7x7x3_3(this.branch7x7x3_2(this.branch7x7x3_1(x)));
    return nn.concat([three, this.branch7x7x3_4(seven), nn.maxPool(x, [3, 3], { stride: [2, 2] })], 1);
  }
}

/** 8 × 8: branches that fork once more at their end. */
class InceptionE extends nn.Module {
  branch1x1: BasicConv2d;
  branch3x3_1: BasicConv2d;
  branch3x3_2a = new BasicConv2d(384, 384, [1, 3], { padding: [0, 1] });
  branch3x3_2b = new BasicConv2d(384, 384, [3, 1], { padding: [1, 0] });
  branch3x3dbl_1: BasicConv2d;
  branch3x3dbl_2 = new BasicConv2d(448, 384, 3, { padding: 1 });
  branch3x3dbl_3a = new BasicConv2d(384, 384, [1, 3], { padding: [0, 1] });
  branch3x3dbl_3b = new BasicConv2d(384, 384, [3, 1], { padding: [1, 0] });
  branch_pool: BasicConv2d;

  constructor(channels: number) {
    super();
    this.branch1x1 = new BasicConv2d(channels, 320, 1);
    this.branch3x3_1 = new BasicConv2d(channels, 384, 1);
    this.branch3x3dbl_1 = new BasicConv2d(channels, 448, 1);
    this.branch_pool = new BasicConv2d(channels, 192, 1);
  }

  override forward(x: nn.Value): nn.Value {
    const one = this.branch1x1(x);
    const narrow = this.branch3x3_1(x);
    const three = nn.concat([this.branch3x3_2a(narrow), this.branch3x3_2b(narrow)], 1);
    const inner = this.branch3x3dbl_2(this.branch3x3dbl_1(x));
    const double = nn.concat([this.branch3x3dbl_3a(inner), this.branch3x3dbl_3b(inner)], 1);
    return nn.concat([one, three, double, this.branch_pool(averaged(x))], 1);
  }
}

/** A second classifier, which training uses and inference does not. */
class InceptionAux extends nn.Module {
  conv0: BasicConv2d;
  conv1 = new BasicConv2d(128, 768, 5);
  fc: nn.Linear;

  constructor(channels: number, numClasses: number) {
    super();
    this.conv0 = new BasicConv2d(channels, 128, 1);
    this.fc = new nn.Linear(768, numClasses);
  }

  override forward(x: nn.Value): nn.Value {
    const features = this.conv1(this.conv0(nn.averagePool(x, [5, 5], { stride: [3, 3] })));
    return this.fc(nn.adaptiveAvgPool(features, [1, 1]).flatten(1));
  }
}

/** A stem, eleven inception modules of five kinds, and one linear layer. */
class Inception3 extends nn.Module {
  Conv2d_1a_3x3 = new BasicConv2d(3, 32, 3, { stride: 2 });
  Conv2d_2a_3x3 = new BasicConv2d(32, 32, 3);
  Conv2d_2b_3x3 = new BasicConv2d(32, 64, 3, { padding: 1 });
  maxpool1 = new nn.MaxPool2d(3, { stride: 2 });
  Conv2d_3b_1x1 = new BasicConv2d(64, 80, 1);
  Conv2d_4a_3x3 = new BasicConv2d(80, 192, 3);
  maxpool2 = new nn.MaxPool2d(3, { stride: 2 });
  Mixed_5b = new InceptionA(192, 32);
  Mixed_5c = new InceptionA(256, 64);
  Mixed_5d = new InceptionA(288, 64);
  Mixed_6a = new InceptionB(288);
  Mixed_6b = new InceptionC(768, 128);
  Mixed_6c = new InceptionC(768, 160);
  Mixed_6d = new InceptionC(768, 160);
  Mixed_6e = new InceptionC(768, 192);
  AuxLogits: InceptionAux;
  Mixed_7a = new InceptionD(768);
  Mixed_7b = new InceptionE(1280);
  Mixed_7c = new InceptionE(2048);
  avgpool = new nn.AdaptiveAvgPool2d([1, 1]);
  dropout = new nn.Dropout(0.5);
  fc: nn.Linear;

  constructor(numClasses: number) {
    super();
    this.AuxLogits = new InceptionAux(768, numClasses);
    this.fc = new nn.Linear(2048, numClasses);
  }

  override forward(x: nn.Value): nn.Value {
    const first = this.maxpool1(this.Conv2d_2b_3x3(this.Conv2d_2a_3x3(this.Conv2d_1a_3x3(x))));
    const stem = this.maxpool2(this.Conv2d_4a_3x3(this.Conv2d_3b_1x1(first)));
    const fifth = this.Mixed_5d(this.Mixed_5c(this.Mixed_5b(stem)));
    const sixth = this.Mixed_6e(this.Mixed_6d(this.Mixed_6c(this.Mixed_6b(this.Mixed_6a(fifth)))));
    const seventh = this.Mixed_7c(this.Mixed_7b(this.Mixed_7a(sixth)));
    return this.fc(this.dropout(this.avgpool(seventh)).flatten(1));
  }
}

/** Inception v3, with its auxiliary classifier, for images of 299 × 299. */
export function inception_v3(options: ImageOptions = {}): nn.Module {
  const network = new Inception3(imageOptions("inception_v3", options).numClasses);
  fill(network, { conv: nn.init.truncatedNormal(0, 0.1) });
  return image(network, "inception_v3", 299);
}
