/**
 * Recurrent layers. Words, parameters and initialisation as in PyTorch 1.13 (torch/nn/modules/rnn.py); gates put into the standard's order as its exporter does.
 *
 * @module
 */
import { concat, permute, reshape, slice, squeeze, unsqueeze } from "../functional/views.ts";
import * as init from "../init.ts";
import { Module } from "../module.ts";
import { checkCount, readOptions } from "../options.ts";
import { float } from "../python_text.ts";
import { recorder } from "../recorder.ts";
import { Parameter } from "../stored.ts";
import type { Value } from "../value.ts";
import { expectRank, expectSize } from "./expect.ts";

/** Options of a recurrent layer. */
export interface RecurrentOptions {
  /** Layers on top of each other: 1. */
  readonly numLayers?: number;
  /** Whether the gates have biases: true. */
  readonly bias?: boolean;
  /** Whether the batch is the first axis and the step the second: false. */
  readonly batchFirst?: boolean;
  /** The share of elements set to 0 between layers while training: 0. */
  readonly dropout?: number;
  /** Whether a second pass goes backwards: false. */
  readonly bidirectional?: boolean;
}

const DEFAULTS: Required<RecurrentOptions> = { numLayers: 1, bias: true, batchFirst: false, dropout: 0, bidirectional: false };

/** What tells the kinds of recurrent layer apart. */
export interface RecurrentKind {
  /** The standard's operator. */
  readonly op: "LSTM" | "GRU" | "RNN";
  /** PyTorch's gates in the standard's order, as runs `[from, to)`. */
  readonly order: readonly (readonly [number, number])[];
  /** How many gates there are. */
  readonly gates: number;
  /** Attributes of the operator. */
  readonly attributes: Readonly<Record<string, number>>;
}

const LSTM_KIND: RecurrentKind = { op: "LSTM", gates: 4, order: [[0, 1], [3, 4], [1, 3]], attributes: {} };
const GRU_KIND: RecurrentKind = { op: "GRU", gates: 3, order: [[1, 2], [0, 1], [2, 3]], attributes: { linear_before_reset: 1 } };
const RNN_KIND: RecurrentKind = { op: "RNN", gates: 1, order: [[0, 1]], attributes: {} };

/** What recurrent layers of all kinds share. */
export abstract class Recurrent extends Module {
  readonly #kind: RecurrentKind;
  readonly #inputSize: number;
  readonly #hiddenSize: number;
  readonly #options: Required<RecurrentOptions>;
  readonly #weights = new Map<string, Parameter>();
  readonly #activation: string | undefined;

  /** A layer of a kind. */
  constructor(kind: RecurrentKind, inputSize: number, hiddenSize: number, options?: RecurrentOptions, activation?: string) {
    super();
    checkCount(this.type, "inputSize", inputSize);
    checkCount(this.type, "hiddenSize", hiddenSize);
    this.#kind = kind;
    this.#inputSize = inputSize;
    this.#hiddenSize = hiddenSize;
    this.#options = readOptions(this.type, options, DEFAULTS);
    this.#activation = activation;
    checkCount(this.type, "numLayers", this.#options.numLayers);
    for (let layer = 0; layer < this.#options.numLayers; layer++) for (const suffix of this.#suffixes(layer)) this.#store(layer, suffix);
  }

  get #directions(): number {
    return this.#options.bidirectional ? 2 : 1;
  }

  /** The ends of the names of one layer's parameters, one a direction. */
  #suffixes(layer: number): string[] {
    return this.#options.bidirectional ? [`l${layer}`, `l${layer}_reverse`] : [`l${layer}`];
  }

