/**
 * Networks that tell pixels apart: fully convolutional ones, Long et al. (2014), and LR-ASPP of "Searching for MobileNetV3", Howard et al. (2019). Names and details as
 * torchvision 0.14.1's `models/segmentation`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { readOptions } from "../options.ts";
import { image } from "./image.ts";
import { dilatedMobilenetV3 } from "./mobilenetv3.ts";
import { dilatedResnet } from "./resnet.ts";

/** Options of a network that tells pixels apart. */
export interface SegmentationOptions {
  /** How many classes: 21, those of Pascal VOC. */
  readonly numClasses?: number;
}

/** The first layers of a network, up to the last whose result is wanted; gives the wanted ones. */
class IntermediateLayerGetter extends nn.ModuleDict {
  readonly #wanted: Readonly<Record<string, string>>;

  constructor(network: nn.Module, wanted: Readonly<Record<string, string>>) {
    super();
    const children = network.namedChildren();
    const last = children.findLastIndex(([name]) => name in wanted);
    for (const [name, child] of children.slice(0, last + 1)) this.set(name, child);
    this.#wanted = wanted;
  }

  override forward(x: nn.Value): Record<string, nn.Value> {
    const found: Record<string, nn.Value> = {};
    let result = x;
    for (const [name, layer] of this) {
      result = layer(result);
      const wanted = this.#wanted[name];
      if (wanted !== undefined) found[wanted] = result;
    }
    return found;
  }
}

/** An image as large as another. */
function likeSize(x: nn.Value, other: nn.Value): nn.Value {
  return nn.interpolate(x, { size: other.size().slice(-2), mode: "bilinear" });
}

/** A 3 × 3 convolution to a quarter of the channels, and scores for the classes. */
class FCNHead extends nn.Sequential {
  constructor(channels: number, numClasses: number) {
    const inner = channels >> 2;
    super(
      new nn.Conv2d(channels, inner, 3, { padding: 1, bias: false }),
      new nn.BatchNorm2d(inner),
      new nn.ReLU(),
      new nn.Dropout(0.1),
      new nn.Conv2d(inner, numClasses, 1),
    );
  }
}

/** Features at an eighth of the size, scores on them, and these as large as the image. */
class FCN extends nn.Module {
  backbone: IntermediateLayerGetter;
  classifier: FCNHead;

  constructor(backbone: nn.Module, numClasses: number) {
    super();
    this.backbone = new IntermediateLayerGetter(backbone, { layer4: "out" });
    this.classifier = new FCNHead(2048, numClasses);
  }

  override forward(x: nn.Value): Record<string, nn.Value> {
    return { out: likeSize(this.classifier(this.backbone(x)["out"]!), x) };
  }
}

/** Deep features, gated by their means, and scores on them and on early ones of a larger size. */
class LRASPPHead extends nn.Module {
  cbr: nn.Sequential;
  scale: nn.Sequential;
  low_classifier: nn.Conv2d;
  high_classifier: nn.Conv2d;

  constructor(low: number, high: number, numClasses: number, inner: number) {
    super();
    this.cbr = new nn.Sequential(new nn.Conv2d(high, inner, 1, { bias: false }), new nn.BatchNorm2d(inner), new nn.ReLU({ inplace: true }));
    this.scale = new nn.Sequential(new nn.AdaptiveAvgPool2d(1), new nn.Conv2d(high, inner, 1, { bias: false }), new nn.Sigmoid());
    this.low_classifier = new nn.Conv2d(low, numClasses, 1);
    this.high_classifier = new nn.Conv2d(inner, numClasses, 1);
  }

  override forward(features: Record<string, nn.Value>): nn.Value {
    const { low, high } = features as { low: nn.Value; high: nn.Value };
    const gated = this.cbr(high).mul(this.scale(high));
    return this.low_classifier(low).add(this.high_classifier(likeSize(gated, low)));
  }
}

/** MobileNetV3's features at an eighth and a sixteenth of the size, and the head on them. */
class LRASPP extends nn.Module {
  backbone: IntermediateLayerGetter;
  classifier: LRASPPHead;

  constructor(numClasses: number) {
    super();
    this.backbone = new IntermediateLayerGetter(dilatedMobilenetV3(), { 4: "low", 16: "high" });
    this.classifier = new LRASPPHead(40, 960, numClasses, 128);
  }

  override forward(x: nn.Value): Record<string, nn.Value> {
    return { out: likeSize(this.classifier(this.backbone(x)), x) };
  }
}

function classes(name: string, options: SegmentationOptions): number {
  return readOptions(`zoo.${name}`, options, { numClasses: 21 }).numClasses;
}

/** A fully convolutional network on ResNet-50. */
export function fcn_resnet50(options: SegmentationOptions = {}): nn.Module {
  return image(new FCN(dilatedResnet([3, 4, 6, 3]), classes("fcn_resnet50", options)), "fcn_resnet50");
}

/** A fully convolutional network on ResNet-101. */
export function fcn_resnet101(options: SegmentationOptions = {}): nn.Module {
  return image(new FCN(dilatedResnet([3, 4, 23, 3]), classes("fcn_resnet101", options)), "fcn_resnet101");
}

/** Lite R-ASPP on MobileNetV3-Large. */
export function lraspp_mobilenet_v3_large(options: SegmentationOptions = {}): nn.Module {
  return image(new LRASPP(classes("lraspp_mobilenet_v3_large", options)), "lraspp_mobilenet_v3_large");
}
