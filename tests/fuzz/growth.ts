/**
 * A graph that grows node by node. onnxruntime runs each node as it is added, so that what every value is, is known from it and from nobody else; a node that
 * it refuses is not added.
 */
import { numberOf } from "../../lib/formats/onnx/dtypes.ts";
import type { DType } from "../../lib/model/dtype.ts";
import { attributesOf, fileOf, type GraphMembers, type onnx, type WrittenAttribute } from "../formats/onnx/_encode.ts";
import type { Random } from "./random.ts";
import { run } from "./runtime.ts";
import { count, type Filled, filled, randomTensor, tensorProto, type Type, type Value } from "./values.ts";

/** A node as a file has it. */
export type NodeProto = NonNullable<GraphMembers["node"]>[number];
type AttributeProto = NonNullable<NodeProto["attribute"]>[number];
type FunctionProto = NonNullable<Parameters<typeof onnx.ModelProto.create>[0]>["functions"] extends (infer F)[] | null | undefined ? F
  : never;

/** An attribute: a plain value, a stored tensor, or a graph. */
export type Attribute = WrittenAttribute | { readonly tensor: Filled } | { readonly graph: GraphMembers };

/** Which values will do. */
export interface Wish {
  readonly types?: readonly Type[];
  readonly rank?: number | readonly [least: number, most: number];
  readonly where?: (value: Value) => boolean;
}

/** Larger values are not taken further: a chain of Tile and Expand would not end. */
const MAX_ELEMENTS = 3000;

/** What a whole family of graphs shares: main graph, bodies and functions. */
interface Shared {
  readonly random: Random;
  readonly opset: number;
  readonly functions: FunctionProto[];
  readonly symbols: Map<string, number>;
  count: number;
  accepted: number;
  refused: Map<string, string>;
}

/** A graph that grows. */
export class Growth {
  readonly shared: Shared;
  readonly outer: Growth | undefined;
  readonly values: Value[] = [];
  readonly nodes: NodeProto[] = [];
  /** Operators in the order in which they were added, for what is printed of a failure. */
  readonly trail: string[] = [];
  readonly #inFunction: boolean;

  constructor(random: Random, opset: number, outer?: Growth, inFunction = false) {
    const fresh = (): Shared => ({ random, opset, functions: [], symbols: new Map(), count: 0, accepted: 0, refused: new Map() });
    this.shared = outer?.shared ?? fresh();
    this.outer = outer;
    this.#inFunction = inFunction;
  }

  get random(): Random {
    return this.shared.random;
  }

  get opset(): number {
    return this.shared.opset;
  }

  /** How deep the graph stands in others. */
  get depth(): number {
    return this.outer === undefined ? 0 : this.outer.depth + 1;
  }

  /** A size: small, sometimes 1, seldom 0. */
  size(): number {
    return this.random.chance(0.05) ? 0 : this.random.pick([1, 2, 2, 3, 3, 4, 5, 6]);
  }

  sizes(rank: number): number[] {
    return Array.from({ length: rank }, () => this.size());
  }

  name(of: string): string {
    return `${of}${this.shared.count++}`;
  }

  add(value: Value): Value {
    this.values.push(value);
    return value;
  }

  /** An input of the graph; a body has none but its own, so there it is a stored tensor. */
  input(tensor: Filled): Value {
    if (this.outer !== undefined) return this.stored(tensor);
    const symbols = tensor.dims.map((size) => size > 0 && this.random.chance(0.6) ? this.#symbol(size) : undefined);
    return this.add({ ...tensor, name: this.name("in"), origin: "input", symbols });
  }

  /** A free dimension of that size: mostly one that is there already. */
  #symbol(size: number): string {
    const same = [...this.shared.symbols].filter(([, of]) => of === size).map(([name]) => name);
    if (same.length > 0 && this.random.chance(0.8)) return this.random.pick(same);
    const name = `d${this.shared.symbols.size}`;
    this.shared.symbols.set(name, size);
    return name;
  }

  /** A stored tensor; a function stores none, so there it is a Constant node. */
  stored(tensor: Filled): Value {
    if (!this.#inFunction && !(this.outer === undefined && this.random.chance(0.1))) {
      return this.add({ ...tensor, name: this.name("w"), origin: "initializer" });
    }
    const name = this.name("c");
    this.nodes.push({ opType: "Constant", output: [name], attribute: written({ value: { tensor } }) });
    return this.add({ ...tensor, name, origin: "node" });
  }

  /** A fresh tensor of small numbers. */
  fresh(dtype: Type, dims: readonly number[], low?: number, high?: number): Value {
    const tensor = randomTensor(this.random, dtype, dims, low, high);
    return this.random.chance(0.5) ? this.input(tensor) : this.stored(tensor);
  }

  /** Whole numbers that say how: mostly stored, sometimes given by the caller. */
  how(numbers: readonly number[], dtype: Type = "int64", dims: readonly number[] = [numbers.length]): Value {
    const tensor = filled(dtype, dims, numbers);
    return this.random.chance(0.12) ? this.input(tensor) : this.stored(tensor);
  }

  /** All values that can be used here: the graph's own and those around it. */
  get visible(): readonly Value[] {
    return this.#inFunction || this.outer === undefined ? this.values : [...this.values, ...this.outer.visible];
  }

