/**
 * From several sources to models side by side.
 *
 * @module
 */
import { ArgumentError } from "./analysis/argument_error.ts";
import { Comparison } from "./comparison.ts";
import type { ComparisonDisplayOptions } from "./display/comparison_text.ts";
import type { Compared } from "./display/comparison_view.ts";
import { symbolsOf } from "./model/dim_substitute.ts";
import type { Model } from "./model/model.ts";
import { load, profile, type ProfileOptions, type Source } from "./profile.ts";
import { Report } from "./report.ts";

/** What a caller may say about a comparison. */
export interface CompareOptions extends ProfileOptions, ComparisonDisplayOptions {
  /** What the models are called, in their order; without it by their files' names. */
  readonly names?: readonly string[];
}

/**
 * Puts two or more models side by side: counts, operators and layers, each with what differs from the first, and whether they are one network in
 * several precisions. In a notebook cell, the answer shows itself.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { profile } from "./profile.ts";
 *
 * const file = "examples/resnet50.onnx";
 * const large = await profile(file, { inputs: { input: [8, 3, 224, 224] } });
 * const comparison = await compare(file, large, { names: ["one image", "eight"] });
 * assertEquals(comparison.toJSON().networks, [{ models: [0, 1], kinship: "same" }]);
 * ```
 *
 * @param models Sources as {@linkcode profile} takes them, or reports that it has made; behind them maybe options, which hold for every source that has what they name.
 * @throws {ArgumentError} If there are fewer than two models, or not as many names.
 * @throws {FormatSyntaxError} If a source is no model, or a broken one.
 */
export async function compare(...models: readonly (Source | Report | CompareOptions)[]): Promise<Comparison> {
  const last = models.at(-1);
  const options = isOptions(last) ? last : {};
  const sources = (isOptions(last) ? models.slice(0, -1) : models) as readonly (Source | Report)[];
  if (sources.length < 2) throw new ArgumentError(`Cannot compare models as there must be two or more: there are ${sources.length}`);
  const { names = [] } = options;
  if (names.length > 0 && names.length !== sources.length) {
    throw new ArgumentError(`Cannot name models as there must be a name for each of the ${sources.length}: there are ${names.length}`);
  }
  const compared: { name: string; profile: Compared["profile"] }[] = [];
  const loaded: (Model | Report)[] = [];
  for (const source of sources) loaded.push(source instanceof Report ? source : (await load(source, options)).current); // in turn: the progress of a long read is shown
  for (const [index, source] of sources.entries()) {
    const model = loaded[index]!;
    const { facts } = model instanceof Report ? model : await profile(model, optionsFor(model, loaded, options));
    compared.push({ name: names[index] ?? fileName(source) ?? (facts.model.name || "network"), profile: facts });
  }
  return new Comparison(withOwnNames(compared), options);
}

function isOptions(value: Source | Report | CompareOptions | undefined): value is CompareOptions {
  return typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype && !("graph" in value && "opset" in value);
}

/** The options without what another of the models has and this one has not: one may have a free batch where the other has a number. */
function optionsFor(model: Model, all: readonly (Model | Report)[], options: CompareOptions): ProfileOptions {
  const others = all.filter((other): other is Model => other !== model && !(other instanceof Report)).map(namesOf);
  const own = namesOf(model);
  const mine = <T>(given: Readonly<Record<string, T>> | undefined, kind: keyof InputNames) =>
    given &&
    Object.fromEntries(Object.entries(given).filter(([name]) => own[kind].has(name) || !others.some((other) => other[kind].has(name))));
  const { inputs, dims, values } = options;
  const known = { inputs: mine(inputs, "inputs"), dims: mine(dims, "dims"), values: mine(values, "inputs") };
  const { inputs: _, dims: __, values: ___, ...rest } = options;
  return {
    ...rest,
    ...(known.inputs && { inputs: known.inputs }),
    ...(known.dims && { dims: known.dims }),
    ...(known.values && { values: known.values }),
  };
}

interface InputNames {
  readonly inputs: ReadonlySet<string>;
  readonly dims: ReadonlySet<string>;
}

/** What a model's inputs and their free dimensions are called. */
function namesOf({ graph }: Model): InputNames {
  const dims = new Set<string>();
  for (const { type } of graph.inputs) for (const dim of type?.kind === "tensor" ? type.shape ?? [] : []) symbolsOf(dim, dims);
  return { inputs: new Set(graph.inputs.map(({ name }) => name)), dims };
}

/** The last part of a path or an address, without what comes behind a model's name. */
function fileName(source: Source | Report): string | undefined {
  const path = source instanceof URL
    ? decodeURIComponent(source.pathname)
    : typeof source === "string"
    ? source.replace(/[?#].*$/, "")
    : source instanceof File
    ? source.name
    : undefined;
  return path?.split(/[/\\]/).at(-1)?.replace(/\.onnx$/i, "") || undefined;
}

/** Names that are the same get a number, from the second on. */
function withOwnNames(models: readonly Compared[]): Compared[] {
  const seen = new Map<string, number>();
  return models.map(({ name, profile }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { name: count === 1 ? name : `${name} #${count}`, profile };
  });
}
