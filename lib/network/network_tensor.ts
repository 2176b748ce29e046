/**
 * A parameter or a buffer of a network, as PyTorch would hand it out.
 *
 * @module
 */
import { joinPath } from "../analysis/modules/dialect.ts";
import type { StoredTensor } from "../analysis/stored_tensors.ts";
import { encodeArray, type Numbers } from "../bytes/encode_array.ts";
import type { NumericArray } from "../bytes/typed_array.ts";
import type { DType } from "../model/dtype.ts";
import type { Tensor } from "../model/tensor.ts";
import { TensorStatistics } from "../tensor_statistics.ts";
import { type Elements, loadElements } from "../weights/load_elements.ts";
import { tensorStatistics } from "../weights/statistics.ts";
import type { Overlay } from "./overlay.ts";
import { fileOrder, pytorchShape } from "./tensor_layout.ts";
import { printable } from "../model/printable.ts";

/**
 * A parameter or a buffer. Its data stay in the file until they are asked for; what is set stays with the network until it is saved.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { load } from "../../mod.ts";
 *
 * const weight = (await load("tests/data/weights/training.pt")).getParameter("conv.weight");
 * const values = await weight.load() as Float32Array;
 * assertEquals(values.length, weight.numel());
 * weight.set(values.map((value) => Math.abs(value) < 0.1 ? 0 : value));
 * assertEquals(weight.isEdited, true);
 * ```
 */
export class NetworkTensor {
  /** How the file has it. */
  readonly stored: StoredTensor;
  readonly #overlay: Overlay;

  /** Hands out a stored tensor, with what is set in a network. */
  constructor(stored: StoredTensor, overlay: Overlay) {
    this.stored = stored;
    this.#overlay = overlay;
  }

  /** The path by which it is known: `layer1.0.bn1.weight`. */
  get name(): string {
    return this.stored.name;
  }

  /** Further paths of the same tensor, of modules that share it. */
  get aliases(): readonly string[] {
    return this.stored.aliases ?? [];
  }

  /** The dimensions as PyTorch has them. A file may store a matrix transposed, or a recurrent layer's packed: then `stored.recovered` says so. */
  get shape(): readonly number[] {
    return pytorchShape(this.stored.tensor.shape, this.stored.recovered);
  }

  /** The element type, which setting does not change. */
  get dtype(): DType {
    return this.stored.tensor.dtype;
  }

  /** Whether it is trained; `undefined` where nobody has said so. It can be set: a profile of the network then tells `trainable` from `frozen`. */
  get requiresGrad(): boolean | undefined {
    return this.tensor.requiresGrad;
  }

  set requiresGrad(value: boolean) {
    if (typeof value !== "boolean") {
      throw new TypeError(`Cannot set requiresGrad of ${JSON.stringify(this.name)} as it must be true or false: it is ${String(value)}`);
    }
    this.#overlay.train(this.stored.tensor, value);
  }

  /** True if its elements were set since they were read. */
  get isEdited(): boolean {
    return this.#overlay.edits.has(this.stored.tensor);
  }

  /** True if the file has the elements in another order than {@linkcode load} gives them in. */
  get isReordered(): boolean {
    return this.#order() !== undefined;
  }

  /** The tensor in the file's own form and order, with the elements that were set. */
  get tensor(): Tensor {
    return this.#overlay.current(this.stored.tensor);
  }

  /** The number of elements. */
  numel(): number {
    return countOf(this.stored.tensor.shape);
  }

  /**
   * Reads the elements into a typed array of the caller's own, in the order of {@linkcode shape}: whole numbers of 64 bits as bigints; float16, bfloat16
   * and smaller floating-point types as float32, which holds them exactly; truth values as 0 and 1; a complex number as two, real part first.
   * To change the tensor, {@linkcode set} what was changed.
   *
   * @throws {SourceError} If they cannot be read.
   * @throws {FormatSyntaxError} If the file has no data for it, or not as many as its shape takes.
   */
  async load(): Promise<Elements> {
    const elements = await loadElements(this.tensor);
    const order = this.#order();
    if (order === undefined || !ArrayBuffer.isView(elements)) return elements;
    const moved = new (elements.constructor as new (length: number) => NumericArray)(elements.length);
    for (let at = 0; at < moved.length; at++) moved[at] = elements[order[at]!]!;
    return moved;
  }

