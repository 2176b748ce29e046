/**
 * Where in the network the trace is, and what its nodes are called there.
 *
 * Names are those of PyTorch 1.13's exporter (torch/onnx/utils.py, `_setup_trace_module_map`): a scope is the end of the module's path from its last part that is no
 * number, `layer1.0` in `layer1`; a second call within the same scope and a second node of an operator get `_1`, `_2`, ….
 *
 * @module
 */
import type { Module } from "./module.ts";

/** One call of a module. */
export interface Scope {
  /** The module. */
  readonly module: Module;
  /** Its path. */
  readonly path: string;
  /** The names of the scopes up to this one: `/layer1/layer1.0`. */
  readonly prefix: string;
  /** The paths up to this one, as the exporters of PyTorch 2 note them, without the end: `['', 'layer1', `. */
  readonly notes: string;
  /** How often a name has been given to a call in it. */
  readonly given: Map<string, number>;
}

/** The scopes that are entered. */
export class Scopes {
  readonly #paths: ReadonlyMap<Module, string>;
  readonly #stack: Scope[] = [];
  readonly #top: Scope;

  /** The scopes of a network, whose modules have these paths. */
  constructor(root: Module, paths: ReadonlyMap<Module, string>) {
    this.#top = { module: root, path: "", prefix: "", notes: "['', ", given: new Map() };
    this.#paths = paths;
  }

  /** Enters a module's scope. */
  enter(module: Module): void {
    const path = this.#paths.get(module);
    if (path === undefined) {
      throw new TypeError(
        `Cannot call ${module.type} in ${this.describe()} as it must belong to the network: make it once, and assign it to a field (not a #private one)`,
      );
    }
    const outer = this.#stack.at(-1);
    const prefix = outer === undefined ? "" : `${outer.prefix}/${uniqueName(unqualified(path), outer.given)}`;
    this.#stack.push({ module, path, prefix, notes: `${outer?.notes ?? "["}'${path}', `, given: new Map() });
  }

  /** Leaves the innermost scope. */
  leave(): void {
    this.#stack.pop();
  }

  /** The innermost call; the network's own before anything is called. */
  get current(): Scope {
    return this.#stack.at(-1) ?? this.#top;
  }

  /** The innermost module, for messages. */
  describe(): string {
    const { module, path } = this.current;
    return path === "" ? module.type : `${module.type} "${path}"`;
  }
}

/** The end of a path from its last part that is no number. */
function unqualified(path: string): string {
  return /(?:^|\.)([^.]*[^.\d][^.]*(?:\.\d+)*)$/.exec(path)?.[1] ?? path;
}

/** A name that has not been given yet: the second is `name_1`. */
export function uniqueName(name: string, given: Map<string, number>): string {
  const count = given.get(name) ?? 0;
  given.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}
