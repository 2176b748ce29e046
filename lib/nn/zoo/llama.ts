/**
 * Llama: Touvron et al., "LLaMA" and "Llama 2" (2023), with shared key and value heads: Ainslie et al., "GQA" (2023). Names as in Hugging Face's `LlamaForCausalLM`.
 *
 * @module
 */
import type { Dim } from "../../model/dim.ts";
import * as nn from "../mod.ts";
import { readOptions } from "../options.ts";

/** Options of Llama. */
export interface LlamaOptions {
  /** Blocks. */
  readonly layers?: number;
  /** Attentions side by side. */
  readonly heads?: number;
  /** Heads of keys and values, each shared by `heads / kvHeads` queries. */
  readonly kvHeads?: number;
  /** The size of a token's vector. */
  readonly dim?: number;
  /** The size between the linear layers. */
  readonly hidden?: number;
  /** How many tokens there are. */
  readonly vocab?: number;
  /** The base of the places' frequencies: 10000. */
  readonly ropeBase?: number;
  /** Added to the mean square: 1e-5. */
  readonly eps?: number;
  /** New tokens of a run: 128. */
  readonly tokens?: Dim | string;
  /** Tokens whose keys and values are given as inputs, and given back with the new ones; without it there is no cache. */
  readonly past?: Dim | string;
}

/** All options, but that `past` may be missing. */
type Given = Required<Omit<LlamaOptions, "past">> & { readonly past: Dim | string | undefined };

/** Cosines and sines of each place's angles. */
interface Rotation {
  readonly cos: nn.Value;
  readonly sin: nn.Value;
}

/** Angles that grow with the place, each pair of a head's elements at its own frequency: Su et al., "RoFormer" (2021). */
class LlamaRotaryEmbedding extends nn.Module {
  inv_freq: nn.Buffer;

  constructor(size: number, base: number) {
    super();
    const init: nn.init.Init = (data) => data.forEach((_, index) => data[index] = base ** (-2 * index / size));
    this.inv_freq = new nn.Buffer([size / 2], { init, persistent: false });
  }

  override forward(places: nn.Value, x: nn.Value): Rotation {
    const angles = places.to("float32").unsqueeze(1).mul(this.inv_freq.to("float32").unsqueeze(0)); // far places need the precision
    const both = nn.concat([angles, angles], 1);
    return { cos: both.cos().to(x.dtype), sin: both.sin().to(x.dtype) };
  }
}

/** Turns each pair of elements by its angle. */
function rotate(x: nn.Value, { cos, sin }: Rotation): nn.Value {
  const [first, second] = x.chunk(2, -1) as [nn.Value, nn.Value];
  return x.mul(cos).add(nn.concat([second.neg(), first], -1).mul(sin));
}

/** Keys and values of tokens that have been seen. */
type Cache = readonly [keys: nn.Value, values: nn.Value];

/** Each token looks at those before it; several queries share one head of keys and values. */
class LlamaAttention extends nn.Module {
  q_proj: nn.Linear;
  k_proj: nn.Linear;
  v_proj: nn.Linear;
  o_proj: nn.Linear;
  readonly #heads: number;
  readonly #kvHeads: number;

  constructor({ dim, heads, kvHeads }: Given) {
    super();
    const size = dim / heads;
    this.q_proj = new nn.Linear(dim, heads * size, { bias: false });
    this.k_proj = new nn.Linear(dim, kvHeads * size, { bias: false });
    this.v_proj = new nn.Linear(dim, kvHeads * size, { bias: false });
    this.o_proj = new nn.Linear(heads * size, dim, { bias: false });
    this.#heads = heads;
    this.#kvHeads = kvHeads;
  }

