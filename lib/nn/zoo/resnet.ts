/**
 * Residual networks: He et al., "Deep Residual Learning for Image Recognition" (2015); ResNeXt: Xie et al. (2016); wide ones: Zagoruyko and Komodakis (2016).
 * Names, order and details as torchvision 0.14.1's `models/resnet.py` (its bottleneck strides in the 3 × 3 convolution, "ResNet v1.5").
 *
 * @module
 */
import * as nn from "../mod.ts";
import { fill, image, type WidthOptions, widthOptions } from "./image.ts";

function conv3x3(inPlanes: number, outPlanes: number, { stride = 1, groups = 1, dilation = 1 } = {}): nn.Conv2d {
  return new nn.Conv2d(inPlanes, outPlanes, 3, { stride, padding: dilation, groups, dilation, bias: false });
}

function conv1x1(inPlanes: number, outPlanes: number, stride = 1): nn.Conv2d {
  return new nn.Conv2d(inPlanes, outPlanes, 1, { stride, bias: false });
}

/** What a block needs to know. */
interface BlockOptions {
  readonly stride: number;
  readonly downsample: nn.Module | undefined;
  readonly groups: number;
  readonly baseWidth: number;
  readonly dilation: number;
}

/** Two 3 × 3 convolutions, and the input added to their result. */
class BasicBlock extends nn.Module {
  static readonly expansion = 1;
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  relu = new nn.ReLU({ inplace: true });
  conv2: nn.Conv2d;
  bn2: nn.BatchNorm2d;
  downsample: nn.Module | undefined;

  constructor(inPlanes: number, planes: number, { stride, downsample }: BlockOptions) {
    super();
    this.conv1 = conv3x3(inPlanes, planes, { stride });
    this.bn1 = new nn.BatchNorm2d(planes);
    this.conv2 = conv3x3(planes, planes);
    this.bn2 = new nn.BatchNorm2d(planes);
    this.downsample = downsample;
  }

  override forward(x: nn.Value): nn.Value {
    let out: nn.Value = this.relu(this.bn1(this.conv1(x)));
    out = this.bn2(this.conv2(out));
    const identity: nn.Value = this.downsample ? this.downsample(x) : x;
    return this.relu(out.add(identity));
  }
}

/** 1 × 1 down, 3 × 3, 1 × 1 up, and the input added to their result. */
class Bottleneck extends nn.Module {
  static readonly expansion = 4;
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  conv2: nn.Conv2d;
  bn2: nn.BatchNorm2d;
  conv3: nn.Conv2d;
  bn3: nn.BatchNorm2d;
  relu = new nn.ReLU({ inplace: true });
  downsample: nn.Module | undefined;

  constructor(inPlanes: number, planes: number, { stride, downsample, groups, baseWidth, dilation }: BlockOptions) {
    super();
    const width = Math.floor(planes * (baseWidth / 64)) * groups;
    this.conv1 = conv1x1(inPlanes, width);
    this.bn1 = new nn.BatchNorm2d(width);
    this.conv2 = conv3x3(width, width, { stride, groups, dilation });
    this.bn2 = new nn.BatchNorm2d(width);
    this.conv3 = conv1x1(width, planes * 4);
    this.bn3 = new nn.BatchNorm2d(planes * 4);
    this.downsample = downsample;
  }

  override forward(x: nn.Value): nn.Value {
    let out: nn.Value = this.relu(this.bn1(this.conv1(x)));
    out = this.relu(this.bn2(this.conv2(out)));
    out = this.bn3(this.conv3(out));
    const identity: nn.Value = this.downsample ? this.downsample(x) : x;
    return this.relu(out.add(identity));
  }
}

/** What tells residual networks apart. */
interface Architecture {
  readonly block: typeof BasicBlock | typeof Bottleneck;
  readonly layers: readonly number[];
  readonly groups?: number;
  readonly widthPerGroup?: number;
  /** Stages that keep their size: their windows see as far by gaps in them. For networks that tell pixels apart. */
  readonly dilated?: readonly number[];
}

/** A stem, four stages of blocks that halve the size and double the width, and a classifier. */
class ResNet extends nn.Module {
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  relu = new nn.ReLU({ inplace: true });
  maxpool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
  layer1: nn.Sequential;
  layer2: nn.Sequential;
  layer3: nn.Sequential;
  layer4: nn.Sequential;
  avgpool = new nn.AdaptiveAvgPool2d([1, 1]);
  fc: nn.Linear;

