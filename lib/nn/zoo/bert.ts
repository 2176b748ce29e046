/**
 * BERT: Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding" (2018). Names as in Hugging Face's `BertModel`.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { readOptions } from "../options.ts";

/** Options of BERT. */
export interface BertOptions {
  /** Blocks. */
  readonly layers?: number;
  /** Attentions side by side. */
  readonly heads?: number;
  /** The size of a token's vector. */
  readonly dim?: number;
  /** How many tokens there are: 30522. */
  readonly vocab?: number;
  /** The most tokens that it sees at once: 512. */
  readonly context?: number;
}

const EPS = 1e-12;

/** Vectors for tokens, for places and for the two sentences, added and normalised. */
class BertEmbeddings extends nn.Module {
  word_embeddings: nn.Embedding;
  position_embeddings: nn.Embedding;
  token_type_embeddings: nn.Embedding;
  LayerNorm: nn.LayerNorm;
  dropout = new nn.Dropout(0.1);

  constructor({ vocab, dim, context }: Required<BertOptions>) {
    super();
    this.word_embeddings = new nn.Embedding(vocab, dim, { paddingIdx: 0 });
    this.position_embeddings = new nn.Embedding(context, dim);
    this.token_type_embeddings = new nn.Embedding(2, dim);
    this.LayerNorm = new nn.LayerNorm(dim, { eps: EPS });
  }

  override forward(ids: nn.Value, types: nn.Value): nn.Value {
    const words = this.word_embeddings(ids).add(this.token_type_embeddings(types));
    return this.dropout(this.LayerNorm(words.add(this.position_embeddings(nn.indices(ids, 1).unsqueeze(0)))));
  }
}

/** Each token looks at all that are no padding. */
class BertSelfAttention extends nn.Module {
  query: nn.Linear;
  key: nn.Linear;
  value: nn.Linear;
  dropout = new nn.Dropout(0.1);
  readonly #heads: number;

  constructor({ dim, heads }: Required<BertOptions>) {
    super();
    this.query = new nn.Linear(dim, dim);
    this.key = new nn.Linear(dim, dim);
    this.value = new nn.Linear(dim, dim);
    this.#heads = heads;
  }

  override forward(x: nn.Value, mask: nn.Value): nn.Value {
    const [q, k, v] = [this.query(x), this.key(x), this.value(x)].map((part) => nn.splitHeads(part, this.#heads)) as [
      nn.Value,
      nn.Value,
      nn.Value,
    ];
    const scores = q.matmul(k.transpose(-1, -2)).div(Math.sqrt(q.size(3)));
    return nn.joinHeads(this.dropout(scores.add(mask).softmax(-1)).matmul(v));
  }
}

/** A linear layer, its result added to another value, and the sum normalised. */
class BertOutput extends nn.Module {
  dense: nn.Linear;
  LayerNorm: nn.LayerNorm;
  dropout = new nn.Dropout(0.1);

  constructor(input: number, dim: number) {
    super();
    this.dense = new nn.Linear(input, dim);
    this.LayerNorm = new nn.LayerNorm(dim, { eps: EPS });
  }

  override forward(x: nn.Value, residual: nn.Value): nn.Value {
    return this.LayerNorm(this.dropout(this.dense(x)).add(residual));
  }
}

/** The same behind the attention. */
class BertSelfOutput extends BertOutput {}

/** Attention and what follows it. */
class BertAttention extends nn.Module {
  self: BertSelfAttention;
  output: BertSelfOutput;

  constructor(options: Required<BertOptions>) {
    super();
    this.self = new BertSelfAttention(options);
    this.output = new BertSelfOutput(options.dim, options.dim);
  }

  override forward(x: nn.Value, mask: nn.Value): nn.Value {
    return this.output(this.self(x, mask), x);
  }
}

/** Up to four times the size, with GELU. */
class BertIntermediate extends nn.Module {
  dense: nn.Linear;
  intermediate_act_fn = new nn.GELU();

  constructor(dim: number) {
    super();
    this.dense = new nn.Linear(dim, 4 * dim);
  }

  override forward(x: nn.Value): nn.Value {
    return this.intermediate_act_fn(this.dense(x));
  }
}

/** One block. */
class BertLayer extends nn.Module {
  attention: BertAttention;
  intermediate: BertIntermediate;
  output: BertOutput;

  constructor(options: Required<BertOptions>) {
    super();
    this.attention = new BertAttention(options);
    this.intermediate = new BertIntermediate(options.dim);
    this.output = new BertOutput(4 * options.dim, options.dim);
  }

  override forward(x: nn.Value, mask: nn.Value): nn.Value {
    const attended = this.attention(x, mask);
    return this.output(this.intermediate(attended), attended);
  }
}

/** The blocks. */
class BertEncoder extends nn.Module {
  layer: nn.ModuleList<BertLayer>;

  constructor(options: Required<BertOptions>) {
    super();
    this.layer = new nn.ModuleList(Array.from({ length: options.layers }, () => new BertLayer(options)));
  }

  override forward(x: nn.Value, mask: nn.Value): nn.Value {
    let result = x;
    for (const layer of this.layer) result = layer(result, mask);
    return result;
  }
}

/** The first token's vector, made to stand for the whole text. */
class BertPooler extends nn.Module {
  dense: nn.Linear;
  activation = new nn.Tanh();

  constructor(dim: number) {
    super();
    this.dense = new nn.Linear(dim, dim);
  }

  override forward(x: nn.Value): nn.Value {
    return this.activation(this.dense(x.select(1, 0)));
  }
}

/** Embeddings, encoder, pooler. */
class BertModel extends nn.Module {
  embeddings: BertEmbeddings;
  encoder: BertEncoder;
  pooler: BertPooler;

  constructor(options: Required<BertOptions>) {
    super();
    this.embeddings = new BertEmbeddings(options);
    this.encoder = new BertEncoder(options);
    this.pooler = new BertPooler(options.dim);
  }

  override forward(ids: nn.Value, mask: nn.Value, types: nn.Value): Record<string, nn.Value> {
    const embedded = this.embeddings(ids, types);
    const lowest = embedded.dtype === "float16" ? -65504 : -3.3895313892515355e38; // the largest of its type, bfloat16's for all others
    const hidden = nn.sub(1, mask.to(embedded.dtype)).mul(lowest).unsqueeze(1).unsqueeze(2);
    const last = this.encoder(embedded, hidden);
    return { last_hidden_state: last, pooler_output: this.pooler(last) };
  }
}

function bert(name: string, options: BertOptions, layers: number, heads: number, dim: number): nn.Module {
  const network = new BertModel(readOptions(`zoo.${name}`, options, { layers, heads, dim, vocab: 30522, context: 512 }));
  for (const module of network.modules()) {
    if (module instanceof nn.Linear || module instanceof nn.Embedding) module.weight.init = nn.init.normal(0, 0.02);
    if (module instanceof nn.Linear && module.bias !== undefined) module.bias.init = nn.init.zeros;
  }
  const tokens = { shape: [1, 128], dtype: "int64" } as const;
  return network.example({ input_ids: tokens, attention_mask: tokens, token_type_ids: tokens }, name);
}

/** BERT-base; every size can be set. */
export function bert_base(options: BertOptions = {}): nn.Module {
  return bert("bert_base", options, 12, 12, 768);
}

/** BERT-large. */
export function bert_large(options: BertOptions = {}): nn.Module {
  return bert("bert_large", options, 24, 16, 1024);
}
