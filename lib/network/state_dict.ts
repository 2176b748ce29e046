/**
 * A network's tensors by name, as PyTorch's `state_dict()` lists them.
 *
 * @module
 */
import { ArgumentError } from "../analysis/argument_error.ts";
import { nearestNames } from "./nearest_names.ts";
import type { NetworkTensor } from "./network_tensor.ts";

/** A view on a network's parameters and buffers by name, in order of registration. A shared tensor stands under each of its names. It cannot be changed. */
export class StateDict implements Iterable<[string, NetworkTensor]> {
  readonly #entries: ReadonlyMap<string, NetworkTensor>;

  /** Views these tensors. */
  constructor(entries: Iterable<readonly [string, NetworkTensor]>) {
    this.#entries = new Map(entries);
  }

  /** How many names there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** True where there is a tensor of that name. */
  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /**
   * The tensor of that name.
   *
   * @throws {ArgumentError} If there is none.
   */
  get(name: string): NetworkTensor {
    const found = this.#entries.get(name);
    if (found !== undefined) return found;
    throw new ArgumentError(`Cannot get "${name}" as the state must hold it: ${nearestNames(name, this.#entries.keys())}`);
  }

  /** The names. */
  keys(): MapIterator<string> {
    return this.#entries.keys();
  }

  /** The tensors. */
  values(): MapIterator<NetworkTensor> {
    return this.#entries.values();
  }

  /** Names with tensors. */
  entries(): MapIterator<[string, NetworkTensor]> {
    return this.#entries.entries();
  }

  /** Names with tensors. */
  [Symbol.iterator](): MapIterator<[string, NetworkTensor]> {
    return this.#entries.entries();
  }

  /** A line for each tensor. */
  toString(): string {
    return [...this].map(([name, { dtype, shape }]) => `${name}: ${dtype} [${shape.join(", ")}]`).join("\n");
  }

  /** The same text where Deno or Node inspects the object. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}
