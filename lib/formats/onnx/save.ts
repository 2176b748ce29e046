/**
 * Saves an ONNX model with some tensors' data changed: the model's file, and the files beside it that hold data.
 *
 * Data files never take another's place: they get names that are free, and the model's file, which names them, comes last and at one stroke. So
 * whenever saving ends, by an error or a cut of power, there is the old model with its data, or the new one.
 *
 * @module
 */
import type { ByteSource } from "../../bytes/byte_source.ts";
import type { TargetFolder } from "../../bytes/file_folder.ts";
import { type Part, type Patch, patched, readParts } from "../../bytes/patches.ts";
import { readsAlike } from "../../bytes/reads_alike.ts";
import { SourceError } from "../../bytes/source_error.ts";
import { Staging } from "../../bytes/staging.ts";
import type { Model } from "../../model/model.ts";
import type { Tensor } from "../../model/tensor.ts";
import { allInitializers, allTensors } from "./all_tensors.ts";
import { type NewData, rewriteOnnx } from "./rewrite.ts";
import { factsOf } from "./stored_tensor.ts";

/** Where data go: where they were, into the model's file, or into one file beside it. */
export type DataPlacement = "keep" | "inside" | "outside";

/** Initializers of fewer bytes stay in the model's file, as onnx's own `save` has it; so do all tensors in attributes. */
const OUTSIDE_BYTES = 1024;

/** Larger tensors begin at a page, so that they can be mapped; smaller ones at what any element type wants. */
const PAGE = 4096, ALIGNMENT = 16;

/** What is saved. */
export interface OnnxSaving {
  /** The model as it was read. */
  readonly model: Model;
  /** The file that it was read from. */
  readonly source: ByteSource;
  /** New data of some of its tensors, as their `load()` would give them. */
  readonly edits: ReadonlyMap<Tensor, Uint8Array>;
  /** Where data go. */
  readonly data: DataPlacement;
}

/**
 * Writes the model to a folder.
 *
 * @throws {SourceError} If something cannot be read or written. What was in the folder is as it was.
 * @throws {RangeError} If an edit has not as many bytes as the tensor, or the file would be too large.
 */
export async function saveOnnx(saving: OnnxSaving, folder: TargetFolder, name: string): Promise<void> {
  const saver = new Saver(saving, folder, name);
  try {
    await saver.save();
  } finally {
    await saver.end();
  }
}

/**
 * The model's file with its data inside, in parts.
 *
 * @throws As {@linkcode saveOnnx}.
 */
export async function onnxParts({ model, source, edits }: OnnxSaving): Promise<Part[]> {
  checkEdits(edits, new Set(allTensors(model)), model);
  const changes = new Map<Tensor, NewData>([...edits].map(([tensor, bytes]) => [tensor, { kind: "inside", parts: [bytes] }]));
  for (const tensor of allTensors(model)) {
    if (factsOf(tensor)?.external !== undefined && !changes.has(tensor)) {
      changes.set(tensor, { kind: "inside", parts: [await tensor.load()] });
    }
  }
  return await rewriteOnnx(source, changes);
}

/** Another model's tensors stand elsewhere: their edits would go astray. */
function checkEdits(edits: ReadonlyMap<Tensor, Uint8Array>, tensors: ReadonlySet<Tensor>, model: Model): void {
  for (const [tensor, bytes] of edits) {
    const { name, byteLength, dtype } = tensor;
    if (!tensors.has(tensor)) throw new TypeError(`Cannot change the tensor ${JSON.stringify(name)} as it is none of ${model.name}`);
    if (dtype === "string") throw new TypeError(`Cannot change the tensor ${JSON.stringify(name)} as its elements are texts`);
    if (bytes.length !== byteLength) {
      throw new RangeError(`Cannot change the tensor ${JSON.stringify(name)} as it takes ${byteLength} bytes: there are ${bytes.length}`);
    }
  }
}

class Saver {
  readonly #saving: OnnxSaving;
  readonly #folder: TargetFolder;
  readonly #name: string;
  readonly #staging: Staging;
  readonly #opened: ByteSource[] = [];
  readonly #locations = new Map<ByteSource, string>();
  readonly #changes = new Map<Tensor, NewData>();

  constructor(saving: OnnxSaving, folder: TargetFolder, name: string) {
    this.#saving = saving;
    this.#folder = folder;
    this.#staging = new Staging(folder);
    this.#name = name;
  }

  async save(): Promise<void> {
    const { model, source, edits, data } = this.#saving;
    const tensors = [...new Set(allTensors(model))];
    checkEdits(edits, new Set(tensors), model);
    if (data === "outside") await this.#putOutside(tensors);
    else if (data === "inside") await this.#putInside(tensors);
    else await this.#keep(tensors);
    await this.#stage(this.#name, await rewriteOnnx(source, this.#changes));
    await this.#staging.commit();
  }

  /** Lets go of what is open, and takes away what was written for a saving that failed. */
  async end(): Promise<void> {
    for (const source of this.#opened) source.close();
    await this.#staging.end();
  }

  /** Edited data go where the old ones are. */
  async #keep(tensors: readonly Tensor[]): Promise<void> {
    const { edits } = this.#saving;
    for (const [tensor, bytes] of edits) {
      if (locationOf(tensor) === undefined) this.#changes.set(tensor, { kind: "inside", parts: [bytes] });
    }
    const byLocation = Map.groupBy(tensors.filter((tensor) => locationOf(tensor) !== undefined), (tensor) => locationOf(tensor)!);
    for (const [location, members] of byLocation) await this.#keepFile(location, members);
  }

