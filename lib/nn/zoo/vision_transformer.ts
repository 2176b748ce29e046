/**
 * Vision transformers: Dosovitskiy et al., "An Image is Worth 16x16 Words" (2020). Names and details as torchvision 0.14.1's `models/vision_transformer.py`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { readOptions } from "../options.ts";
import { image, type ImageOptions } from "./image.ts";
import { MLP } from "./mlp.ts";

/** Options of a vision transformer. */
export interface VisionTransformerOptions extends ImageOptions {
  /** Height and width of the image, a multiple of the patch: 224. */
  readonly imageSize?: number;
}

/** The two linear layers of a block. */
class MLPBlock extends MLP {}

/** Self-attention, then two linear layers; each sees a normalised input and is added to the plain one. */
class EncoderBlock extends nn.Module {
  ln_1: nn.LayerNorm;
  self_attention: nn.MultiheadAttention;
  dropout = new nn.Dropout(0);
  ln_2: nn.LayerNorm;
  mlp: MLPBlock;

  constructor(heads: number, size: number, hidden: number) {
    super();
    this.ln_1 = new nn.LayerNorm(size, { eps: 1e-6 });
    this.self_attention = new nn.MultiheadAttention(size, heads, { batchFirst: true });
    this.ln_2 = new nn.LayerNorm(size, { eps: 1e-6 });
    this.mlp = new MLPBlock(size, hidden);
  }

  override forward(x: nn.Value): nn.Value {
    const [attended] = this.self_attention(this.ln_1(x));
    const sum = this.dropout(attended).add(x);
    return sum.add(this.mlp(this.ln_2(sum)));
  }
}

/** A learned vector for each place is added, then come the blocks. */
class Encoder extends nn.Module {
  pos_embedding: nn.Parameter;
  dropout = new nn.Dropout(0);
  layers = new nn.Sequential();
  ln: nn.LayerNorm;

  constructor(places: number, layers: number, heads: number, size: number, hidden: number) {
    super();
    this.pos_embedding = new nn.Parameter([1, places, size], { init: nn.init.normal(0, 0.02) });
    for (let index = 0; index < layers; index++) this.layers.add(`encoder_layer_${index}`, new EncoderBlock(heads, size, hidden));
    this.ln = new nn.LayerNorm(size, { eps: 1e-6 });
  }

  override forward(x: nn.Value): nn.Value {
    return this.ln(this.layers(this.dropout(x.add(this.pos_embedding))));
  }
}

/** What tells the sizes apart. */
interface Architecture {
  readonly patch: number;
  readonly layers: number;
  readonly heads: number;
  readonly size: number;
  readonly hidden: number;
}

/** Patches as a sequence, a class token before them, an encoder, and a classifier that sees the token. */
class VisionTransformer extends nn.Module {
  class_token: nn.Parameter;
  conv_proj: nn.Conv2d;
  encoder: Encoder;
  heads: nn.Sequential;
  readonly #size: number;

  constructor({ patch, layers, heads, size, hidden }: Architecture, { imageSize, numClasses }: Required<VisionTransformerOptions>) {
    super();
    if (imageSize % patch !== 0) {
      throw new RangeError(`Cannot make a vision transformer as imageSize must be a multiple of ${patch}: current value is ${imageSize}`);
    }
    this.#size = size;
    this.conv_proj = new nn.Conv2d(3, size, patch, { stride: patch });
    this.conv_proj.weight.init = nn.init.truncatedNormal(0, Math.sqrt(1 / (3 * patch * patch)));
    this.conv_proj.bias!.init = nn.init.zeros;
    this.class_token = new nn.Parameter([1, 1, size]);
    this.encoder = new Encoder((imageSize / patch) ** 2 + 1, layers, heads, size, hidden);
    const head = new nn.Linear(size, numClasses);
    head.weight.init = nn.init.zeros;
    head.bias!.init = nn.init.zeros;
    this.heads = new nn.Sequential({ head });
  }

  override forward(x: nn.Value): nn.Value {
    const batch = x.shape[0]!;
    const patches = this.conv_proj(x).reshape(batch, this.#size, -1).permute(0, 2, 1);
    const places = nn.concat([this.class_token.expand(batch, -1, -1), patches], 1);
    return this.heads(this.encoder(places).select(1, 0));
  }
}

function vit(name: string, architecture: Architecture, options: VisionTransformerOptions): nn.Module {
  const given = readOptions(`zoo.${name}`, options, { numClasses: 1000, imageSize: 224 });
  return image(new VisionTransformer(architecture, given), name, given.imageSize);
}

/** ViT-B/16. */
export function vit_b_16(options: VisionTransformerOptions = {}): nn.Module {
  return vit("vit_b_16", { patch: 16, layers: 12, heads: 12, size: 768, hidden: 3072 }, options);
}

/** ViT-B/32. */
export function vit_b_32(options: VisionTransformerOptions = {}): nn.Module {
  return vit("vit_b_32", { patch: 32, layers: 12, heads: 12, size: 768, hidden: 3072 }, options);
}

/** ViT-L/16. */
export function vit_l_16(options: VisionTransformerOptions = {}): nn.Module {
  return vit("vit_l_16", { patch: 16, layers: 24, heads: 16, size: 1024, hidden: 4096 }, options);
}

/** ViT-L/32. */
export function vit_l_32(options: VisionTransformerOptions = {}): nn.Module {
  return vit("vit_l_32", { patch: 32, layers: 24, heads: 16, size: 1024, hidden: 4096 }, options);
}

/** ViT-H/14. */
export function vit_h_14(options: VisionTransformerOptions = {}): nn.Module {
  return vit("vit_h_14", { patch: 14, layers: 32, heads: 16, size: 1280, hidden: 5120 }, options);
}
