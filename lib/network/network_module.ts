/**
 * A module of a network with PyTorch's methods, in camelCase: the same meaning, the same order.
 *
 * @see https://pytorch.org/docs/1.13/generated/torch.nn.Module.html
 * @module
 */
import { ArgumentError } from "../analysis/argument_error.ts";
import { joinPath, lastPart } from "../analysis/modules/dialect.ts";
import type { ModuleRegistry } from "./module_registry.ts";
import { type KeyDifference, loadStateDict, type LoadStateDictOptions } from "./load_state_dict.ts";
import { nearestNames } from "./nearest_names.ts";
import { nameBelow, type NetworkTensor, type RegisteredTensor } from "./network_tensor.ts";
import { StateDict } from "./state_dict.ts";
import { printable } from "../model/printable.ts";

/** Which kind of tensors a walk gives. */
type Role = "parameter" | "buffer";

/**
 * A module. Names that its methods give begin at it, as PyTorch's do.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { load } from "../../mod.ts";
 *
 * const block = (await load("examples/resnet50.onnx")).getSubmodule("layer1.0");
 * assertEquals([...block.namedChildren()].map(([name]) => name).slice(0, 3), ["conv1", "bn1", "relu"]);
 * assertEquals(String(block.getSubmodule("conv1")), "Conv2d(64, 64, kernel_size=(1, 1), stride=(1, 1), bias=False)");
 * ```
 */
export class NetworkModule {
  readonly #registry: ModuleRegistry;
  /** Its path in the network, such as `layer1.0`; `""` is the network itself. */
  readonly path: string;

  /** The module at a path. */
  constructor(registry: ModuleRegistry, path: string) {
    this.#registry = registry;
    this.path = path;
  }

  /** Its class, such as `Conv2d`; `Module` where the file does not tell. */
  get type(): string {
    return this.#registry.facts(this.path)?.type ?? "Module";
  }

  /** What PyTorch prints between the brackets (`extra_repr`); `""` where there is nothing, or where the graph does not tell it. */
  get detail(): string {
    return this.#registry.facts(this.path)?.detail ?? "";
  }

  /** True where it is a guess from repeated structure: no words of the file name it. */
  get guessed(): boolean {
    return this.#registry.facts(this.path)?.guessed ?? false;
  }

  /** Classes of modules that the exporter has folded into it, such as `BatchNorm2d` into a convolution. */
  get holds(): readonly string[] {
    return this.#registry.facts(this.path)?.holds ?? [];
  }

  /** All modules, this one first, however deep; a shared one once. */
  *modules(): Generator<NetworkModule> {
    for (const [, module] of this.namedModules()) yield module;
  }

  /** All modules with their names, this one first as `""`, however deep; a shared one once. */
  *namedModules(): Generator<[string, NetworkModule]> {
    const seen = new Set<NetworkModule>();
    for (const [name, module] of this.#walk("")) {
      if (seen.has(module)) continue;
      seen.add(module);
      yield [name, module];
    }
  }

  /** The modules directly in it; a shared one once. */
  *children(): Generator<NetworkModule> {
    for (const [, module] of this.namedChildren()) yield module;
  }

  /** The modules directly in it with their names; a shared one once. */
  *namedChildren(): Generator<[string, NetworkModule]> {
    const seen = new Set<NetworkModule>();
    for (const [name, module] of this.#entries()) {
      if (!seen.has(module)) yield [name, module];
      seen.add(module);
    }
  }

  /** The parameters, a shared one once; without `recurse`, only those directly in it. */
  *parameters(recurse = true): Generator<NetworkTensor> {
    for (const [, tensor] of this.namedParameters(recurse)) yield tensor;
  }

  /** The parameters with their names, a shared one once; without `recurse`, only those directly in it. */
  *namedParameters(recurse = true): Generator<[string, NetworkTensor]> {
    yield* this.#tensors("parameter", recurse);
  }

  /** The buffers, a shared one once, and none that a profiler left; without `recurse`, only those directly in it. */
  *buffers(recurse = true): Generator<NetworkTensor> {
    for (const [, tensor] of this.namedBuffers(recurse)) yield tensor;
  }

  /** The buffers with their names, a shared one once, and none that a profiler left; without `recurse`, only those directly in it. */
  *namedBuffers(recurse = true): Generator<[string, NetworkTensor]> {
    yield* this.#tensors("buffer", recurse);
  }

