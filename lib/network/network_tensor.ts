/**
 * A parameter or a buffer of a network, as PyTorch would hand it out.
 *
 * @module
 */
import { joinPath } from "../analysis/modules/dialect.ts";
import type { StoredTensor } from "../analysis/stored_tensors.ts";
import type { DType } from "../model/dtype.ts";

/** A parameter or a buffer. Its data stay in the file until they are asked for. */
export class NetworkTensor {
  /** How the file has it. */
  readonly stored: StoredTensor;

  /** Hands out a stored tensor. */
  constructor(stored: StoredTensor) {
    this.stored = stored;
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
    const { tensor, recovered } = this.stored;
    if (recovered?.packed) return tensor.shape.slice(1);
    return recovered?.transposed ? tensor.shape.toReversed() : tensor.shape;
  }

  /** The element type. */
  get dtype(): DType {
    return this.stored.tensor.dtype;
  }

  /** Whether it is trained; `undefined` where nobody has said so. */
  get requiresGrad(): boolean | undefined {
    return this.stored.tensor.requiresGrad;
  }

  /** The number of elements. */
  numel(): number {
    return this.stored.tensor.shape.reduce((a, b) => a * b, 1);
  }

  /** Reads the bytes, little-endian, in the order in which the file stores them. */
  load(): Promise<Uint8Array> {
    return this.stored.tensor.load();
  }

  /** Its name, element type and dimensions. */
  toString(): string {
    return `${this.name}: ${this.dtype} [${this.shape.join(", ")}]`;
  }

  /** The same text where Deno or Node inspects the object. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
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
