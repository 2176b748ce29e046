/**
 * A language model of long short-term memories: Zaremba et al., "Recurrent Neural Network Regularization" (2014), without dropout.
 *
 * @module
 */
import * as nn from "../mod.ts";
import { readOptions } from "../options.ts";

/** Options of the LSTM language model. */
export interface LstmLmOptions {
  /** How many tokens there are: 1000. */
  readonly vocab?: number;
  /** The size of a token's vector: 64. */
  readonly dim?: number;
  /** The size of a state: 128. */
  readonly hidden?: number;
  /** Layers: 2. */
  readonly layers?: number;
}

/** Vectors for tokens, recurrent layers, and scores for the next token. */
class LstmLM extends nn.Module {
  embed: nn.Embedding;
  lstm: nn.LSTM;
  head: nn.Linear;

  constructor({ vocab, dim, hidden, layers }: Required<LstmLmOptions>) {
    super();
    this.embed = new nn.Embedding(vocab, dim);
    this.lstm = new nn.LSTM(dim, hidden, { numLayers: layers, batchFirst: true });
    this.head = new nn.Linear(hidden, vocab);
  }

  override forward(tokens: nn.Value): nn.Value {
    const [states] = this.lstm(this.embed(tokens));
    return this.head(states);
  }
}

/** An LSTM language model. */
export function lstm_lm(options: LstmLmOptions = {}): nn.Module {
  const given = readOptions("zoo.lstm_lm", options, { vocab: 1000, dim: 64, hidden: 128, layers: 2 });
  return new LstmLM(given).example({ tokens: { shape: [1, 32], dtype: "int64" } }, "lstm_lm");
}