  /** A value that will do, or a fresh one. */
  any({ types, rank, where }: Wish = {}, dims?: readonly number[]): Value {
    const [least, most] = typeof rank === "number" ? [rank, rank] : rank ?? [0, 8];
    const fits = this.visible.filter((value) =>
      (types === undefined || types.includes(value.dtype as Type)) && value.dims.length >= least && value.dims.length <= most &&
      count(value.dims) <= MAX_ELEMENTS && (where === undefined || where(value))
    );
    if (fits.length > 0 && this.random.chance(0.8)) {
      // Late values make deep graphs.
      return fits[Math.max(this.random.below(fits.length), this.random.below(fits.length))]!;
    }
    const chosen = dims ?? this.sizes(this.random.between(least, Math.min(most, 4)));
    return this.fresh(this.random.pick(types ?? ["float32"]), chosen);
  }

  /** Adds a node; nothing where onnxruntime refuses it. */
  async node(
    op: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>> = {},
    outputs: number | readonly boolean[] = 1,
  ): Promise<Value[] | undefined> {
    const [opType, domain = ""] = op.split(":").reverse() as [string, string?];
    const wanted = typeof outputs === "number" ? new Array<boolean>(outputs).fill(true) : outputs;
    const output = wanted.map((is) => is ? this.name("v") : "");
    const input = inputs.map((value) => value?.name ?? "");
    const name = this.random.chance(0.5) ? this.name("n") : "";
    return await this.fragment(
      [{ opType, domain, name, input, output, attribute: written(attributes) }],
      output.filter((each) => each !== ""),
      op,
    );
  }

  /** Adds nodes that onnxruntime runs together, since what they pass on among each other is no tensor. */
  async fragment(nodes: readonly NodeProto[], outputs: readonly string[], trail: string): Promise<Value[] | undefined> {
    const used = new Set(nodes.flatMap(usedNames));
    const visible = new Map(this.visible.toReversed().map((value) => [value.name, value]));
    const operands = [...used].flatMap((name) => visible.get(name) ?? []);
    const feeds = new Map(operands.filter(({ origin }) => origin !== "initializer").map((value) => [value.name, value]));
    let found: ReadonlyMap<string, Filled>;
    try {
      found = await run(this.#file(nodes, operands, outputs), feeds);
    } catch (error) {
      this.shared.refused.set(trail, String(error instanceof Error ? error.message : error).slice(0, 300));
      return undefined;
    }
    this.shared.accepted++;
    this.nodes.push(...nodes);
    this.trail.push(trail);
    return outputs.map((name) => this.add({ ...found.get(name)!, name, origin: "node" }));
  }

  #file(nodes: readonly NodeProto[], operands: readonly Value[], outputs: readonly string[]): Uint8Array {
    const inputs = operands.filter(({ origin }) => origin !== "initializer");
    return fileOf({
      name: "graph",
      node: [...nodes],
      input: inputs.map(({ name, dtype, dims }) => ({ name, type: tensorTypeProto(dtype, dims) })),
      initializer: operands.filter(({ origin }) => origin === "initializer").map((value) => tensorProto(value, value.name)),
      output: outputs.map((name) => ({ name })),
    }, this.members);
  }

  /** The file's members besides the graph. */
  get members(): Parameters<typeof fileOf>[1] {
    const { opset, functions } = this.shared;
    const opsetImport = [{ domain: "", version: opset }, { domain: "com.microsoft", version: 1 }, { domain: "local", version: 1 }];
    return { irVersion: opset < 15 ? 8 : 10, opsetImport, functions };
  }

  /** The stored tensors of this graph alone. */
  get initializers(): readonly Value[] {
    return this.values.filter(({ origin }) => origin === "initializer");
  }

  /** The graph's inputs. */
  get inputs(): readonly Value[] {
    return this.values.filter(({ origin }) => origin === "input");
  }

  /** What nodes have made. */
  get made(): readonly Value[] {
    return this.values.filter(({ origin }) => origin === "node");
  }
}

/** A value's declared type. */
export function tensorTypeProto(dtype: DType, dims: readonly (number | string | undefined)[]): Record<string, unknown> {
  const dim = dims.map((size) => typeof size === "number" ? { dimValue: size } : size === undefined ? {} : { dimParam: size });
  return { tensorType: { elemType: numberOf(dtype), shape: { dim } } };
}

/** Attributes as a file has them. */
export function written(attributes: Readonly<Record<string, Attribute>>): AttributeProto[] {
  return Object.entries(attributes).map(([name, value]): AttributeProto => {
    if (typeof value === "object" && "tensor" in value) return { name, type: 4, t: tensorProto(value.tensor) };
    if (typeof value === "object" && "graph" in value) return { name, type: 5, g: value.graph };
    return attributesOf({ [name]: value as WrittenAttribute })[0]!;
  });
}

/** Names of values that a node uses, those in its subgraphs among them. */
function usedNames(node: NodeProto): string[] {
  const bodies = (node.attribute ?? []).flatMap(({ g }) => g ? [g] : []);
  return [
    ...(node.input ?? []),
    ...bodies.flatMap((graph) => [...(graph.node ?? []).flatMap(usedNames), ...(graph.output ?? []).map(({ name }) => name!)]),
  ];
}