  override forward(x: nn.Value, rotation: Rotation, past?: Cache): [nn.Value, Cache] {
    const q = rotate(nn.splitHeads(this.q_proj(x), this.#heads), rotation);
    const newKeys = rotate(nn.splitHeads(this.k_proj(x), this.#kvHeads), rotation);
    const newValues = nn.splitHeads(this.v_proj(x), this.#kvHeads);
    const keys = past ? nn.concat([past[0], newKeys], 2) : newKeys;
    const values = past ? nn.concat([past[1], newValues], 2) : newValues;
    const [k, v] = [keys, values].map((each) => nn.repeatHeads(each, this.#heads / this.#kvHeads)) as [nn.Value, nn.Value];
    const attended = nn.scaledDotProductAttention(q, k, v, { isCausal: true });
    return [this.o_proj(nn.joinHeads(attended)), [keys, values]];
  }
}

/** Two linear layers up, one of which gates the other, and one down: Shazeer, "GLU Variants Improve Transformer" (2020). */
class LlamaMLP extends nn.Module {
  gate_proj: nn.Linear;
  up_proj: nn.Linear;
  down_proj: nn.Linear;
  act_fn = new nn.SiLU();

  constructor(dim: number, hidden: number) {
    super();
    this.gate_proj = new nn.Linear(dim, hidden, { bias: false });
    this.up_proj = new nn.Linear(dim, hidden, { bias: false });
    this.down_proj = new nn.Linear(hidden, dim, { bias: false });
  }

  override forward(x: nn.Value): nn.Value {
    return this.down_proj(this.act_fn(this.gate_proj(x)).mul(this.up_proj(x)));
  }
}

/** Divides by the root mean square. */
class LlamaRMSNorm extends nn.RMSNorm {}

/** Attention and linear layers, each on a normalised input and added to the plain one. */
class LlamaDecoderLayer extends nn.Module {
  self_attn: LlamaAttention;
  mlp: LlamaMLP;
  input_layernorm: LlamaRMSNorm;
  post_attention_layernorm: LlamaRMSNorm;

  constructor(given: Given) {
    super();
    this.self_attn = new LlamaAttention(given);
    this.mlp = new LlamaMLP(given.dim, given.hidden);
    this.input_layernorm = new LlamaRMSNorm(given.dim, { eps: given.eps });
    this.post_attention_layernorm = new LlamaRMSNorm(given.dim, { eps: given.eps });
  }

  override forward(x: nn.Value, rotation: Rotation, past?: Cache): [nn.Value, Cache] {
    const [attended, cache] = this.self_attn(this.input_layernorm(x), rotation, past);
    const sum = x.add(attended);
    return [sum.add(this.mlp(this.post_attention_layernorm(sum))), cache];
  }
}

/** Vectors for tokens, and the blocks. */
class LlamaModel extends nn.Module {
  embed_tokens: nn.Embedding;
  layers: nn.ModuleList<LlamaDecoderLayer>;
  norm: LlamaRMSNorm;
  rotary_emb: LlamaRotaryEmbedding;

  constructor(given: Given) {
    super();
    this.embed_tokens = new nn.Embedding(given.vocab, given.dim);
    this.layers = new nn.ModuleList(Array.from({ length: given.layers }, () => new LlamaDecoderLayer(given)));
    this.norm = new LlamaRMSNorm(given.dim, { eps: given.eps });
    this.rotary_emb = new LlamaRotaryEmbedding(given.dim / given.heads, given.ropeBase);
  }

  override forward(ids: nn.Value, places: nn.Value, past: readonly Cache[]): [nn.Value, Cache[]] {
    let x = this.embed_tokens(ids);
    const rotation = this.rotary_emb(places, x);
    const caches: Cache[] = [];
    [...this.layers].forEach((layer, index) => {
      const [next, cache] = layer(x, rotation, past[index]);
      x = next;
      caches.push(cache);
    });
    return [this.norm(x), caches];
  }
}

/** The model, and scores for the next token. */
class LlamaForCausalLM extends nn.Module {
  model: LlamaModel;
  lm_head: nn.Linear;
  readonly #cached: boolean;

  constructor(given: Given) {
    super();
    this.#cached = given.past !== undefined;
    this.model = new LlamaModel(given);
    this.lm_head = new nn.Linear(given.dim, given.vocab, { bias: false });
  }

  override forward(ids: nn.Value, ...past: nn.Value[]): Record<string, nn.Value> {
    const caches = past.flatMap((keys, index): Cache[] => index % 2 === 0 ? [[keys, past[index + 1]!]] : []);
    const places = caches[0] === undefined ? nn.indices(ids, 1) : nn.indices(ids, 1).add(nn.sizeOf(caches[0][0], 2));
    const [hidden, present] = this.model(ids, places, caches);
    const logits = this.lm_head(hidden);
    if (!this.#cached) return { logits };
    const named = present.flatMap(([keys, values], index) => [[`present.${index}.key`, keys], [`present.${index}.value`, values]] as const);
    return { logits, ...Object.fromEntries(named) };
  }
}

function llama(
  name: string,
  options: LlamaOptions,
  sizes: Pick<Given, "layers" | "heads" | "kvHeads" | "dim" | "hidden" | "vocab" | "ropeBase">,
): nn.Module {
  const given = readOptions<Given>(`zoo.${name}`, options, { eps: 1e-5, tokens: 128, past: undefined, ...sizes });
  if (given.heads % given.kvHeads !== 0) {
    throw new RangeError(`Cannot make ${name} as heads must be a multiple of kvHeads: ${given.heads} / ${given.kvHeads}`);
  }
  const network = new LlamaForCausalLM(given);
  for (const module of network.modules()) {
    if (module instanceof nn.Linear || module instanceof nn.Embedding) module.weight.init = nn.init.normal(0, 0.02);
  }
  const cache = given.past === undefined ? [] : Array.from({ length: 2 * given.layers }, (_, index) => {
    const kind = index % 2 === 0 ? "key" : "value";
    return [`past_key_values.${index >> 1}.${kind}`, [1, given.kvHeads, given.past!, given.dim / given.heads]] as const;
  });
  return network.example({ input_ids: { shape: [1, given.tokens], dtype: "int64" }, ...Object.fromEntries(cache) }, name);
}

/** Llama 2 with 7 billion parameters; every size can be set. */
export function llama2_7b(options: LlamaOptions = {}): nn.Module {
  return llama("llama2_7b", options, { layers: 32, heads: 32, kvHeads: 32, dim: 4096, hidden: 11008, vocab: 32000, ropeBase: 10000 });
}

/** Llama 2 with 70 billion parameters. */
export function llama2_70b(options: LlamaOptions = {}): nn.Module {
  return llama("llama2_70b", options, { layers: 80, heads: 64, kvHeads: 8, dim: 8192, hidden: 28672, vocab: 32000, ropeBase: 10000 });
}

/** Llama 3 with 8 billion parameters. */
export function llama3_8b(options: LlamaOptions = {}): nn.Module {
  return llama("llama3_8b", options, { layers: 32, heads: 32, kvHeads: 8, dim: 4096, hidden: 14336, vocab: 128256, ropeBase: 500000 });
}

/** TinyLlama with 1.1 billion parameters: Zhang et al. (2024). */
export function tinyllama_1_1b(options: LlamaOptions = {}): nn.Module {
  return llama("tinyllama_1_1b", options, { layers: 22, heads: 32, kvHeads: 4, dim: 2048, hidden: 5632, vocab: 32000, ropeBase: 10000 });
}