  constructor(
    { block, layers, groups = 1, widthPerGroup = 64, dilated = [] }: Architecture,
    { numClasses, width }: Required<WidthOptions>,
  ) {
    super();
    let inPlanes = 64 * width;
    let dilation = 1;
    const stage = (index: number): nn.Sequential => {
      const planes = 64 * width * 2 ** (index - 1);
      const outPlanes = planes * block.expansion;
      const before = dilation;
      const stride = index === 1 || dilated.includes(index) ? 1 : 2;
      if (dilated.includes(index)) dilation *= 2;
      const downsample = stride !== 1 || inPlanes !== outPlanes
        ? new nn.Sequential(conv1x1(inPlanes, outPlanes, stride), new nn.BatchNorm2d(outPlanes))
        : undefined;
      const shared = { groups, baseWidth: widthPerGroup };
      const blocks = [new block(inPlanes, planes, { ...shared, stride, downsample, dilation: before })];
      while (blocks.length < layers[index - 1]!) {
        blocks.push(new block(outPlanes, planes, { ...shared, stride: 1, downsample: undefined, dilation }));
      }
      inPlanes = outPlanes;
      return new nn.Sequential(...blocks);
    };
    this.conv1 = new nn.Conv2d(3, inPlanes, 7, { stride: 2, padding: 3, bias: false });
    this.bn1 = new nn.BatchNorm2d(inPlanes);
    this.layer1 = stage(1);
    this.layer2 = stage(2);
    this.layer3 = stage(3);
    this.layer4 = stage(4);
    this.fc = new nn.Linear(512 * width * block.expansion, numClasses);
  }

  override forward(x: nn.Value): nn.Value {
    let out: nn.Value = this.maxpool(this.relu(this.bn1(this.conv1(x))));
    out = this.layer4(this.layer3(this.layer2(this.layer1(out))));
    return this.fc(this.avgpool(out).flatten(1));
  }
}

function resnet(name: string, architecture: Architecture, options: WidthOptions): nn.Module {
  const network = new ResNet(architecture, widthOptions(name, options));
  fill(network, { conv: nn.init.kaimingNormal("out") });
  return image(network, name);
}

/** ResNet-50 or ResNet-101 whose last two stages keep the size of the second, for {@linkcode fcn_resnet50} and its like. */
export function dilatedResnet(layers: readonly [number, number, number, number]): nn.Module {
  const network = new ResNet({ block: Bottleneck, layers, dilated: [3, 4] }, { numClasses: 1000, width: 1 });
  fill(network, { conv: nn.init.kaimingNormal("out") });
  return network;
}

/** ResNet-18. */
export function resnet18(options: WidthOptions = {}): nn.Module {
  return resnet("resnet18", { block: BasicBlock, layers: [2, 2, 2, 2] }, options);
}

/** ResNet-34. */
export function resnet34(options: WidthOptions = {}): nn.Module {
  return resnet("resnet34", { block: BasicBlock, layers: [3, 4, 6, 3] }, options);
}

/** ResNet-50. */
export function resnet50(options: WidthOptions = {}): nn.Module {
  return resnet("resnet50", { block: Bottleneck, layers: [3, 4, 6, 3] }, options);
}

/** ResNet-101. */
export function resnet101(options: WidthOptions = {}): nn.Module {
  return resnet("resnet101", { block: Bottleneck, layers: [3, 4, 23, 3] }, options);
}

/** ResNet-152. */
export function resnet152(options: WidthOptions = {}): nn.Module {
  return resnet("resnet152", { block: Bottleneck, layers: [3, 8, 36, 3] }, options);
}

/** ResNeXt-50 with 32 groups of width 4. */
export function resnext50_32x4d(options: WidthOptions = {}): nn.Module {
  return resnet("resnext50_32x4d", { block: Bottleneck, layers: [3, 4, 6, 3], groups: 32, widthPerGroup: 4 }, options);
}

/** ResNeXt-101 with 32 groups of width 8. */
export function resnext101_32x8d(options: WidthOptions = {}): nn.Module {
  return resnet("resnext101_32x8d", { block: Bottleneck, layers: [3, 4, 23, 3], groups: 32, widthPerGroup: 8 }, options);
}

/** ResNeXt-101 with 64 groups of width 4. */
export function resnext101_64x4d(options: WidthOptions = {}): nn.Module {
  return resnet("resnext101_64x4d", { block: Bottleneck, layers: [3, 4, 23, 3], groups: 64, widthPerGroup: 4 }, options);
}

/** ResNet-50 with bottlenecks of twice the width. */
export function wide_resnet50_2(options: WidthOptions = {}): nn.Module {
  return resnet("wide_resnet50_2", { block: Bottleneck, layers: [3, 4, 6, 3], widthPerGroup: 128 }, options);
}

/** ResNet-101 with bottlenecks of twice the width. */
export function wide_resnet101_2(options: WidthOptions = {}): nn.Module {
  return resnet("wide_resnet101_2", { block: Bottleneck, layers: [3, 4, 23, 3], widthPerGroup: 128 }, options);
}
