/**
 * ConvNeXt: Liu et al., "A ConvNet for the 2020s" (2022). Names and details as torchvision 0.14.1's `models/convnext.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { Conv2dNormActivation, Permute, StochasticDepth } from "./blocks.ts";
import { fill, image, type ImageOptions, imageOptions } from "./image.ts";

/** Layer normalisation over the channels of `[batch, channels, height, width]`. */
class LayerNorm2d extends nn.LayerNorm {
  override forward(x: nn.Value): nn.Value {
    return super.forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2);
  }
}

/** Depthwise 7 × 7, then two linear layers on each position, scaled and added to the input. */
class CNBlock extends nn.Module {
  layer_scale: nn.Parameter;
  block: nn.Sequential;
  stochastic_depth: StochasticDepth;

  constructor(channels: number, depth: number) {
    super();
    this.block = new nn.Sequential(
      new nn.Conv2d(channels, channels, 7, { padding: 3, groups: channels }),
      new Permute([0, 2, 3, 1]),
      new nn.LayerNorm(channels, { eps: 1e-6 }),
      new nn.Linear(channels, 4 * channels),
      new nn.GELU(),
      new nn.Linear(4 * channels, channels),
      new Permute([0, 3, 1, 2]),
    );
    this.layer_scale = new nn.Parameter([channels, 1, 1], { init: nn.init.constant(1e-6) });
    this.stochastic_depth = new StochasticDepth(depth);
  }

  override forward(x: nn.Value): nn.Value {
    return this.stochastic_depth(this.layer_scale.mul(this.block(x))).add(x);
  }
}

/** A stem of patches, four stages with a halving of the size between them, and a classifier. */
class ConvNeXt extends nn.Module {
  features = new nn.Sequential();
  avgpool = new nn.AdaptiveAvgPool2d(1);
  classifier: nn.Sequential;

  constructor(widths: readonly number[], depths: readonly number[], drop: number, numClasses: number) {
    super();
    const norm = (channels: number) => new LayerNorm2d(channels, { eps: 1e-6 });
    const add = (module: nn.Module) => this.features.add(String(this.features.length), module);
    const last = depths.reduce((sum, depth) => sum + depth, 0) - 1;
    let id = 0;
    add(new Conv2dNormActivation(3, widths[0]!, 4, { stride: 4, padding: 0, norm, activation: null, bias: true }));
    widths.forEach((channels, stage) => {
      add(new nn.Sequential(...Array.from({ length: depths[stage]! }, () => new CNBlock(channels, drop * id++ / last))));
      const next = widths[stage + 1];
      if (next !== undefined) add(new nn.Sequential(norm(channels), new nn.Conv2d(channels, next, 2, { stride: 2 })));
    });
    const output = widths.at(-1)!;
    this.classifier = new nn.Sequential(norm(output), new nn.Flatten(1), new nn.Linear(output, numClasses));
  }

  override forward(x: nn.Value): nn.Value {
    return this.classifier(this.avgpool(this.features(x)));
  }
}

function convnext(name: string, widths: readonly number[], third: number, drop: number, options: ImageOptions): nn.Module {
  const network = new ConvNeXt(widths, [3, 3, third, 3], drop, imageOptions(name, options).numClasses);
  fill(network, { conv: nn.init.truncatedNormal(0, 0.02), linear: nn.init.truncatedNormal(0, 0.02) });
  return image(network, name);
}

/** ConvNeXt-T. */
export function convnext_tiny(options: ImageOptions = {}): nn.Module {
  return convnext("convnext_tiny", [96, 192, 384, 768], 9, 0.1, options);
}

/** ConvNeXt-S. */
export function convnext_small(options: ImageOptions = {}): nn.Module {
  return convnext("convnext_small", [96, 192, 384, 768], 27, 0.4, options);
}

/** ConvNeXt-B. */
export function convnext_base(options: ImageOptions = {}): nn.Module {
  return convnext("convnext_base", [128, 256, 512, 1024], 27, 0.5, options);
}

/** ConvNeXt-L. */
export function convnext_large(options: ImageOptions = {}): nn.Module {
  return convnext("convnext_large", [192, 384, 768, 1536], 27, 0.5, options);
}
