/**
 * The composition root: from a source to facts that show themselves.
 *
 * @module
 */
import { ArgumentError } from "./analysis/argument_error.ts";
import { describeDecoding } from "./analysis/decoding.ts";
import type { ConventionCount } from "./analysis/conventions/count.ts";
import { conventionOf } from "./analysis/conventions/mod.ts";
import { inferShapes } from "./analysis/infer_shapes.ts";
import type { InputValue, Known } from "./analysis/known_inputs.ts";
import { measure } from "./analysis/measure.ts";
import { extendProfile } from "./analysis/extend_profile.ts";
import type { Profile } from "./analysis/profile.ts";
import { comparableParameters, sparsityNote, sparsityOf } from "./analysis/sparsity.ts";
import { type OpenOptions, openSource } from "./bytes/open_source.ts";
import type { SummaryOptions } from "./display/summary_text.ts";
import type { TreeOptions } from "./display/tree_text.ts";
import { cellProgress } from "./cell_progress.ts";
import { readModel } from "./formats/mod.ts";
import { type Dim, symbol } from "./model/dim.ts";
import type { Model } from "./model/model.ts";
import type { ModelSource } from "./model/model_source.ts";
import { throwWithHint } from "./missing_file.ts";
import { Network } from "./network/network.ts";
import type { Operator } from "./operators/define.ts";
import { Reconciliation, SideBySide } from "./reconciliation.ts";
import { Report } from "./report.ts";
import { Summary } from "./summary.ts";
import { Tree } from "./tree.ts";
import { findTraps } from "./surroundings.ts";
import { statisticsOf } from "./weights/statistics.ts";

/** Where a model comes from: a path, an address, bytes, a Blob (a dropped file), or a model that is read already, or a network written in `nn`. */
export type Source = string | URL | Uint8Array | ArrayBuffer | Blob | Model | ModelSource | Network;

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
  /** The tool whose numbers are wanted, under its own names: `thop`, `fvcore`, `torchinfo`… Without it, our own: `flopbook`. */
  readonly convention?: string;
  /** True to count the normalisation that each convolution had before the exporter merged the two, where a tool would have seen it. */
  readonly unfold?: boolean;
}

/**
 * Reads a model's structure: its graph, and of each stored tensor the name, type and place. Weights are not read. What it gives has PyTorch's methods:
 * `namedModules()`, `namedParameters()`, `stateDict()`, …
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { load } from "../mod.ts";
 *
 * const network = await load("examples/resnet50.onnx");
 * assertEquals([...network.children()].length, 10);
 * assertEquals(network.getParameter("fc.weight").shape, [99, 2048]);
 * ```
 *
 * @throws {FormatSyntaxError} If the bytes are no model, or a broken one.
 */
export async function load(source: Source, options: OpenOptions & Pick<ProfileOptions, "inputs"> = {}): Promise<Network> {
  return source instanceof Network ? source : new Network(await read(source, options));
}

