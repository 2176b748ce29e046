/**
 * The modules and tensors of one network, each handed out as one object.
 *
 * @module
 */
import { lastPart, parentOf } from "../analysis/modules/dialect.ts";
import type { ModuleTree, NetworkModuleFacts } from "../analysis/modules/module_tree.ts";
import type { StoredTensor } from "../analysis/stored_tensors.ts";
import { NetworkModule } from "./network_module.ts";
import { NetworkTensor, type RegisteredTensor } from "./network_tensor.ts";
import type { Overlay } from "./overlay.ts";

/** A path of PyTorch's, whose modules may have numbers for names. */
const PATH = /^[\w-]+(\.[\w-]+)*$/;

/** The modules and tensors of one network. They are found when one is first asked for. */
export class ModuleRegistry {
  readonly #find: () => ModuleTree;
  readonly #overlay: Overlay;
  #tree?: ModuleTree;
  readonly #modules = new Map<string, NetworkModule>();
  readonly #tensors = new Map<StoredTensor, NetworkTensor>();
  #shared?: ReadonlyMap<string, readonly RegisteredTensor[]>;

  /** Holds what `find` finds, and what is set in its tensors. */
  constructor(find: () => ModuleTree, overlay: Overlay) {
    this.#find = find;
    this.#overlay = overlay;
  }

  /** The modules with what belongs to each. */
  get tree(): ModuleTree {
    return this.#tree ??= this.#find();
  }

  /** Makes an object the one of a path. */
  register(path: string, module: NetworkModule): void {
    this.#modules.set(path, module);
  }

  /** What is known of the module at a path, if there is one. One that is registered twice is the first. */
  facts(path: string): NetworkModuleFacts | undefined {
    const facts = this.tree.modules.get(path);
    return facts?.aliasOf === undefined ? facts : this.tree.modules.get(facts.aliasOf) ?? facts;
  }

  /** The module at a path that exists. */
  module(path: string): NetworkModule {
    const own = this.facts(path)?.path ?? path;
    let module = this.#modules.get(own);
    if (module === undefined) this.register(own, module = new NetworkModule(this, own));
    return module;
  }

  /** The parameters or buffers that are registered directly in the module at a path. */
  registered(path: string, role: "parameter" | "buffer"): RegisteredTensor[] {
    const own = (this.facts(path)?.tensors ?? []).filter((tensor) => tensor.role === role).map((stored) =>
      this.#registeredAs(stored, stored.name, path)
    );
    const shared = (this.#sharedTensors().get(path) ?? []).filter(({ tensor }) => tensor.stored.role === role);
    return [...shared, ...own];
  }

  #registeredAs(stored: StoredTensor, name: string, path: string): RegisteredTensor {
    let tensor = this.#tensors.get(stored);
    if (tensor === undefined) this.#tensors.set(stored, tensor = new NetworkTensor(stored, this.#overlay));
    const foreign = parentOf(name) !== path || !PATH.test(name);
    return { name: foreign ? name : lastPart(name), tensor, foreign };
  }

  /** Tensors under their further names, by the path of the module that knows them so. */
  #sharedTensors(): ReadonlyMap<string, readonly RegisteredTensor[]> {
    return this.#shared ??= Map.groupBy(
      this.tree.stored.all.flatMap((stored) =>
        (stored.aliases ?? []).map((alias) => ({ ...this.#registeredAs(stored, alias, parentOf(alias)), alias }))
      ),
      ({ alias }) => parentOf(alias),
    );
  }
}
