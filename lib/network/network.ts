/**
 * A network as `load()` hands it out: the model as it was read, with PyTorch's methods.
 *
 * @module
 */
import { inferShapes } from "../analysis/infer_shapes.ts";
import { checkpointTree } from "../analysis/modules/checkpoint_tree.ts";
import { findModules } from "../analysis/modules/module_tree.ts";
import { findStoredTensors } from "../analysis/stored_tensors.ts";
import type { Graph, LocalFunction, Model } from "../model/model.ts";
import { ModuleRegistry } from "./module_registry.ts";
import { NetworkModule } from "./network_module.ts";
import { Overlay } from "./overlay.ts";
import { networkBytes, saveNetwork } from "./save_network.ts";
import type { SaveOptions } from "../weights/save_model.ts";

/**
 * A network: a {@linkcode Model} with PyTorch's methods. The modules are found when one is first asked for, with all free sizes left free.
 *
 * Where the model's writer has declared its modules, they stand in `model.modules`; here, that name is PyTorch's method.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { load } from "../../mod.ts";
 *
 * const network = await load("examples/resnet50.onnx");
 * assertEquals([...network.modules()].length, 151); // all levels; children() gives the first
 * assertEquals(network.namedParameters().next().value![0], "conv1.weight");
 * ```
 */
export class Network extends NetworkModule implements Omit<Model, "modules"> {
  /** The model as it was read: plain data. */
  readonly model: Model;
  readonly #overlay: Overlay;

  /** Gives a model PyTorch's methods. */
  constructor(model: Model) {
    const overlay = new Overlay(model);
    const registry = new ModuleRegistry(() => {
      if (model.checkpoint !== undefined) return checkpointTree(model, model.checkpoint);
      const typed = inferShapes(model);
      return findModules(typed, findStoredTensors(typed));
    }, overlay);
    super(registry, "");
    this.model = model;
    this.#overlay = overlay;
    registry.register("", this);
  }

  /** The model with what was set in place of what the file has: what a profile or a run of this network sees. The same as {@linkcode model} if nothing was. */
  get current(): Model {
    return this.#overlay.currentModel(this.model);
  }

  /**
   * Writes the network to a file, with what was set: one that was read from ONNX as ONNX, where everything else keeps its bytes; weights alone as
   * safetensors, as every network where the path ends in `.safetensors`. A saving that fails, or is cut off, leaves what was there before.
   *
   * @throws {TypeError} If the path's ending says a format that is not written.
   * @throws {SourceError} If something cannot be read or written.
   * @throws {RangeError} If a file would be larger than its format permits.
   *
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { load } from "../profile.ts";
   *
   * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
   * const network = await load("tests/data/weights/state_dict.pth");
   * network.stateDict().set("fc.bias", [0, 1, 2, 3]);
   * await network.save(path);
   * assertEquals((await (await load(path)).getParameter("fc.bias").statistics()).zeros, 1);
   * ```
   */
  async save(path: string | URL, options: SaveOptions = {}): Promise<void> {
    await saveNetwork(this, path, this.#overlay.edits, options);
  }

  /**
   * The bytes that {@linkcode save} would write to one file, for platforms without files.
   *
   * @throws As {@linkcode save}.
   */
  async toBytes(options: Pick<SaveOptions, "leftovers"> = {}): Promise<Uint8Array<ArrayBuffer>> {
    return await networkBytes(this, this.#overlay.edits, options);
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
