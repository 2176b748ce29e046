/**
 * GPT-2: Radford et al., "Language Models are Unsupervised Multitask Learners" (2019).
 *
 * @module
 */
import * as nn from "../mod.ts";
import { readOptions } from "../options.ts";

/** Options of GPT-2. */
export interface Gpt2Options {
  /** Blocks. */
  readonly layers?: number;
  /** Attentions side by side. */
  readonly heads?: number;
  /** The size of a token's vector. */
  readonly dim?: number;
  /** The most tokens that it sees at once: 1024. */
  readonly context?: number;
  /** How many tokens there are: 50257. */
  readonly vocab?: number;
}

/** Each token looks at those before it. */
class Attention extends nn.Module {
  c_attn: nn.Linear;
  c_proj: nn.Linear;
  mask: nn.Buffer;
  readonly #heads: number;

  constructor({ dim, heads, context }: Required<Gpt2Options>) {
    super();
    this.#heads = heads;
    this.c_attn = new nn.Linear(dim, 3 * dim);
    this.c_proj = new nn.Linear(dim, dim);
    this.mask = new nn.Buffer([1, 1, context, context], { dtype: "bool", init: lowerTriangle });
  }

  override forward(x: nn.Value): nn.Value {
    const [q, k, v] = this.c_attn(x).split(x.size(2), 2).map((part) => nn.splitHeads(part, this.#heads)) as [nn.Value, nn.Value, nn.Value];
    const scores = q.matmul(k.transpose(-2, -1)).mul(1 / Math.sqrt(q.size(3)));
    const places = x.shape[1]!;
    const seen = this.mask.slice(2, 0, places).slice(3, 0, places);
    const weights = scores.maskedFill(seen.not(), -Infinity).softmax(-1);
    return this.c_proj(nn.joinHeads(weights.matmul(v)));
  }
}

/** True on and below the diagonal. */
function lowerTriangle(data: Float32Array, shape: readonly number[]): void {
  const size = shape.at(-1)!;
  for (let row = 0; row < size; row++) data.fill(1, row * size, row * size + row + 1);
}

/** Two linear layers on each token, with GELU by its approximation between them. */
class MLP extends nn.Module {
  c_fc: nn.Linear;
  c_proj: nn.Linear;

  constructor(dim: number) {
    super();
    this.c_fc = new nn.Linear(dim, 4 * dim);
    this.c_proj = new nn.Linear(4 * dim, dim);
  }

  override forward(x: nn.Value): nn.Value {
    const up = this.c_fc(x);
    const half = up.mul(0.5);
    const inner = up.add(up.mul(0.044715).mul(up).mul(up)).mul(Math.sqrt(2 / Math.PI));
    return this.c_proj(half.mul(inner.tanh().add(1)));
  }
}

/** Attention and linear layers, each on a normalised input and added to the plain one. */
class Block extends nn.Module {
  ln_1: nn.LayerNorm;
  attn: Attention;
  ln_2: nn.LayerNorm;
  mlp: MLP;

  constructor(options: Required<Gpt2Options>) {
    super();
    this.ln_1 = new nn.LayerNorm(options.dim);
    this.attn = new Attention(options);
    this.ln_2 = new nn.LayerNorm(options.dim);
    this.mlp = new MLP(options.dim);
  }

  override forward(x: nn.Value): nn.Value {
    const attended = x.add(this.attn(this.ln_1(x)));
    return attended.add(this.mlp(this.ln_2(attended)));
  }
}

/** Vectors for tokens and places, the blocks, and scores for the next token by the tokens' own vectors. */
class GPT extends nn.Module {
  wte: nn.Embedding;
  wpe: nn.Embedding;
  h: nn.ModuleList<Block>;
  ln_f: nn.LayerNorm;
  lm_head: nn.Linear;

  constructor(options: Required<Gpt2Options>) {
    super();
    const { layers, dim, context, vocab } = options;
    this.wte = new nn.Embedding(vocab, dim);
    this.wpe = new nn.Embedding(context, dim);
    this.h = new nn.ModuleList(Array.from({ length: layers }, () => new Block(options)));
    this.ln_f = new nn.LayerNorm(dim);
    this.lm_head = new nn.Linear(dim, vocab, { bias: false });
    this.lm_head.weight = this.wte.weight; // tied: one tensor under two names
  }

  override forward(tokens: nn.Value): nn.Value {
    let x = this.wte(tokens).add(this.wpe(nn.indices(tokens, 1).unsqueeze(0)));
    for (const block of this.h) x = block(x);
    return this.lm_head(this.ln_f(x));
  }
}

function gpt(name: string, options: Gpt2Options, layers: number, heads: number, dim: number): nn.Module {
  const given = readOptions(`zoo.${name}`, options, { layers, heads, dim, context: 1024, vocab: 50257 });
  const network = new GPT(given);
  for (const module of network.modules()) {
    if (module instanceof nn.Linear || module instanceof nn.Embedding) module.weight.init = nn.init.normal(0, 0.02);
    if (module instanceof nn.Linear && module.bias !== undefined) module.bias.init = nn.init.zeros;
  }
  return network.example({ tokens: { shape: [1, Math.min(128, given.context)], dtype: "int64" } }, name);
}

/** GPT-2 with 124 million parameters; every size can be set. */
export function gpt2(options: Gpt2Options = {}): nn.Module {
  return gpt("gpt2", options, 12, 12, 768);
}

/** GPT-2 with 355 million parameters. */
export function gpt2_medium(options: Gpt2Options = {}): nn.Module {
  return gpt("gpt2_medium", options, 24, 16, 1024);
}

/** GPT-2 with 774 million parameters. */
export function gpt2_large(options: Gpt2Options = {}): nn.Module {
  return gpt("gpt2_large", options, 36, 20, 1280);
}

/** GPT-2 with 1.56 billion parameters. */
export function gpt2_xl(options: Gpt2Options = {}): nn.Module {
  return gpt("gpt2_xl", options, 48, 25, 1600);
}
