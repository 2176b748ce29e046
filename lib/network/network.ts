/**
 * A network as `load()` hands it out: the model as it was read, with PyTorch's methods.
 *
 * @module
 */
import { inferShapes } from "../analysis/infer_shapes.ts";
import { findModules } from "../analysis/modules/module_tree.ts";
import { findStoredTensors } from "../analysis/stored_tensors.ts";
import type { Graph, LocalFunction, Model } from "../model/model.ts";
import { ModuleRegistry } from "./module_registry.ts";
import { NetworkModule } from "./network_module.ts";

/**
 * A network: a {@linkcode Model} with PyTorch's methods. The modules are found when one is first asked for, with all free sizes left free.
 *
 * Where the model's writer has declared its modules, they stand in `model.modules`; here, that name is PyTorch's method.
 */
export class Network extends NetworkModule implements Omit<Model, "modules"> {
  /** The model as it was read: plain data. */
  readonly model: Model;

  /** Gives a model PyTorch's methods. */
  constructor(model: Model) {
    const registry = new ModuleRegistry(() => {
      const typed = inferShapes(model);
      return findModules(typed, findStoredTensors(typed));
    });
    super(registry, "");
    this.model = model;
    registry.register("", this);
  }

  /** What to call it. */
  get name(): string {
    return this.model.name;
  }

  /** The file format. */
  get format(): string {
    return this.model.format;
  }

  /** The program that wrote it. */
  get producer(): string {
    return this.model.producer;
  }

  /** Versions of the operator sets by domain. */
  get opset(): ReadonlyMap<string, number> {
    return this.model.opset;
  }

  /** The main graph. */
  get graph(): Graph {
    return this.model.graph;
  }

  /** Functions that the file defines. */
  get functions(): readonly LocalFunction[] {
    return this.model.functions;
  }

  /** Notes of the exporter. */
  get metadata(): ReadonlyMap<string, string> {
    return this.model.metadata;
  }

  /** The size of the model file in bytes. */
  get bytes(): number {
    return this.model.bytes;
  }

  /** How many of these bytes have been read. */
  get bytesRead(): number {
    return this.model.bytesRead;
  }
}