  /**
   * Sets the elements, in the order of {@linkcode shape}. Numbers that its element type does not have go to the nearest; a tensor that has several names
   * changes under all of them.
   *
   * @throws {TypeError} If its elements are texts or sparse, or the file has no place for them.
   * @throws {RangeError} If there are more or fewer numbers than its shape takes, or one that its type cannot hold.
   */
  set(values: Numbers): this {
    const text = `Cannot set ${JSON.stringify(this.name)}`;
    const { dtype } = this;
    if (dtype === "string" || this.stored.tensor.sparse !== undefined) {
      throw new TypeError(`${text} as it must hold numbers, each stored: it does not`);
    }
    if (this.stored.filled) throw new TypeError(`${text} as the file does not store its elements: it fills it with one value`);
    const wanted = this.numel() * (dtype.startsWith("complex") ? 2 : 1);
    if (values?.length !== wanted) {
      throw new RangeError(
        `${text} as its shape [${this.shape.join(", ")}] takes ${wanted} numbers: there are ${values?.length ?? "none"}`,
      );
    }
    const order = this.#order();
    this.#overlay.set(this.stored.tensor, encodeArray(dtype, order === undefined ? values : inFile(values, order)));
    return this;
  }

  /**
   * Sets the elements to those of another tensor of the same shape: bit by bit where the element types are the same.
   *
   * @throws As {@linkcode set}, and as the other's {@linkcode load}.
   */
  async copy(other: NetworkTensor): Promise<this> {
    const alike = this.dtype === other.dtype && this.dtype !== "string" && this.stored.tensor.byteLength === other.stored.tensor.byteLength;
    if (!alike || this.#order() !== undefined || other.#order() !== undefined || this.stored.filled) {
      return this.set(await other.load() as Numbers);
    }
    const bytes = await other.tensor.load();
    const { byteLength } = this.stored.tensor;
    if (bytes.length !== byteLength) {
      throw new RangeError(`Cannot set ${JSON.stringify(this.name)} as it takes ${byteLength} bytes: there are ${bytes.length}`);
    }
    this.#overlay.set(this.stored.tensor, bytes.slice());
    return this;
  }

  /** Sets the bytes, in the file's own form: what {@linkcode tensor} gave before. */
  restore(bytes: Uint8Array): void {
    this.#overlay.set(this.stored.tensor, bytes);
  }

  /** Takes back the elements that were set. */
  reset(): void {
    this.#overlay.set(this.stored.tensor, undefined);
  }

  /**
   * What the elements are like: `mean`, `std`, `min`, `max`, `zeros`, and a histogram that shows itself in a cell. They are read piece by piece.
   *
   * @throws {TypeError} If the elements are texts, complex or sparse.
   * @throws As {@linkcode load}.
   */
  async statistics(): Promise<TensorStatistics> {
    return new TensorStatistics(this.name, await tensorStatistics(this.tensor));
  }

  /** Its name, element type and dimensions. */
  toString(): string {
    return `${printable(this.name)}: ${this.dtype} [${this.shape.join(", ")}]`;
  }

  /** The same text where Deno or Node inspects the object. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  #order(): Uint32Array | undefined {
    return fileOrder(this.stored.tensor.shape, this.stored.recovered);
  }
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** Numbers in PyTorch's order, put where the file has them. */
function inFile(values: Numbers, order: Uint32Array): Numbers {
  const moved = ArrayBuffer.isView(values)
    ? new (values.constructor as new (length: number) => NumericArray)(values.length)
    : new Array<number | bigint>(values.length);
  for (let at = 0; at < order.length; at++) moved[order[at]!] = values[at]!;
  return moved;
}

/** A tensor as one module knows it. */
export interface RegisteredTensor {
  /** Its name in the module, such as `weight`. */
  readonly name: string;
  /** The tensor. */
  readonly tensor: NetworkTensor;
  /** True for a name that is none of PyTorch's paths, so that it is not to be put behind the module's. */
  readonly foreign: boolean;
}

/** A tensor's name below a path; a foreign one stays as it is. */
export function nameBelow(prefix: string, { name, foreign }: RegisteredTensor): string {
  return foreign ? name : joinPath(prefix, name);
}
