import type { Dim } from "../../model/dim.ts";
import { bitsOf } from "../../model/dtype.ts";
import type { Operand } from "../../operators/operand.ts";
import { Unknown } from "../../operators/operand.ts";
import { isFolded } from "../typed_model.ts";
import type { StoredTensor, StoredTensors } from "../stored_tensors.ts";
import type { TypedModel, TypedNode } from "../typed_model.ts";
import type { Shape } from "./call.ts";

/** A typed model with what pattern matching asks of it: who makes and who takes a value, and in which call of which module a node runs. */
export class GraphView {
  /** The model. */
  readonly typed: TypedModel;
  /** Its stored tensors. */
  readonly stored: StoredTensors;
  /** The path of each node's module. */
  readonly modules: readonly string[];
  /** For each node, the same text as for the other nodes that run in one call of its module. */
  readonly invocations: readonly string[];
  /** Nodes that run at inference, by the call of a module that they run in. */
  readonly byInvocation: ReadonlyMap<string, readonly number[]>;
  readonly #running: readonly boolean[];
  readonly #producers = new Map<string, number>();
  readonly #consumers = new Map<string, number[]>();

  /** Looks at a model whose nodes stand in the modules of these paths. */
  constructor(typed: TypedModel, stored: StoredTensors, modules: readonly string[]) {
    this.typed = typed;
    this.stored = stored;
    this.modules = modules;
    this.#running = findRunning(typed, stored);
    this.invocations = typed.nodes.map((node, index) => `${modules[index]}\n${scopeOf(node)}`);
    const groups = new Map<string, number[]>();
    typed.nodes.forEach(({ node }, index) => {
      for (const output of node.outputs) if (output !== "") this.#producers.set(output, index);
      if (!this.#running[index]) return;
      for (const input of new Set(node.inputs)) push(this.#consumers, input, index);
      push(groups, this.invocations[index]!, index);
    });
    this.byInvocation = groups;
  }

  /** The node at that index. */
  node(index: number): TypedNode {
    return this.typed.nodes[index]!;
  }

  /** The operator of the node at that index. */
  op(index: number): string {
    return this.node(index).node.op;
  }

  /** True for a node that is not computed before inference. */
  isRunning(index: number): boolean {
    return this.#running[index]!;
  }

  /** True for a value that is known before inference. */
  isConstant(value: string): boolean {
    return this.typed.values.get(value)?.constant === true;
  }

  /** The index of the running node of that operator that makes a value, if it runs in the same call as `beside`. */
  maker(value: string | undefined, op: string, beside: number): number | undefined {
    const index = value === undefined ? undefined : this.#producers.get(value);
    if (index === undefined || !this.#running[index] || this.op(index) !== op) return undefined;
    return this.invocations[index] === this.invocations[beside] ? index : undefined;
  }

  /** The node that makes a value, whether it runs or not. */
  anyMaker(value: string): number | undefined {
    return this.#producers.get(value);
  }

  /** The running nodes that take a value. */
  takers(value: string): readonly number[] {
    return this.#consumers.get(value) ?? [];
  }

  /** The only taker of a node's first output, if it is of that operator and runs in the same call. */
  onlyTaker(index: number, op: string): number | undefined {
    const takers = this.takers(this.output(index));
    const [taker] = takers;
    if (takers.length !== 1 || this.op(taker!) !== op || this.isOutput(this.output(index))) return undefined;
    return this.invocations[taker!] === this.invocations[index] ? taker : undefined;
  }

  /** True for a value that the network gives. */
  isOutput(value: string): boolean {
    return this.typed.outputs.some(({ name }) => name === value);
  }

  /** A node's first output. */
  output(index: number): string {
    return this.node(index).node.outputs[0]!;
  }

  /** A node's inputs. */
  inputs(index: number): readonly string[] {
    return this.node(index).node.inputs;
  }

  /** Of a node with two inputs, the other than `value`; `undefined` if it does not take it, or twice. */
  other(index: number, value: string): string | undefined {
    const [a, b] = this.inputs(index);
    return a === value ? (b === value ? undefined : b) : b === value ? a : undefined;
  }

  /**
   * A value's sizes.
   *
   * @throws {Unknown} If they are not known.
   */
  shape(value: string): Shape {
    const type = this.typed.values.get(value)?.type;
    if (type?.kind !== "tensor" || type.shape === undefined) throw new Unknown(`the shape of ${value} is not known`);
    return type.shape;
  }

  /**
   * A constant value's sizes as numbers.
   *
   * @throws {Unknown} If they are not known.
   */
  sizes(value: string): readonly number[] {
    return this.shape(value).map((dim) => {
      if (typeof dim !== "number") throw new Unknown(`the shape of ${value} depends on ${dim}`);
      return dim;
    });
  }

  /** Bytes of an element of a value. */
  elementBytes(value: string): number {
    const type = this.typed.values.get(value)?.type;
    return type?.kind === "tensor" && type.dtype !== undefined ? (bitsOf(type.dtype) ?? 0) / 8 : 0;
  }

  /** The elements of a constant value, where they are known. */
  elements(value: string | undefined): readonly unknown[] | undefined {
    return value === undefined ? undefined : this.typed.values.get(value)?.elements;
  }

  /** True for a value that is one known number. */
  isNumber(value: string | undefined, number?: number): boolean {
    const elements = this.elements(value);
    const [only] = elements ?? [];
    if (elements?.length !== 1 || typeof only !== "number") return false;
    return number === undefined || Math.abs(only - number) <= 1e-3 * Math.abs(number);
  }

  /** The parameter that a value is, or was made of before inference. */
  parameter(value: string | undefined): StoredTensor | undefined {
    const tensor = value === undefined ? undefined : this.stored.rootOf(value);
    return tensor?.role === "parameter" ? tensor : undefined;
  }

  /** The first axis of the network's first input. */
  get batch(): Dim | undefined {
    const type = this.typed.inputs[0]?.type;
    return type?.kind === "tensor" ? type.shape?.[0] : undefined;
  }

  /** Names of the stored tensors that a constant value was made of. */
  sourceNames(value: string, depth = 8): string[] {
    const stored = this.stored.rootOf(value);
    if (stored !== undefined) return [stored.name];
    const maker = this.isConstant(value) && depth > 0 ? this.#producers.get(value) : undefined;
    return maker === undefined ? [] : this.inputs(maker).flatMap((input) => this.sourceNames(input, depth - 1));
  }

  /** A node's input by the name that its definition gives it. */
  operand(index: number, name: string): Operand | undefined {
    const operand = this.node(index).binding?.inputs[name] as Operand | readonly Operand[] | undefined;
    return Array.isArray(operand) ? undefined : operand as Operand | undefined;
  }

  /** A node's attributes, defaults put in. */
  // deno-lint-ignore no-explicit-any -- each definition's own
  attributes(index: number): any {
    return this.node(index).binding?.attributes ?? {};
  }
}

/** Work that PyTorch does in each run even if nothing of it depends on the inputs; what only rearranges weights is none. */
const ALWAYS_RUN = new Set([
  "Conv",
  "ConvTranspose",
  "Gemm",
  "MatMul",
  "Einsum",
  "BatchNormalization",
  "LayerNormalization",
  "Relu",
  "Softmax",
]);

/** Which nodes stand for something that PyTorch runs: an exporter's reader may compute before inference what a tool has seen running. */
function findRunning(typed: TypedModel, stored: StoredTensors): boolean[] {
  const revived = new Set<string>();
  return typed.nodes.map((typedNode) => {
    if (typedNode.runsBodies) return false;
    if (!isFolded(typed, typedNode)) return true;
    const { op, inputs, outputs } = typedNode.node;
    const looksUp = op === "Gather" && stored.rootOf(inputs[0] ?? "")?.role === "parameter" && rankOf(typed, inputs[1] ?? "") > 0;
    const runs = ALWAYS_RUN.has(op) || looksUp || inputs.some((value) => revived.has(value));
    if (runs) outputs.forEach((value) => revived.add(value));
    return runs;
  });
}

function rankOf(typed: TypedModel, value: string): number {
  const type = typed.values.get(value)?.type;
  return type?.kind === "tensor" ? type.shape?.length ?? 0 : 0;
}

/** The part of a node's name, or the calls of local functions, that says in which call of a module it runs. */
function scopeOf({ node, calls }: TypedNode): string {
  if (calls.length > 0) return calls.map((call) => call.name).join("/");
  return node.name.slice(0, Math.max(0, node.name.lastIndexOf("/")));
}

function push<K>(map: Map<K, number[]>, key: K, index: number): void {
  const list = map.get(key);
  if (list) list.push(index);
  else map.set(key, [index]);
}
