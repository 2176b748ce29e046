/**
 * The composition root: from a source to facts that show themselves.
 *
 * @module
 */
import { ArgumentError } from "./analysis/argument_error.ts";
import { describeDecoding } from "./analysis/decoding.ts";
import { inferShapes } from "./analysis/infer_shapes.ts";
import type { InputValue, Known } from "./analysis/known_inputs.ts";
import { measure } from "./analysis/measure.ts";
import type { Profile } from "./analysis/profile.ts";
import { comparableParameters, sparsityNote, sparsityOf } from "./analysis/sparsity.ts";
import { type OpenOptions, openSource } from "./bytes/open_source.ts";
import type { SummaryOptions } from "./display/summary_text.ts";
import type { TreeOptions } from "./display/tree_text.ts";
import { cellProgress } from "./cell_progress.ts";
import { readModel } from "./formats/mod.ts";
import { type Dim, symbol } from "./model/dim.ts";
import type { Model } from "./model/model.ts";
import type { Operator } from "./operators/define.ts";
import { Report, Summary, Tree } from "./report.ts";
import { findTraps } from "./surroundings.ts";
import { statisticsOf } from "./weights/statistics.ts";

/** Where a model comes from: a path, an address, bytes, a Blob (a dropped file), or a model that is read already. */
export type Source = string | URL | Uint8Array | ArrayBuffer | Blob | Model;

/** What a caller may say about a model's inputs, and about how it is fetched. */
export interface ProfileOptions extends OpenOptions {
  /** Shapes of inputs by name: `{ input: [1, 3, 224, 224] }`. A text names a free dimension. They may override a declared size. */
  readonly inputs?: Readonly<Record<string, readonly (Dim | string)[]>>;
  /** Values of free dimensions: `{ batch: 1 }`. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Contents of small inputs that decide shapes or branches. */
  readonly values?: Readonly<Record<string, InputValue>>;
  /** Definitions of operators of your own, or that replace the standard's: see {@linkcode defineOperator}. */
  readonly operators?: readonly Operator[];
  /** Whether to read the parameters, too, and tell how many of their elements are 0; false by default. */
  readonly sparsity?: boolean;
  /** The convention by which flops are counted. */
  readonly convention?: string;
}

/**
 * Reads a model's structure: its graph, and of each stored tensor the name, type and place. Weights are not read.
 *
 * @throws {FormatSyntaxError} If the bytes are no model, or a broken one.
 */
export async function load(source: Source, options: OpenOptions = {}): Promise<Model> {
  for (const trap of findTraps(import.meta.url)) console.warn(`flopbook: ${trap}`);
  if (isModel(source)) return source;
  const progress = options.onProgress === undefined ? cellProgress() : undefined;
  try {
    const bytes = await openSource(source, progress === undefined ? options : { ...options, onProgress: progress.onProgress });
    try {
      return await readModel(bytes);
    } finally {
      bytes.close(); // not `await using`, which some browsers do not know yet
    }
  } finally {
    await progress?.end();
  }
}

/**
 * Tells what a network costs. In a notebook cell, the answer shows itself.
 *
 * Free dimensions that are not given stay symbols, and the costs that depend on them are closed forms.
 *
 * @throws {FormatSyntaxError} If the bytes are no model, or a broken one.
 * @throws {ArgumentError} If the options name an input or a dimension that the model does not have.
 */
export async function profile(source: Source, options: ProfileOptions = {}): Promise<Report> {
  const { convention = "flopbook" } = options;
  if (convention !== "flopbook") throw new ArgumentError(`Cannot count by convention "${convention}" as it must be one of: flopbook`);
  const model = await load(source, options);
  const known = knownOf(options);
  const typed = inferShapes(model, known);
  options.signal?.throwIfAborted();
  const measured = measure(typed);
  const facts = options.sparsity === true ? await withSparsity(measured) : measured;
  const decoding = describeDecoding(model, known, { typed, profile: facts });
  return new Report({ ...facts, ...(decoding && { decoding }) });
}

async function withSparsity(facts: Profile): Promise<Profile> {
  const tensors = comparableParameters(facts.stored).map(({ name, tensor }) => [name, tensor] as const);
  const found = await Array.fromAsync(statisticsOf(tensors), ([name, { zeros, count }]) => ({ name, zeros, elements: count }));
  const sparsity = sparsityOf(found);
  return { ...facts, sparsity, notes: [...facts.notes, sparsityNote(sparsity)] };
}

/** The network as a table of layers, in the words that torchinfo's users know. */
export async function summary(source: Source, options: ProfileOptions & SummaryOptions = {}): Promise<Summary> {
  return new Summary((await profile(source, options)).facts, options);
}

/** The network's module hierarchy, folded, with what each part costs. */
export async function tree(source: Source, options: ProfileOptions & TreeOptions = {}): Promise<Tree> {
  return new Tree((await profile(source, options)).facts, options);
}

function isModel(source: Source): source is Model {
  return typeof source === "object" && "graph" in source && "opset" in source;
}

function knownOf({ inputs, dims, values, operators }: ProfileOptions): Known {
  const shapes = inputs && Object.fromEntries(Object.entries(inputs).map(([name, shape]) => [name, shape.map(dimOf)]));
  return { ...(shapes && { inputs: shapes }), ...(dims && { dims }), ...(values && { values }), ...(operators && { operators }) };
}

function dimOf(dim: Dim | string): Dim {
  if (typeof dim === "string") return symbol(dim);
  if (typeof dim === "number" && (!Number.isSafeInteger(dim) || dim < 0)) {
    throw new ArgumentError(`Cannot set a dimension as it must be a whole number >= 0: current value is ${dim}`);
  }
  return dim;
}
