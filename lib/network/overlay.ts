/**
 * What was set in a network since it was read: the model itself never changes.
 *
 * @module
 */
import { decodeScalars } from "../bytes/scalars.ts";
import { splitPieces } from "../bytes/pieces.ts";
import type { AttributeValue, Graph, LocalFunction, Model, Node } from "../model/model.ts";
import type { Element, Tensor } from "../model/tensor.ts";

/** What was set, by the tensor that it was set for. */
export class Overlay {
  readonly #bytes = new Map<Tensor, Uint8Array>();
  readonly #trained = new Map<Tensor, boolean>();
  /** Tensors that a file lists under several names, and that are one. */
  readonly #twins: ReadonlyMap<Tensor, readonly Tensor[]>;

  /** Holds what is set in a model. */
  constructor({ graph: { initializers }, checkpoint }: Model) {
    const groups = checkpoint?.tied.size ? [...Map.groupBy(initializers, ([name]) => checkpoint.tied.get(name) ?? name).values()] : [];
    this.#twins = new Map(
      groups.flatMap((group) => group.map(([, tensor]) => [tensor, group.map(([, twin]) => twin)] as const)),
    );
  }

  /** The bytes that were set, by the file's tensor: what a saving writes. */
  get edits(): ReadonlyMap<Tensor, Uint8Array> {
    return this.#bytes;
  }

  /** Sets a tensor's bytes, little-endian, as the file would have them, or takes back what was set. */
  set(tensor: Tensor, bytes: Uint8Array | undefined): void {
    for (const each of this.#twins.get(tensor) ?? [tensor]) {
      if (bytes === undefined) this.#bytes.delete(each);
      else this.#bytes.set(each, bytes);
    }
  }

  /** Takes back all bytes that were set. */
  clear(): void {
    this.#bytes.clear();
  }

  /** Says whether a tensor is trained. */
  train(tensor: Tensor, requiresGrad: boolean): void {
    for (const each of this.#twins.get(tensor) ?? [tensor]) this.#trained.set(each, requiresGrad);
  }

  /** A tensor as it is now: with what was set, or as the file has it. */
  current(tensor: Tensor): Tensor {
    const [bytes, requiresGrad] = [this.#bytes.get(tensor), this.#trained.get(tensor)];
    return bytes === undefined && requiresGrad === undefined ? tensor : new SetTensor(tensor, bytes, requiresGrad);
  }

  /** A model as it is now. */
  currentModel(model: Model): Model {
    return this.#bytes.size + this.#trained.size === 0 ? model : new Renewal(this).model(model);
  }
}

/** A tensor of which something was set. */
class SetTensor implements Tensor {
  readonly name: string;
  readonly dtype: Tensor["dtype"];
  readonly shape: readonly number[];
  readonly byteLength: number;
  declare readonly elements?: readonly Element[];
  declare readonly storage?: NonNullable<Tensor["storage"]>;
  declare readonly sparse?: NonNullable<Tensor["sparse"]>;
  declare readonly requiresGrad?: boolean;
  declare readonly declared?: "parameter" | "buffer";
  readonly #file: Tensor;
  readonly #bytes: Uint8Array | undefined;

  constructor(file: Tensor, bytes: Uint8Array | undefined, requiresGrad = file.requiresGrad) {
    const { name, dtype, shape, byteLength, storage, sparse, declared } = file;
    [this.name, this.dtype, this.shape, this.byteLength] = [name, dtype, shape, byteLength];
    const elements = bytes !== undefined && file.elements !== undefined ? elementsOf(file, bytes) : file.elements;
    if (elements !== undefined) this.elements = elements;
    if (storage !== undefined) this.storage = storage;
    if (sparse !== undefined) this.sparse = sparse;
    if (requiresGrad !== undefined) this.requiresGrad = requiresGrad;
    if (declared !== undefined) this.declared = declared;
    this.#file = file;
    this.#bytes = bytes;
  }

  load(): Promise<Uint8Array> {
    return this.#bytes === undefined ? this.#file.load() : Promise.resolve(this.#bytes.slice());
  }

  async *stream(pieceBytes: number): AsyncGenerator<Uint8Array> {
    if (this.#bytes === undefined && this.#file.stream !== undefined) yield* this.#file.stream(pieceBytes);
    else yield* splitPieces(await this.load(), pieceBytes);
  }
}

/** The elements of a small tensor whose bytes were set. */
function elementsOf({ dtype, shape }: Tensor, bytes: Uint8Array): Element[] {
  if (dtype === "string") return [];
  const count = shape.reduce((product, dim) => product * dim, 1);
  return decodeScalars(dtype, bytes, count).map((value) => typeof value === "bigint" ? Number(value) : value);
}

/** Puts tensors as they are now in the place of the file's, wherever a model has them. What has none of them stays the same object. */
class Renewal {
  readonly #overlay: Overlay;

  constructor(overlay: Overlay) {
    this.#overlay = overlay;
  }

  model(model: Model): Model {
    return { ...model, graph: this.#graph(model.graph), functions: model.functions.map((each) => this.#function(each)) };
  }

  #graph(graph: Graph): Graph {
    const initializers = new Map([...graph.initializers].map(([name, tensor]) => [name, this.#overlay.current(tensor)]));
    return { ...graph, initializers, nodes: graph.nodes.map((node) => this.#node(node)) };
  }

  #function(local: LocalFunction): LocalFunction {
    return { ...local, defaults: this.#attributes(local.defaults), nodes: local.nodes.map((node) => this.#node(node)) };
  }

  #node(node: Node): Node {
    const attributes = this.#attributes(node.attributes);
    return attributes === node.attributes ? node : { ...node, attributes };
  }

  #attributes(attributes: ReadonlyMap<string, AttributeValue>): ReadonlyMap<string, AttributeValue> {
    const isPlain = (value: unknown) => typeof value !== "object" || (Array.isArray(value) && typeof value[0] !== "object");
    if (attributes.values().every(isPlain)) return attributes;
    return new Map([...attributes].map(([name, value]) => [name, this.#value(value)]));
  }

  #value(value: AttributeValue): AttributeValue {
    if (Array.isArray(value)) return value.map((each) => this.#value(each)) as unknown as AttributeValue;
    if (typeof value !== "object") return value;
    if ("initializers" in value) return this.#graph(value);
    return "load" in value ? this.#overlay.current(value) : value;
  }
}