async function read(source: Source, options: OpenOptions & Pick<ProfileOptions, "inputs">): Promise<Model> {
  for (const trap of findTraps(import.meta.url)) console.warn(`flopbook: ${trap}`);
  if (source instanceof Network) return source.current;
  if (isModel(source)) return source;
  if (isModelSource(source)) return source.toModel(options.inputs === undefined ? {} : { inputs: options.inputs });
  const progress = options.onProgress === undefined ? cellProgress() : undefined;
  try {
    const watched = progress === undefined ? options : { ...options, onProgress: progress.onProgress };
    const bytes = await openSource(source, watched).catch(throwWithHint);
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
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { profile } from "../mod.ts";
 *
 * const report = await profile("examples/resnet50.onnx", { inputs: { input: ["batch", 3, 224, 224] } });
 * assertEquals([report.parameters, String(report.macs)], [23_710_883, "4087339008*batch"]);
 *
 * const { flops, params } = await profile("examples/resnet50.onnx", { convention: "thop" }); // that tool's own two numbers
 * assertEquals([flops, params], [4_131_897_344, 23_710_883]);
 * ```
 *
 * @throws {FormatSyntaxError} If the bytes are no model, or a broken one.
 * @throws {ArgumentError} If the options name an input, a dimension or a convention that there is not.
 */
export async function profile(source: Source, options: ProfileOptions = {}): Promise<Report> {
  const { convention, unfold = false } = options;
  if (convention !== undefined) conventionOf(convention);
  const model = await read(source, options);
  const known = knownOf(options);
  const typed = inferShapes(model, known);
  options.signal?.throwIfAborted();
  const measured = measure(typed);
  const facts = options.sparsity === true ? await withSparsity(measured) : measured;
  const decoding = describeDecoding(model, known, { typed, profile: facts });
  const conventions = unfold ? facts.conventions.unfolded() : facts.conventions;
  const isOwn = convention === undefined || convention === "flopbook";
  return new Report(extendProfile(facts, {
    conventions,
    ...(decoding && { decoding }),
    ...(!isOwn && { countedBy: wholeCount(conventions, convention) }),
  }));
}

/** A tool's count, if each of its numbers can be told: another number must not stand in the place of one. */
function wholeCount(conventions: Report["conventions"], name: string): ConventionCount {
  const count = conventions.by(name);
  const unknown = count.shortfalls.find(({ kind }) => kind === "unknown-number");
  if (unknown === undefined) return count;
  throw new ArgumentError(`Cannot count by ${name} as ${unknown.text}; the options inputs and dims give sizes`);
}

async function withSparsity(facts: Profile): Promise<Profile> {
  const tensors = comparableParameters(facts.stored).map(({ name, tensor }) => [name, tensor] as const);
  const found = await Array.fromAsync(statisticsOf(tensors), ([name, { zeros, count }]) => ({ name, zeros, elements: count }));
  const sparsity = sparsityOf(found);
  return extendProfile(facts, { sparsity, notes: [...facts.notes, sparsityNote(sparsity)] });
}

/**
 * The network as a table of layers, in the words that torchinfo's users know.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { summary } from "../mod.ts";
 *
 * const table = await summary("examples/resnet50.onnx", { depth: 1, columns: ["output", "params"] });
 * assertStringIncludes(String(table), "layer4 (Sequential: 1-8)");
 * ```
 */
export async function summary(source: Source, options: ProfileOptions & SummaryOptions = {}): Promise<Summary> {
  return new Summary((await profile(source, options)).facts, options);
}

/**
 * The network's module hierarchy, folded, with what each part costs.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { tree } from "../mod.ts";
 *
 * const found = await tree("examples/resnet50.onnx", { find: "layer4.*conv2" });
 * assertStringIncludes(String(found), "(conv2): Conv2d(512, 512, kernel_size=(3, 3)");
 * ```
 */
export async function tree(source: Source, options: ProfileOptions & TreeOptions = {}): Promise<Tree> {
  return new Tree((await profile(source, options)).facts, options);
}

/** What is said to {@linkcode reconcile}. */
export type ReconcileOptions = Omit<ProfileOptions, "convention">;

/**
 * Every tool's numbers of a network beside each other: what each counts, what is assumed for it, and what it lacks.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { reconcile } from "./profile.ts";
 *
 * const all = await reconcile("examples/resnet50.onnx");
 * const thop = all.counts.find(({ convention }) => convention.name === "thop");
 * assertEquals(thop?.numbers["flops"], 4_131_897_344);
 * ```
 */
export async function reconcile(source: Source, options?: ReconcileOptions): Promise<SideBySide>;
/**
 * Why two tools' numbers of a network differ: a waterfall from one to the other, each step with its reason, and a sum that closes exactly.
 *
 * A number is a convention's main one by its name, or another by `name.number`: `thop`, `calflops.macs`.
 *
 * @throws {ArgumentError} If there is no such number, or it cannot be told for this network.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { reconcile } from "./profile.ts";
 *
 * const { from, to, steps } = await reconcile("examples/resnet50.onnx", "thop", "torch");
 * assertEquals(steps.map(({ title }) => title), ["2 per multiply-accumulate", "BatchNorm", "AdaptiveAvgPool"]);
 * assertEquals(steps.reduce((sum, { amount }) => sum + Number(amount), Number(from.value)), to.value);
 * ```
 */
export async function reconcile(source: Source, from: string, to: string, options?: ReconcileOptions): Promise<Reconciliation>;
export async function reconcile(
  source: Source,
  first?: string | ReconcileOptions,
  to?: string,
  options: ReconcileOptions = {},
): Promise<SideBySide | Reconciliation> {
  if (typeof first !== "string") return new SideBySide(withGraph((await profile(source, first)).facts));
  if (to === undefined) throw new ArgumentError(`Cannot reconcile "${first}" as a second number is wanted`);
  for (const address of [first, to]) conventionOf(address.split(".")[0]!);
  return new Reconciliation(withGraph((await profile(source, options)).facts), first, to);
}

/** Facts that tools can be compared by: a file of weights alone has none, and no number of it is 0. */
function withGraph(facts: Profile): Profile {
  if (facts.model.hasGraph !== false) return facts;
  throw new ArgumentError(`Cannot reconcile counts of ${facts.model.name} as the file must hold a graph: it holds weights alone`);
}

function isModel(source: Source): source is Model {
  return typeof source === "object" && "graph" in source && "opset" in source && !(source instanceof Network);
}

function isModelSource(source: Exclude<Source, Network>): source is ModelSource {
  return (typeof source === "object" || typeof source === "function") && "toModel" in source;
}

/** What the options say of a network, as inference takes it. */
export function knownOf({ inputs, dims, values, operators }: ProfileOptions): Known {
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
