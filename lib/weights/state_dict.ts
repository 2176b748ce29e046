/**
 * A live dictionary of a model's weights: entries are read from the file when they are asked for, and set without a change of the file, for a later
 * saving.
 *
 * @module
 */
import { encodeArray, type Numbers } from "../bytes/encode_array.ts";
import { decodeArray } from "../bytes/typed_array.ts";
import type { DType } from "../model/dtype.ts";
import type { Model } from "../model/model.ts";
import type { Tensor } from "../model/tensor.ts";
import { type Elements, loadElements } from "./load_elements.ts";

/** One weight: what the file says of it, and its elements on request. */
export class StateDictEntry {
  /** The name. */
  readonly name: string;
  readonly #tensor: Tensor;
  readonly #edited: () => Uint8Array | undefined;

  /** The entry of a tensor; `edited` gives the bytes that were set. */
  constructor(name: string, tensor: Tensor, edited: () => Uint8Array | undefined) {
    this.name = name;
    this.#tensor = tensor;
    this.#edited = edited;
  }

  /** The element type, which setting does not change. */
  get dtype(): DType {
    return this.#tensor.dtype;
  }

  /** The dimensions, which setting does not change. */
  get shape(): readonly number[] {
    return this.#tensor.shape;
  }

  /** True if the elements were set since they were read. */
  get isEdited(): boolean {
    return this.#edited() !== undefined;
  }

  /** The tensor with the elements that were set, or as the file has it. */
  get tensor(): Tensor {
    const bytes = this.#edited();
    if (bytes === undefined) return this.#tensor;
    const { dtype, shape, byteLength } = this.#tensor;
    return { name: this.name, dtype, shape, byteLength, load: () => Promise.resolve(bytes.slice()) };
  }

  /**
   * The elements in a typed array of the caller's own, as `loadElements()` gives them. To change the weight, set what was changed.
   *
   * @throws As the tensor's `load()`.
   */
  async load(): Promise<Elements> {
    const bytes = this.#edited();
    if (bytes === undefined || this.dtype === "string") return await loadElements(this.#tensor);
    return decodeArray(this.dtype, bytes, countOf(this.shape));
  }
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** The weights of a model by name, in the file's order. */
export class StateDict implements Iterable<[string, StateDictEntry]> {
  readonly #entries: ReadonlyMap<string, StateDictEntry>;
  readonly #tensors: ReadonlyMap<string, Tensor>;
  /** Bytes that were set, by tensor, so that a tensor of two names changes under both. */
  readonly #edits = new Map<Tensor, Uint8Array>();
  readonly #tied: ReadonlyMap<string, readonly string[]>;

  /**
   * The dictionary of these tensors.
   *
   * @param tied Names of tensors that are one with another, by the other's name: setting one sets all.
   */
  constructor(tensors: Iterable<readonly [string, Tensor]>, tied: ReadonlyMap<string, string> = new Map()) {
    this.#tensors = new Map(tensors);
    this.#entries = new Map(
      [...this.#tensors].map(([name, tensor]) => [name, new StateDictEntry(name, tensor, () => this.#edits.get(tensor))]),
    );
    const groups = Map.groupBy(this.#tensors.keys(), (name) => tied.get(name) ?? name);
    this.#tied = new Map([...groups.values()].flatMap((names) => names.map((name) => [name, names])));
  }

  /** The dictionary of all that a model stores under a name: of an ONNX file the initializers, of a file of weights these. */
  static of({ graph, checkpoint }: Model): StateDict {
    return new StateDict(graph.initializers, checkpoint?.tied);
  }

  /** How many weights there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** True if there is a weight of that name. */
  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** The weight of that name. */
  get(name: string): StateDictEntry | undefined {
    return this.#entries.get(name);
  }

  /** The names, in the file's order. */
  keys(): IterableIterator<string> {
    return this.#entries.keys();
  }

  /** The weights, in the file's order. */
  values(): IterableIterator<StateDictEntry> {
    return this.#entries.values();
  }

  /** Names and weights, in the file's order. */
  entries(): IterableIterator<[string, StateDictEntry]> {
    return this.#entries.entries();
  }

  /** Names and weights, in the file's order. */
  [Symbol.iterator](): IterableIterator<[string, StateDictEntry]> {
    return this.#entries.entries();
  }

  /**
   * Sets a weight's elements, in row-major order, in its own element type: numbers that it does not have go to the nearest. Tied weights change together.
   *
   * @throws {TypeError} If there is no weight of that name, or its elements are texts or sparse.
   * @throws {RangeError} If there are more or fewer numbers than its shape takes, or one that its type cannot hold.
   */
  set(name: string, values: Numbers): this {
    const tensor = this.#tensors.get(name);
    const text = `Cannot set the weight ${JSON.stringify(name)}`;
    if (tensor === undefined) throw new TypeError(`${text} as the model has none of that name: it has ${this.size} others`);
    const { dtype, shape } = tensor;
    if (dtype === "string" || tensor.sparse !== undefined) throw new TypeError(`${text} as it must hold numbers, each stored: it does not`);
    const wanted = countOf(shape) * (dtype.startsWith("complex") ? 2 : 1);
    if (values.length !== wanted) {
      throw new RangeError(`${text} as its shape [${shape.join(", ")}] takes ${wanted} numbers: there are ${values.length}`);
    }
    return this.#setBytes(name, encodeArray(dtype, values));
  }

  /**
   * Sets a weight's elements to those of a tensor: bit by bit where the element types are the same.
   *
   * @throws As {@linkcode set}, and as the tensor's `load()`.
   */
  async copy(name: string, from: Tensor): Promise<this> {
    const own = this.#tensors.get(name);
    if (own === undefined || own.dtype !== from.dtype || own.byteLength !== from.byteLength || own.dtype === "string") {
      return this.set(name, await loadElements(from) as Numbers);
    }
    const bytes = await from.load();
    if (bytes.length === own.byteLength) return this.#setBytes(name, bytes.slice());
    throw new RangeError(`Cannot set the weight ${JSON.stringify(name)} as it takes ${own.byteLength} bytes: there are ${bytes.length}`);
  }

  #setBytes(name: string, bytes: Uint8Array): this {
    for (const each of this.#tied.get(name)!) this.#edits.set(this.#tensors.get(each)!, bytes);
    return this;
  }

  /** Takes back what was set: of one weight, or of all. */
  reset(name?: string): void {
    if (name === undefined) this.#edits.clear();
    else for (const each of this.#tied.get(name) ?? []) this.#edits.delete(this.#tensors.get(each)!);
  }

  /** The bytes that were set, by the file's tensor: what a saving writes. */
  get edits(): ReadonlyMap<Tensor, Uint8Array> {
    return this.#edits;
  }
}