  /** Copies a data file, with edits in it. One that is there already stays: what differs from it goes to a new file, and the model names that. */
  async #keepFile(location: string, members: readonly Tensor[]): Promise<void> {
    const { edits } = this.#saving;
    const edited = members.filter((tensor) => edits.has(tensor));
    const file = await this.#sibling(location).catch((error) => {
      // A model whose data nobody has stays such a model, unless all of them were set.
      const isWhole = edited.length === 0 || edited.length === members.length;
      if (error instanceof SourceError && error.isMissing && isWhole) return undefined;
      throw error;
    });
    if (file === undefined) {
      if (edited.length > 0) await this.#putInto(await this.#staging.freeName(location), edited);
      return;
    }
    const isSame = await this.#folder.isSame(location, file.name);
    if (isSame && edited.length === 0) return;
    const parts = patched(
      file,
      withoutRepeats(
        edited.map((tensor): Patch => ({
          offset: factsOf(tensor)!.external!.offset,
          removed: tensor.byteLength,
          parts: [edits.get(tensor)!],
        })),
      ),
    );
    if (!await this.#folder.has(location)) return await this.#stage(location, parts);
    if (isSame) return await this.#putInto(await this.#staging.freeName(location), edited);
    if (await this.#hasAlready(location, parts)) return;
    const name = await this.#staging.freeName(location);
    await this.#stage(name, parts);
    for (const tensor of members) {
      const { offset, byteLength = tensor.byteLength } = factsOf(tensor)!.external!;
      this.#changes.set(tensor, { kind: "outside", location: name, offset, byteLength });
    }
  }

  async #putInside(tensors: readonly Tensor[]): Promise<void> {
    const { edits } = this.#saving;
    for (const tensor of tensors) {
      if (edits.has(tensor) || locationOf(tensor) !== undefined) {
        this.#changes.set(tensor, { kind: "inside", parts: [await this.#dataOf(tensor)] });
      }
    }
  }

  async #putOutside(tensors: readonly Tensor[]): Promise<void> {
    const initializers = new Set(allInitializers(this.#saving.model));
    const isLarge = (tensor: Tensor) => initializers.has(tensor) && tensor.dtype !== "string" && tensor.byteLength >= OUTSIDE_BYTES;
    for (const tensor of tensors) {
      const bytes = this.#saving.edits.get(tensor);
      if (bytes !== undefined && !isLarge(tensor)) this.#changes.set(tensor, { kind: "inside", parts: [bytes] });
      else if (!isLarge(tensor) && locationOf(tensor) !== undefined) {
        this.#changes.set(tensor, { kind: "inside", parts: [await this.#dataOf(tensor)] });
      }
    }
    await this.#putInto(await this.#staging.freeName(`${this.#name}.data`), tensors.filter(isLarge));
  }

  /** Writes tensors into a new data file, one after the other. */
  async #putInto(location: string, tensors: readonly Tensor[]): Promise<void> {
    const parts: Part[] = [];
    let at = 0;
    for (const tensor of tensors) {
      const { byteLength } = tensor;
      const alignment = byteLength >= PAGE ? PAGE : ALIGNMENT;
      const offset = Math.ceil(at / alignment) * alignment;
      if (offset > at) parts.push(new Uint8Array(offset - at));
      parts.push(await this.#dataOf(tensor));
      this.#changes.set(tensor, { kind: "outside", location, offset, byteLength });
      at = offset + byteLength;
    }
    if (tensors.length > 0) await this.#stage(location, parts);
  }

  /** A tensor's data: the edit, where they lie, or, if that form is another, the bytes. */
  async #dataOf(tensor: Tensor): Promise<Part> {
    const edit = this.#saving.edits.get(tensor);
    if (edit !== undefined) return edit;
    const { storage, byteLength } = tensor;
    if (storage === undefined || (storage.byteLength ?? byteLength) !== byteLength) return await tensor.load();
    const source = storage.external ? await this.#sibling(storage.source) : this.#saving.source;
    return { source, offset: storage.offset, byteLength };
  }

  async #sibling(location: string): Promise<ByteSource> {
    const known = this.#opened.find((source) => this.#locations.get(source) === location);
    if (known !== undefined) return known;
    const opened = await this.#saving.source.sibling(location);
    this.#opened.push(opened);
    this.#locations.set(opened, location);
    return opened;
  }

  async #stage(name: string, parts: Iterable<Part>): Promise<void> {
    await this.#staging.stage(name, readParts(parts));
  }

  /** True if the folder has a file of that name with these contents, as after an earlier saving. */
  async #hasAlready(location: string, parts: readonly Part[]): Promise<boolean> {
    const present = await this.#folder.open(location);
    if (present === undefined) return false;
    this.#opened.push(present);
    return await readsAlike(present, parts);
  }
}

function locationOf(tensor: Tensor): string | undefined {
  return factsOf(tensor)?.external?.location;
}

/** Tensors that share their bytes are written once: the last edit counts. */
function withoutRepeats(patches: readonly Patch[]): Patch[] {
  return [...new Map(patches.map((patch) => [patch.offset, patch])).values()];
}
