/**
 * Swin transformers: Liu et al., "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows" (2021) and "Swin Transformer V2" (2021). Names and details as
 * torchvision 0.14.1's `models/swin_transformer.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { Permute, StochasticDepth } from "./blocks.ts";
import { image, type ImageOptions, imageOptions } from "./image.ts";
import { MLP } from "./mlp.ts";
import { ShiftedWindowAttention, ShiftedWindowAttentionV2 } from "./window_attention.ts";
import { padLast } from "./windows.ts";

/** The four pixels of each 2 × 2 as one, of four times the channels. */
function patches(x: nn.Value): nn.Value {
  const even = padLast(x, x.size(1) % 2, x.size(2) % 2);
  const pixel = (row: number, column: number) => even.slice(1, row, undefined, 2).slice(2, column, undefined, 2);
  return nn.concat([pixel(0, 0), pixel(1, 0), pixel(0, 1), pixel(1, 1)], -1);
}

/** Half the size, twice the channels: normalised, then reduced. */
class PatchMerging extends nn.Module {
  reduction: nn.Linear;
  norm: nn.LayerNorm;

  constructor(size: number) {
    super();
    this.reduction = new nn.Linear(4 * size, 2 * size, { bias: false });
    this.norm = new nn.LayerNorm(4 * size);
  }

  override forward(x: nn.Value): nn.Value {
    return this.reduction(this.norm(patches(x)));
  }
}

/** The same, reduced before it is normalised. */
class PatchMergingV2 extends nn.Module {
  reduction: nn.Linear;
  norm: nn.LayerNorm;

  constructor(size: number) {
    super();
    this.reduction = new nn.Linear(4 * size, 2 * size, { bias: false });
    this.norm = new nn.LayerNorm(2 * size);
  }

  override forward(x: nn.Value): nn.Value {
    return this.norm(this.reduction(patches(x)));
  }
}

/** Window attention, then two linear layers; each sees a normalised input and is added to the plain one. */
class SwinTransformerBlock extends nn.Module {
  norm1: nn.LayerNorm;
  attn: ShiftedWindowAttention;
  stochastic_depth: StochasticDepth;
  norm2: nn.LayerNorm;
  mlp: MLP;

  constructor(size: number, heads: number, window: number, shift: number, depth: number, attention = ShiftedWindowAttention) {
    super();
    this.norm1 = new nn.LayerNorm(size);
    this.attn = new attention(size, window, shift, heads);
    this.stochastic_depth = new StochasticDepth(depth);
    this.norm2 = new nn.LayerNorm(size);
    this.mlp = new MLP(size, 4 * size);
  }

  override forward(x: nn.Value): nn.Value {
    const attended = x.add(this.stochastic_depth(this.attn(this.norm1(x))));
    return attended.add(this.stochastic_depth(this.mlp(this.norm2(attended))));
  }
}

/** The same, with the results normalised rather than the inputs. */
class SwinTransformerBlockV2 extends SwinTransformerBlock {
  constructor(size: number, heads: number, window: number, shift: number, depth: number) {
    super(size, heads, window, shift, depth, ShiftedWindowAttentionV2);
  }

  override forward(x: nn.Value): nn.Value {
    const attended = x.add(this.stochastic_depth(this.norm1(this.attn(x))));
    return attended.add(this.stochastic_depth(this.norm2(this.mlp(attended))));
  }
}

/** What tells the sizes apart. */
interface Architecture {
  readonly size: number;
  readonly depths: readonly number[];
  readonly heads: readonly number[];
  readonly window: number;
  readonly drop: number;
  readonly version: 1 | 2;
}

/** Patches of 4 × 4, four stages of blocks with mergings between them, and a classifier. */
class SwinTransformer extends nn.Module {
  features: nn.Sequential;
  norm: nn.LayerNorm;
  permute = new Permute([0, 3, 1, 2]);
  avgpool = new nn.AdaptiveAvgPool2d(1);
  flatten = new nn.Flatten(1);
  head: nn.Linear;

  constructor({ size, depths, heads, window, drop, version }: Architecture, numClasses: number) {
    super();
    const [Block, Merging] = version === 1 ? [SwinTransformerBlock, PatchMerging] : [SwinTransformerBlockV2, PatchMergingV2];
    const last = depths.reduce((sum, depth) => sum + depth, 0) - 1;
    let id = 0;
    const layers: nn.Module[] = [
      new nn.Sequential(new nn.Conv2d(3, size, 4, { stride: 4 }), new Permute([0, 2, 3, 1]), new nn.LayerNorm(size)),
    ];
    depths.forEach((depth, stage) => {
      const channels = size * 2 ** stage;
      const blocks = Array.from({ length: depth }, (_, index) => {
        const shift = index % 2 === 0 ? 0 : window >> 1;
        return new Block(channels, heads[stage]!, window, shift, drop * id++ / last);
      });
      layers.push(new nn.Sequential(...blocks));
      if (stage < depths.length - 1) layers.push(new Merging(channels));
    });
    const channels = size * 2 ** (depths.length - 1);
    this.features = new nn.Sequential(...layers);
    this.norm = new nn.LayerNorm(channels);
    this.head = new nn.Linear(channels, numClasses);
  }

  override forward(x: nn.Value): nn.Value {
    const features = this.norm(this.features(x));
    return this.head(this.flatten(this.avgpool(this.permute(features))));
  }
}

function swin(name: string, architecture: Architecture, options: ImageOptions): nn.Module {
  const network = new SwinTransformer(architecture, imageOptions(name, options).numClasses);
  for (const module of network.modules()) {
    if (!(module instanceof nn.Linear)) continue;
    module.weight.init = nn.init.truncatedNormal(0, 0.02);
    if (module.bias !== undefined) module.bias.init = nn.init.zeros;
  }
  return image(network, name, architecture.version === 1 ? 224 : 256);
}

const THREE = [3, 6, 12, 24];
const FOUR = [4, 8, 16, 32];

/** Swin-T. */
export function swin_t(options: ImageOptions = {}): nn.Module {
  return swin("swin_t", { size: 96, depths: [2, 2, 6, 2], heads: THREE, window: 7, drop: 0.2, version: 1 }, options);
}

/** Swin-S. */
export function swin_s(options: ImageOptions = {}): nn.Module {
  return swin("swin_s", { size: 96, depths: [2, 2, 18, 2], heads: THREE, window: 7, drop: 0.3, version: 1 }, options);
}

/** Swin-B. */
export function swin_b(options: ImageOptions = {}): nn.Module {
  return swin("swin_b", { size: 128, depths: [2, 2, 18, 2], heads: FOUR, window: 7, drop: 0.5, version: 1 }, options);
}

/** Swin V2-T. */
export function swin_v2_t(options: ImageOptions = {}): nn.Module {
  return swin("swin_v2_t", { size: 96, depths: [2, 2, 6, 2], heads: THREE, window: 8, drop: 0.2, version: 2 }, options);
}

/** Swin V2-S. */
export function swin_v2_s(options: ImageOptions = {}): nn.Module {
  return swin("swin_v2_s", { size: 96, depths: [2, 2, 18, 2], heads: THREE, window: 8, drop: 0.3, version: 2 }, options);
}

/** Swin V2-B. */
export function swin_v2_b(options: ImageOptions = {}): nn.Module {
  return swin("swin_v2_b", { size: 128, depths: [2, 2, 18, 2], heads: FOUR, window: 8, drop: 0.5, version: 2 }, options);
}