  /**
   * Parameters and buffers by name, each module's before those of the modules in it; a shared one under each of its names. What is set in it is set in
   * the network, and saved with it.
   */
  stateDict(): StateDict {
    return new StateDict(this.#state());
  }

  /**
   * Sets its tensors to those of another state dict, each in its own element type.
   *
   * @param from A state dict, or another network's module.
   * @returns The names that differ.
   * @throws {StateDictError} If names differ and loading is strict (the default), or a shape differs: in PyTorch's words. Nothing is set then.
   * @throws {SourceError} If the other's elements cannot be read. Nothing is set then.
   */
  async loadStateDict(from: StateDict | NetworkModule, options: LoadStateDictOptions = {}): Promise<KeyDifference> {
    const other = from instanceof NetworkModule ? from.stateDict() : from;
    if (!(other instanceof StateDict)) {
      throw new TypeError("Cannot load a state dict as it must be one of a network that was loaded: (await load(source)).stateDict()");
    }
    return await loadStateDict(this.stateDict(), other, options, this.type);
  }

  /** Says of all its parameters whether they are trained; a profile of the network then tells `trainable` from `frozen`. */
  requiresGrad_(requiresGrad = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = requiresGrad;
    return this;
  }

  /**
   * The parameter of that name.
   *
   * @throws {ArgumentError} If there is none.
   */
  getParameter(name: string): NetworkTensor {
    return this.#get(name, "parameter");
  }

  /**
   * The buffer of that name.
   *
   * @throws {ArgumentError} If there is none.
   */
  getBuffer(name: string): NetworkTensor {
    return this.#get(name, "buffer");
  }

  /**
   * The module at a path below this one; `""` is this one.
   *
   * @throws {ArgumentError} If there is none.
   */
  getSubmodule(path: string): NetworkModule {
    if (path === "") return this;
    let at = this.#registry.module(this.path);
    let walked = "";
    for (const part of path.split(".")) {
      const entries = new Map(at.#entries());
      const next = entries.get(part);
      if (next === undefined) {
        const whole = walked === "" ? "the network" : `"${walked}"`;
        const names = [...entries.keys()].map((name) => joinPath(walked, name));
        throw new ArgumentError(
          `Cannot get submodule "${path}" as ${whole} must hold "${part}": ${nearestNames(joinPath(walked, part), names)}`,
        );
      }
      [at, walked] = [next, joinPath(walked, part)];
    }
    return at;
  }

  /** The text that PyTorch's `print(model)` gives. */
  toString(): string {
    const lines = [...this.#entries()].map(([name, module]) => `(${printable(name)}): ${module.toString().replaceAll("\n", "\n  ")}`);
    const [type, detail] = [printable(this.type), printable(this.detail)];
    if (lines.length === 0) return `${type}(${detail})`;
    return `${type}(\n${[...detail === "" ? [] : [detail], ...lines].map((line) => `  ${line}`).join("\n")}\n)`;
  }

  /** The same text where Deno or Node inspects the object. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** The modules directly in it under each of their names. */
  *#entries(): Generator<[string, NetworkModule]> {
    for (const path of this.#registry.facts(this.path)?.children ?? []) yield [lastPart(path), this.#registry.module(path)];
  }

  /** All modules under each of their names. */
  *#walk(prefix: string): Generator<[string, NetworkModule]> {
    yield [prefix, this];
    for (const [name, module] of this.#entries()) yield* module.#walk(joinPath(prefix, name));
  }

  *#tensors(role: Role, recurse: boolean): Generator<[string, NetworkTensor]> {
    const seen = new Set<NetworkTensor>();
    for (const [prefix, module] of recurse ? this.#walk("") : [["", this] as [string, NetworkModule]]) {
      for (const registered of module.#registered(role)) {
        if (!seen.has(registered.tensor) && !registered.tensor.stored.leftover) yield [nameBelow(prefix, registered), registered.tensor];
        seen.add(registered.tensor);
      }
    }
  }

  *#state(): Generator<[string, NetworkTensor]> {
    for (const [prefix, module] of this.#walk("")) {
      for (const role of ["parameter", "buffer"] as const) {
        for (const registered of module.#registered(role)) yield [nameBelow(prefix, registered), registered.tensor];
      }
    }
  }

  #registered(role: Role): RegisteredTensor[] {
    return this.#registry.registered(this.path, role);
  }

  #get(name: string, role: Role): NetworkTensor {
    const all = new Map([...this.#state()].filter(([, { stored }]) => stored.role === role));
    const found = all.get(name);
    if (found !== undefined) return found;
    throw new ArgumentError(`Cannot get ${role} "${name}" as the module must hold it: ${nearestNames(name, all.keys())}`);
  }
}
