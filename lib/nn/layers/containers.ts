/**
 * Modules that hold modules. As in PyTorch 1.13 (torch/nn/modules/container.py).
 *
 * @module
 */
import { Module } from "../module.ts";
import type { Value } from "../value.ts";

function checkModule(holder: string, name: string, module: unknown): asserts module is Module {
  if (module instanceof Module) return;
  const text = typeof module === "function"
    ? `the class ${module.name}; write new ${module.name}(…)`
    : typeof module === "object"
    ? "no module"
    : String(module);
  throw new TypeError(`Cannot put item ${name} into ${holder} as it must be a module: it is ${text}`);
}

/** Modules one after another: each takes what the one before gives. */
export class Sequential extends Module {
  /** The module at an index. */
  [index: number]: Module;

  /** `new nn.Sequential(first, second, …)`, or `new nn.Sequential({ conv: …, relu: … })` to name them. */
  constructor(...modules: readonly Module[] | readonly [Readonly<Record<string, Module>>]) {
    super();
    const [first] = modules;
    const named = modules.length === 1 && typeof first === "object" && !Array.isArray(first);
    const given = modules.length === 1 && Array.isArray(first) ? first as Module[] : modules as readonly Module[];
    const entries = named
      ? Object.entries(first as Record<string, Module>)
      : [...given.entries()].map(([index, module]) => [String(index), module] as const);
    for (const [name, module] of entries) this.add(name, module);
  }

  /** Adds a module at the end, under a name. */
  add(name: string, module: Module): this {
    checkModule(this.type, `"${name}"`, module);
    this.register(name, module);
    return this;
  }

  /** The number of modules. */
  override get length(): number {
    return this.registeredModules().length;
  }

  /** The module at an index, counted from the end where it is negative. */
  at(index: number): Module | undefined {
    return this.registeredModules().at(index)?.[1];
  }

  /** The modules in order. */
  *[Symbol.iterator](): Generator<Module> {
    for (const [, module] of this.registeredModules()) yield module;
  }

  /** Through all modules. */
  override forward(x: Value): Value {
    let result: Value = x;
    for (const module of this) result = module(result);
    return result;
  }
}

/** A list of modules, for a `forward` that runs them its own way: `for (const block of this.blocks) x = block(x)`. */
export class ModuleList<M extends Module = Module> extends Module {
  /** The module at an index. */
  readonly [index: number]: M;

  /** `new nn.ModuleList([first, second])`. */
  constructor(modules: Iterable<M> = []) {
    super();
    for (const module of modules) this.push(module);
  }

  /** Adds a module at the end. */
  push(module: M): this {
    const name = String(this.length);
    checkModule(this.type, name, module);
    this.register(name, module);
    return this;
  }

  /** The number of modules. */
  override get length(): number {
    return this.registeredModules().length;
  }

  /** The module at an index, counted from the end where it is negative. */
  at(index: number): M {
    const module = [...this].at(index);
    if (module === undefined) throw new RangeError(`Cannot take module ${index} of a ModuleList as it has ${this.length}`);
    return module;
  }

  /** The modules in order. */
  *[Symbol.iterator](): Generator<M> {
    for (const [, module] of this.registeredModules()) yield module as M;
  }

  /** A list does not say what to do. */
  // deno-lint-ignore no-explicit-any -- one that extends it may have a forward of any kind
  override forward(..._inputs: any[]): any {
    throw new TypeError(
      `Cannot call a ModuleList as it only holds modules: write for (const block of this.blocks) x = block(x), or make it an nn.Sequential`,
    );
  }
}

/** Modules by name, for a `forward` that picks them: `this.heads.get("mask")`. */
export class ModuleDict<M extends Module = Module> extends Module {
  /** `new nn.ModuleDict({ relu: new nn.ReLU() })`. */
  constructor(modules: Readonly<Record<string, M>> = {}) {
    super();
    for (const [name, module] of Object.entries(modules)) this.set(name, module);
  }

  /** Adds a module under a name. */
  set(name: string, module: M): this {
    checkModule(this.type, `"${name}"`, module);
    this.register(name, module);
    return this;
  }

  /** The module of a name. */
  get(name: string): M {
    const found = this.registeredModules().find(([key]) => key === name);
    if (found !== undefined) return found[1] as M;
    const names = this.registeredModules().map(([key]) => key).join(", ") || "none";
    throw new RangeError(`Cannot take module "${name}" of a ModuleDict as it must be one of: ${names}`);
  }

  /** Names and modules in order. */
  *[Symbol.iterator](): Generator<[string, M]> {
    for (const [name, module] of this.registeredModules()) yield [name, module as M];
  }

  /** A dictionary does not say what to do. */
  // deno-lint-ignore no-explicit-any -- one that extends it may have a forward of any kind
  override forward(..._inputs: any[]): any {
    throw new TypeError(`Cannot call a ModuleDict as it only holds modules: call one of them, this.heads.get("name")(x)`);
  }
}