  #store(layer: number, suffix: string): void {
    const size = this.#hiddenSize;
    const rows = this.#kind.gates * size;
    const bound = 1 / Math.sqrt(size);
    const add = (name: string, shape: readonly number[]) => {
      const parameter = new Parameter(shape, { init: init.uniform(-bound, bound) });
      this.#weights.set(name, parameter);
      this.register(name, parameter);
    };
    add(`weight_ih_${suffix}`, [rows, layer === 0 ? this.#inputSize : size * this.#directions]);
    add(`weight_hh_${suffix}`, [rows, size]);
    if (!this.#options.bias) return;
    add(`bias_ih_${suffix}`, [rows]);
    add(`bias_hh_${suffix}`, [rows]);
  }

  /** A parameter with its gates in the standard's order. */
  #ordered(name: string): Value {
    const { order } = this.#kind;
    const parameter = this.#weights.get(name)!;
    if (order.length === 1) return parameter;
    return concat(order.map(([from, to]) => slice(parameter, 0, from * this.#hiddenSize, to * this.#hiddenSize)), 0);
  }

  /** One tensor for all directions of a layer: `[directions, …]`. */
  #perDirection(layer: number, make: (suffix: string) => Value): Value {
    const all = this.#suffixes(layer).map((suffix) => unsqueeze(make(suffix), 0));
    return all.length === 1 ? all[0]! : concat(all, 0);
  }

  /** Runs all layers; gives the outputs and the last states, hidden ones first. */
  protected run(x: Value, states: readonly (Value | undefined)[]): { output: Value; states: Value[] } {
    const { batchFirst, numLayers } = this.#options;
    expectRank(x, 3, batchFirst ? `[batch, steps, ${this.#inputSize}]` : `[steps, batch, ${this.#inputSize}]`);
    expectSize(
      x,
      2,
      this.#inputSize,
      "features",
      (found) => `Write new nn.${this.type}(${found}, ${this.#hiddenSize}, …), or give the layer before ${this.#inputSize}`,
    );
    let output = batchFirst ? permute(x, [1, 0, 2]) : x;
    const last: Value[][] = [];
    for (let layer = 0; layer < numLayers; layer++) {
      const [y, ...ends] = this.#layer(layer, output, states) as [Value, ...Value[]];
      output = this.#joined(y);
      last.push(ends);
    }
    const ends = last[0]!.map((first, index) => numLayers === 1 ? first : concat(last.map((layer) => layer[index]!), 0));
    return { output: batchFirst ? permute(output, [1, 0, 2]) : output, states: ends };
  }

  #layer(layer: number, x: Value, states: readonly (Value | undefined)[]): Value[] {
    const { op, attributes } = this.#kind;
    const weights = ["weight_ih", "weight_hh"].map((name) => this.#perDirection(layer, (suffix) => this.#ordered(`${name}_${suffix}`)));
    const biases = this.#options.bias
      ? this.#perDirection(layer, (suffix) => concat([this.#ordered(`bias_ih_${suffix}`), this.#ordered(`bias_hh_${suffix}`)], 0))
      : undefined;
    const directions = this.#directions;
    const begin = states.map((state) => state && slice(state, 0, layer * directions, (layer + 1) * directions));
    return recorder().record(op, [x, ...weights, biases, undefined, ...begin], {
      ...(this.#activation !== undefined && { activations: new Array<string>(directions).fill(this.#activation) }),
      ...(directions === 2 && { direction: "bidirectional" }),
      hidden_size: this.#hiddenSize,
      ...attributes,
    }, op === "LSTM" ? 3 : 2);
  }

  /** `[steps, directions, batch, size]` to `[steps, batch, directions × size]`. */
  #joined(y: Value): Value {
    if (this.#directions === 1) return squeeze(y, 1);
    const [steps, , batch] = y.shape;
    return reshape(permute(y, [0, 2, 1, 3]), [steps!, batch!, 2 * this.#hiddenSize]);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    const { numLayers, bias, batchFirst, dropout, bidirectional } = this.#options;
    return [
      `${this.#inputSize}, ${this.#hiddenSize}`,
      ...(numLayers === 1 ? [] : [`num_layers=${numLayers}`]),
      ...(bias ? [] : ["bias=False"]),
      ...(batchFirst ? ["batch_first=True"] : []),
      ...(dropout === 0 ? [] : [`dropout=${float(dropout)}`]),
      ...(bidirectional ? ["bidirectional=True"] : []),
    ].join(", ");
  }
}

/** Long short-term memory: Hochreiter and Schmidhuber (1997). */
export class LSTM extends Recurrent {
  /** `new nn.LSTM(64, 128, { numLayers: 2, batchFirst: true })`. */
  constructor(inputSize: number, hiddenSize: number, options?: RecurrentOptions) {
    super(LSTM_KIND, inputSize, hiddenSize, options);
  }

  /** Outputs of all steps, and the last hidden and cell states; `state` are the first ones, 0 where it is left out. */
  override forward(x: Value, state?: readonly [Value, Value]): [Value, [Value, Value]] {
    const { output, states } = this.run(x, state ?? [undefined, undefined]);
    return [output, states as [Value, Value]];
  }
}

/** Gated recurrent units: Cho et al. (2014). */
export class GRU extends Recurrent {
  /** `new nn.GRU(64, 128)`. */
  constructor(inputSize: number, hiddenSize: number, options?: RecurrentOptions) {
    super(GRU_KIND, inputSize, hiddenSize, options);
  }

  /** Outputs of all steps, and the last hidden state; `state` is the first one, 0 where it is left out. */
  override forward(x: Value, state?: Value): [Value, Value] {
    const { output, states } = this.run(x, [state]);
    return [output, states[0]!];
  }
}

/** Plain recurrent units. */
export class RNN extends Recurrent {
  /** `new nn.RNN(64, 128, { nonlinearity: "relu" })`. */
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions & { readonly nonlinearity?: "tanh" | "relu" } = {}) {
    const { nonlinearity = "tanh", ...others } = options;
    super(RNN_KIND, inputSize, hiddenSize, others, nonlinearity === "relu" ? "Relu" : "Tanh");
  }

  /** Outputs of all steps, and the last hidden state; `state` is the first one, 0 where it is left out. */
  override forward(x: Value, state?: Value): [Value, Value] {
    const { output, states } = this.run(x, [state]);
    return [output, states[0]!];
  }
}
