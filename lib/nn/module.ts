/**
 * The class that networks and their layers extend.
 *
 * @module
 */
import type { DType } from "../model/dtype.ts";
import type { Model } from "../model/model.ts";
import { Callable } from "./callable.ts";
import { recorder } from "./recorder.ts";
import { Buffer, Parameter } from "./stored.ts";
import { type InputShapes, type NamedInput, trace, type TraceOptions } from "./trace.ts";

// deno-lint-ignore no-explicit-any -- each module's forward has its own inputs and outputs
type Anything = any;

/** What a field may register. */
type Member = Module | Parameter | Buffer;

/**
 * A network, or a part of one. Modules, parameters and buffers that are assigned to its fields belong to it, under the fields' names and in their order, as in PyTorch;
 * a module is called like a function.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn } from "../../mod.ts";
 *
 * class Block extends nn.Module {
 *   conv = new nn.Conv2d(3, 16, 3, { padding: 1, bias: false });
 *   bn = new nn.BatchNorm2d(16);
 *   relu = new nn.ReLU();
 *   forward(x: nn.Value) {
 *     return this.relu(this.bn(this.conv(x)));
 *   }
 * }
 * assertEquals([...new Block().namedParameters()].map(([name]) => name), ["conv.weight", "bn.weight", "bn.bias"]);
 * ```
 */
export abstract class Module extends Callable {
  readonly #members = new Map<string, Member>();
  #example: readonly NamedInput[] | undefined;
  #title: string | undefined;

  /** What the module does with its inputs. It runs once a trace, on shapes. */
  abstract forward(...inputs: Anything[]): Anything;

  /** A call: {@linkcode forward} in the module's own scope. */
  protected override invoke(inputs: readonly unknown[]): unknown {
    return recorder().call(this, inputs);
  }

  /** The name of its class. Bundlers that minify shorten it, unless they are told to keep names. */
  get type(): string {
    return this.constructor.name;
  }

  /** What PyTorch prints between the brackets behind the class. */
  extraRepr(): string {
    return "";
  }

