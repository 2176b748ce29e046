/**
 * Layers in which every output sees every input. Words, defaults, parameters and initialisation as in PyTorch 1.13 (torch/nn/modules/linear.py).
 *
 * @module
 */
import { linear } from "../functional/products.ts";
import * as init from "../init.ts";
import { Module } from "../module.ts";
import { checkCount, readOptions } from "../options.ts";
import { bool } from "../python_text.ts";
import { record } from "../recorder.ts";
import { Parameter } from "../stored.ts";
import type { Value } from "../value.ts";
import { expectSize, expectValue } from "./expect.ts";

/** A matrix product with learned weights along the last axis. */
export class Linear extends Module {
  /** `[outFeatures, inFeatures]`. */
  weight: Parameter;
  /** `[outFeatures]`, or `undefined`. */
  bias: Parameter | undefined;
  readonly #inFeatures: number;
  readonly #outFeatures: number;

  /** `new nn.Linear(512, 1000)`. */
  constructor(inFeatures: number, outFeatures: number, options?: { readonly bias?: boolean }) {
    super();
    const { bias } = readOptions(this.type, options, { bias: true });
    checkCount(this.type, "inFeatures", inFeatures);
    checkCount(this.type, "outFeatures", outFeatures);
    this.#inFeatures = inFeatures;
    this.#outFeatures = outFeatures;
    this.weight = new Parameter([outFeatures, inFeatures], { init: init.kaimingUniform() });
    const bound = 1 / Math.sqrt(inFeatures);
    this.bias = bias ? new Parameter([outFeatures], { init: init.uniform(-bound, bound) }) : undefined;
  }

  /** `[…, inFeatures]` to `[…, outFeatures]`. */
  override forward(x: Value): Value {
    expectValue(x);
    expectSize(x, -1, this.#inFeatures, "features", (found) => this.#advice(x, found));
    return linear(x, this.weight, this.bias);
  }

  #advice(x: Value, found: number): string {
    const flat = x.shape.slice(1).reduce<number>((total, dim) => total * Number(dim), 1);
    const weight = `The weight is [${this.weight.shape.join(", ")}]`;
    if (x.rank > 2 && flat === this.#inFeatures) {
      return `${weight}: flatten the input first, x.flatten(1) or new nn.Flatten(), which makes it [batch, ${flat}]`;
    }
    if (x.rank > 3) {
      return `${weight}: flatten the input first (new nn.Flatten()) and write new nn.Linear(${flat}, ${this.#outFeatures}), or pool it to [batch, ${this.#inFeatures}]`;
    }
    return `${weight}: write new nn.Linear(${found}, ${this.#outFeatures}), or give the layer before ${this.#inFeatures} output features`;
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    return `in_features=${this.#inFeatures}, out_features=${this.#outFeatures}, bias=${bool(this.bias !== undefined)}`;
  }
}

/** Passes its input on. */
export class Identity extends Module {
  /** The same value. */
  override forward(x: Value): Value {
    return x;
  }
}

/** A number for each pair of elements of two inputs: `y = x₁ᵀ·A·x₂ + b`. */
export class Bilinear extends Module {
  /** `[outFeatures, in1Features, in2Features]`. */
  readonly weight: Parameter;
  /** `[outFeatures]`, or `undefined`. */
  readonly bias: Parameter | undefined;

  /** `new nn.Bilinear(20, 30, 40)`. */
  constructor(in1Features: number, in2Features: number, outFeatures: number, options?: { readonly bias?: boolean }) {
    super();
    const { bias } = readOptions(this.type, options, { bias: true });
    checkCount(this.type, "in1Features", in1Features);
    checkCount(this.type, "in2Features", in2Features);
    checkCount(this.type, "outFeatures", outFeatures);
    const bound = 1 / Math.sqrt(in1Features);
    this.weight = new Parameter([outFeatures, in1Features, in2Features], { init: init.uniform(-bound, bound) });
    this.bias = bias ? new Parameter([outFeatures], { init: init.uniform(-bound, bound) }) : undefined;
  }

  /** `[…, in1Features]` and `[…, in2Features]` to `[…, outFeatures]`. */
  override forward(first: Value, second: Value): Value {
    expectValue(first);
    expectValue(second);
    const [output, one, two] = this.weight.shape as [number, number, number];
    expectSize(first, -1, one, "features", (found) => `Write new nn.Bilinear(${found}, ${two}, ${output})`);
    expectSize(second, -1, two, "features", (found) => `Write new nn.Bilinear(${one}, ${found}, ${output})`);
    const product = record("Einsum", [first, this.weight, second], { equation: "...i,oij,...j->...o" });
    return this.bias === undefined ? product : product.add(this.bias);
  }

  /** PyTorch's text. */
  override extraRepr(): string {
    const [output, one, two] = this.weight.shape;
    return `in1_features=${one}, in2_features=${two}, out_features=${output}, bias=${bool(this.bias !== undefined)}`;
  }
}
