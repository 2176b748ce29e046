/**
 * What a module stores: parameters, which training changes, and buffers, which it does not. Both have a shape from the start and data only when these are asked for.
 *
 * @module
 */
import { type DType, isFloat } from "../model/dtype.ts";
import { bytesPerElement, encodeElements } from "./encode_elements.ts";
import { type Init, zeros } from "./init.ts";
import { Random } from "./random.ts";
import { Value } from "./value.ts";

/** What parameters and buffers have in common. */
export abstract class Stored extends Value {
  /** The dimensions, all known. */
  declare readonly shape: readonly number[];
  /** How it is filled; it may be set to another rule. */
  init: Init;

  /** A tensor of this shape, filled by `init` when it is asked for. */
  constructor(shape: readonly number[], dtype: DType, init: Init) {
    super(shape, dtype);
    const wrong = shape.find((size) => !Number.isInteger(size) || size < 0);
    if (wrong !== undefined) {
      throw new RangeError(`Cannot make a tensor of shape [${shape.join(", ")}] as sizes must be whole numbers >= 0: one is ${wrong}`);
    }
    bytesPerElement(dtype);
    this.init = init;
  }

  /** The number of elements, as a method as in PyTorch. */
  numel(): number {
    return this.shape.reduce((a, b) => a * b, 1);
  }

  /** The bytes that the data take. */
  get byteLength(): number {
    return this.numel() * bytesPerElement(this.dtype);
  }

  /** Stores real numbers in another type from now on; whole numbers and truth values stay as they are. */
  convert(dtype: DType): void {
    bytesPerElement(dtype);
    if (isFloat(this.dtype)) this.retype(dtype);
  }

  /** Makes the data: little-endian, in row-major order. One seed and name give the same data always. */
  data(seed: number, name: string): Uint8Array {
    const numbers = new Float32Array(this.numel());
    this.init(numbers, this.shape, new Random(seed, name));
    return encodeElements(numbers, this.dtype);
  }
}

/** A tensor that training changes. Assigned to a field of a module, it is registered under the field's name. */
export class Parameter extends Stored {
  /** Whether training changes it: set it to false to freeze it. */
  requiresGrad: boolean;

  /** A parameter of this shape. */
  constructor(shape: readonly number[], options: { readonly init?: Init; readonly dtype?: DType; readonly requiresGrad?: boolean } = {}) {
    super(shape, options.dtype ?? "float32", options.init ?? zeros);
    this.requiresGrad = options.requiresGrad ?? true;
  }
}

/** A tensor that belongs to the network's state and is not trained. Assigned to a field of a module, it is registered under the field's name. */
export class Buffer extends Stored {
  /** Whether it is a part of `stateDict()`. */
  readonly persistent: boolean;

  /** A buffer of this shape. */
  constructor(shape: readonly number[], options: { readonly init?: Init; readonly dtype?: DType; readonly persistent?: boolean } = {}) {
    super(shape, options.dtype ?? "float32", options.init ?? zeros);
    this.persistent = options.persistent ?? true;
  }
}