  /**
   * Registers a part under a name that is no field in the program, such as a number. It can be read and set like one.
   *
   * @throws {TypeError} If the name is empty, has a dot in it, or is one of the module's own words.
   */
  protected register(name: string, member: Member): void {
    if (name === "" || name.includes(".")) {
      throw new TypeError(`Cannot register "${name}" in ${this.type} as a name must not be empty or have a dot`);
    }
    if (!this.#collect().has(name)) {
      if (name in this) {
        throw new TypeError(`Cannot register "${name}" in ${this.type} as it must be no word of its own: give it another name`);
      }
      const access = { get: () => this.#members.get(name), set: (other: Member) => void this.#members.set(name, other) };
      Object.defineProperty(this, name, { ...access, enumerable: false, configurable: true });
    }
    this.#members.set(name, member);
  }

  /** What fields and calls of `register` have registered, in order. A field that has lost its part is left out. */
  #collect(): ReadonlyMap<string, Member> {
    for (const [name, value] of Object.entries(this)) {
      if (value instanceof Module || value instanceof Parameter || value instanceof Buffer) this.#members.set(name, value);
      else if (Array.isArray(value) && value.some((item) => item instanceof Module || item instanceof Parameter)) {
        throw new TypeError(
          `Cannot register field "${name}" of ${this.type} as it is a plain list: write new nn.ModuleList([…]), or new nn.Sequential(…)`,
        );
      } else if (this.#members.has(name)) this.#members.delete(name);
    }
    return this.#members;
  }

  #own<T extends Member>(kind: abstract new (...given: never[]) => T): [string, T][] {
    return [...this.#collect()].filter((entry): entry is [string, T] => entry[1] instanceof kind);
  }

  /** The modules directly in this one by name, one that is there twice twice. */
  protected registeredModules(): [string, Module][] {
    return this.#own(Module);
  }

  /** The modules directly in this one, by name. One that is there twice comes once. */
  namedChildren(): [string, Module][] {
    const seen = new Set<Module>();
    return this.#own(Module).filter(([, child]) => !seen.has(child) && seen.add(child));
  }

  /** The modules directly in this one. */
  children(): Module[] {
    return this.namedChildren().map(([, child]) => child);
  }

  /** This module (named `""`) and all in it by path, outer ones first. One that is registered twice comes once, unless `removeDuplicate` is false. */
  namedModules({ removeDuplicate = true }: { readonly removeDuplicate?: boolean } = {}): [string, Module][] {
    const found: [string, Module][] = [];
    const seen = new Set<Module>();
    const visit = (path: string, module: Module) => {
      if (removeDuplicate && seen.has(module)) return;
      seen.add(module);
      found.push([path, module]);
      for (const [name, child] of module.#own(Module)) visit(path === "" ? name : `${path}.${name}`, child);
    };
    visit("", this);
    return found;
  }

  /** This module and all in it. */
  modules(): Module[] {
    return this.namedModules().map(([, module]) => module);
  }

  /** All parameters by path, in order of registration; a shared one once, under its first name. Without `recurse` only the module's own. */
  namedParameters({ recurse = true }: { readonly recurse?: boolean } = {}): [string, Parameter][] {
    return recurse ? this.#namedStored(Parameter) : this.#own(Parameter);
  }

  /** All parameters, a shared one once. */
  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** All buffers by path. Without `recurse` only the module's own. */
  namedBuffers({ recurse = true }: { readonly recurse?: boolean } = {}): [string, Buffer][] {
    return recurse ? this.#namedStored(Buffer) : this.#own(Buffer);
  }

  /** All buffers. */
  buffers(): Buffer[] {
    return this.namedBuffers().map(([, buffer]) => buffer);
  }

  #namedStored<T extends Parameter | Buffer>(kind: abstract new (...given: never[]) => T): [string, T][] {
    const seen = new Set<T>();
    return this.namedModules().flatMap(([path, module]) =>
      module.#own(kind).filter(([, stored]) => !seen.has(stored) && seen.add(stored))
        .map(([name, stored]): [string, T] => [path === "" ? name : `${path}.${name}`, stored])
    );
  }

  /** What a checkpoint would hold: parameters and persistent buffers by path, a shared one under each of its names. */
  stateDict(): Map<string, Parameter | Buffer> {
    return new Map(
      this.namedModules({ removeDuplicate: false }).flatMap(([path, module]) =>
        [...module.#own<Parameter | Buffer>(Parameter), ...module.#own(Buffer).filter(([, buffer]) => buffer.persistent)]
          .map(([name, stored]): [string, Parameter | Buffer] => [path === "" ? name : `${path}.${name}`, stored])
      ),
    );
  }

  /**
   * The module at a path such as `layer1.0.conv1`.
   *
   * @throws {TypeError} If there is none.
   */
  getSubmodule(path: string): Module {
    const parts = path === "" ? [] : path.split(".");
    return parts.reduce((module: Module, part) => {
      const child = module.#collect().get(part);
      if (child instanceof Module) return child;
      const names = module.namedChildren().map(([name]) => name).join(", ") || "none";
      throw new TypeError(`Cannot find module "${path}" in ${this.type} as ${module.type} must have a child "${part}": it has ${names}`);
    }, this);
  }

  /**
   * Puts another module in the place of one: `net.setSubmodule("fc", new nn.Linear(512, 10))`.
   *
   * @throws {TypeError} If there is none at that path.
   */
  setSubmodule(path: string, module: Module): this {
    this.getSubmodule(path);
    const end = path.lastIndexOf(".");
    const holder = this.getSubmodule(path.slice(0, Math.max(0, end))) as unknown as Record<string, Module>;
    holder[path.slice(end + 1)] = module;
    return this;
  }

  /** Freezes all parameters in it (`false`), or thaws them. */
  requiresGrad_(requiresGrad = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = requiresGrad;
    return this;
  }

  /**
   * Stores all real numbers in another type, such as `"float16"`; inputs whose type nobody has said follow. (ONNX has bfloat16 for matrix products, and below its version
   * 22 not for convolutions: such a network can be counted, and not run.)
   */
  to(dtype: DType): this {
    for (const stored of [...this.parameters(), ...this.buffers()]) stored.convert(dtype);
    return this;
  }

  /** Calls `visit` with every module in it and itself, inner ones first. */
  apply(visit: (module: Module) => void): this {
    for (const child of this.children()) child.apply(visit);
    visit(this);
    return this;
  }

  /** Says what the network is called and what it takes where nobody says otherwise. */
  example(inputs: InputShapes, title?: string): this {
    this.#example = Object.entries(inputs).map(([name, shape]) => ({ name, ...("shape" in shape ? shape : { shape }) }));
    if (title !== undefined) this.#title = title;
    return this;
  }

  /**
   * The network as a model: {@linkcode forward} runs once, in evaluation mode, on the inputs' shapes.
   *
   * @throws {ShapeError} If a layer cannot take what it is given.
   * @throws {TypeError} If the inputs are not known, or a part of the network is not registered.
   */
  toModel(options: TraceOptions = {}): Model {
    return trace(this, { name: this.#title ?? this.type, ...(this.#example && { example: this.#example }), ...options });
  }

  /** The network as PyTorch prints it. */
  override toString(): string {
    const own = this.extraRepr();
    const extra = own === "" ? [] : own.split("\n");
    const children = this.#own(Module).map(([name, child]) => `(${name}): ${child.toString().replaceAll("\n", "\n  ")}`);
    if (children.length === 0 && extra.length <= 1) return `${this.type}(${own})`;
    return `${this.type}(\n  ${[...extra, ...children].join("\n  ")}\n)`;
  }

  /** The same text where Deno or Node inspects the object. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}

/** A module is called with what its `forward` takes, and gives what that gives. */
export interface Module {
  /** Runs the module on inputs. */
  (...inputs: Parameters<this["forward"]>): ReturnType<this["forward"]>;
}
