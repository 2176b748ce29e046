/**
 * A network's tensors by name, as PyTorch's `state_dict()` lists them: a live dictionary.
 *
 * @module
 */
import { ArgumentError } from "../analysis/argument_error.ts";
import type { Numbers } from "../bytes/encode_array.ts";
import { nearestNames } from "./nearest_names.ts";
import type { NetworkTensor } from "./network_tensor.ts";
import { printable } from "../model/printable.ts";

/**
 * A network's parameters and buffers by name, in order of registration. A shared tensor stands under each of its names. What is set is what every other
 * way to the same tensor gives, and what `save()` of the network writes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { load } from "../profile.ts";
 *
 * const network = await load("tests/data/weights/state_dict.pth");
 * const weights = network.stateDict();
 * assertEquals(weights.get("fc.bias").shape, [4]);
 * weights.set("fc.bias", [0.5, 0, 0, 1]);
 * assertEquals(await network.getParameter("fc.bias").load(), Float32Array.of(0.5, 0, 0, 1));
 * ```
 */
export class StateDict implements Iterable<[string, NetworkTensor]> {
  readonly #entries: ReadonlyMap<string, NetworkTensor>;

  /** Lists these tensors. */
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
    return this.#find(name, "get");
  }

  /**
   * Sets a tensor's elements: numbers in the order of its shape, or another tensor's as `load()` gave them.
   *
   * @throws {ArgumentError} If there is none of that name.
   * @throws As the tensor's `set()`.
   */
  set(name: string, values: Numbers): this {
    this.#find(name, "set").set(values);
    return this;
  }

  /** Takes back what was set: of one tensor, or of all. */
  reset(name?: string): void {
    if (name !== undefined) this.#find(name, "reset").reset();
    else for (const tensor of this.#entries.values()) tensor.reset();
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

  /** Calls a function with each tensor and its name. */
  forEach(call: (tensor: NetworkTensor, name: string) => void): void {
    this.#entries.forEach((tensor, name) => call(tensor, name));
  }

  /** Names with tensors. */
  [Symbol.iterator](): MapIterator<[string, NetworkTensor]> {
    return this.#entries.entries();
  }

  /** A line for each tensor. */
  toString(): string {
    return [...this].map(([name, { dtype, shape, isEdited }]) =>
      `${printable(name)}: ${dtype} [${shape.join(", ")}]${isEdited ? ", set" : ""}`
    )
      .join("\n");
  }

  /** The same text where Deno or Node inspects the object. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  #find(name: string, action: string): NetworkTensor {
    const found = this.#entries.get(name);
    if (found !== undefined) return found;
    throw new ArgumentError(`Cannot ${action} "${name}" as the state must hold it: ${nearestNames(name, this.#entries.keys())}`);
  }
}
