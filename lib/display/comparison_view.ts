/**
 * Several profiles made ready to be shown side by side: totals, operators and layers, each with what differs.
 *
 * @module
 */
import { type Alignable, alignLayers, type Alignment } from "../analysis/align_layers.ts";
import type { Profile } from "../analysis/profile.ts";
import { groupNetworks, type NetworkGroup } from "../analysis/same_network.ts";
import type { Dim } from "../model/dim.ts";
import type { DType } from "../model/dtype.ts";
import { bytesDim, exactDim, shapeText, shortDim } from "./dim_text.ts";
import { leavesOf } from "./heaviest_layers.ts";
import { parameterBytesOf } from "./layer_storage.ts";
import { type Layer, unknownsOf } from "./layer_tree.ts";
import { type MetricName, METRICS } from "./metrics.ts";
import { type ProfileView, viewOf } from "./profile_view.ts";

/** A model of a comparison: its facts under a name that no other of them has. */
export interface Compared {
  /** What it is called here: the file's name, or the caller's. */
  readonly name: string;
  /** What it costs. */
  readonly profile: Profile;
}

/** One quantity of every model. */
export interface ComparedRow {
  /** What it is. */
  readonly word: string;
  /** Its unit, where the word does not say it. */
  readonly unit?: string;
  /** One a model, at the stand-ins of its free sizes; `undefined` where it is not known. */
  readonly values: readonly (number | undefined)[];
  /** True for a value that lacks a part which is not known. */
  readonly partly: readonly boolean[];
  /** Three digits and a unit. */
  readonly short: (value: number) => string;
  /** Every digit. */
  readonly exact: (value: number) => string;
}

/** One layer in every model that has it. */
export interface ComparedLayer {
  /** One a model; `undefined` in one that has no such layer. */
  readonly layers: readonly (Layer | undefined)[];
  /** `same`: type, output and costs are; `stored`: only its parameters take another number of bytes. */
  readonly state: "same" | "stored" | "changed" | "missing";
}

/** What the displays of a comparison start from. */
export interface ComparisonView {
  /** The models in the caller's order; differences are to the first. */
  readonly models: readonly Compared[];
  /** The same, ready to be shown. */
  readonly views: readonly ProfileView[];
  /** Which of them are one network. */
  readonly groups: readonly NetworkGroup[];
  /** The totals. */
  readonly totals: readonly ComparedRow[];
  /** How many nodes of each operator run. */
  readonly operators: readonly ComparedRow[];
  /** The layers, aligned. */
  readonly layers: readonly ComparedLayer[];
  /** How the layers of each later model were aligned with the first's. */
  readonly alignments: readonly Alignment["by"][];
  /** Bytes of a layer's parameters in each model. */
  readonly parameterBytes: readonly ((layer: Layer) => number | undefined)[];
}

/** Prepares models for being shown side by side. */
export function comparisonView(models: readonly Compared[]): ComparisonView {
  const views = models.map(({ profile }) => viewOf(profile));
  const parameterBytes = models.map(({ profile }) => parameterBytesOf(profile));
  const { layers, alignments } = alignAll(views, parameterBytes);
  return {
    models,
    views,
    groups: groupNetworks(models.map(({ profile }) => profile.architecture)),
    totals: totalsOf(views),
    operators: operatorsOf(views),
    layers,
    alignments,
    parameterBytes,
  };
}

function totalsOf(views: readonly ProfileView[]): ComparedRow[] {
  const totals = views.map(({ profile }) => profile.totals);
  const unknown = views.map(({ profile }) => profile.coverage.unknown);
  const trained = totals.some(({ trainable }) => trainable !== undefined);
  return [
    counted("parameters", totals.map(({ parameters }) => parameters)),
    ...(trained ? [counted("trainable", totals.map(({ trainable }) => trainable))] : []),
    ...storedRows(totals),
    counted("buffers", totals.map(({ buffers }) => buffers)),
    ...costRows(views),
    counted("operators that run", views.map(({ profile }) => profile.nodes.filter(({ folded }) => !folded).length)),
    ...(unknown.every((count) => count === 0) ? [] : [counted("operators not known", unknown)]),
  ];
}

/** A row of counts that are known in full. */
function counted(word: string, values: readonly (number | undefined)[]): ComparedRow {
  return { word, values, partly: values.map(() => false), short: shortDim, exact: exactDim };
}

function inBytes(word: string, values: readonly (number | undefined)[], partly = values.map(() => false)): ComparedRow {
  return { word, unit: "bytes", values, partly, short: bytesDim, exact: exactDim };
}

/** What the parameters take; by element type where there are several. */
function storedRows(totals: readonly Profile["totals"][]): ComparedRow[] {
  const dtypes = [...new Set(totals.flatMap(({ parameterBytesByDtype }) => Object.keys(parameterBytesByDtype)))] as DType[];
  return [
    inBytes("parameters", totals.map(({ parameterBytes }) => parameterBytes)),
    ...(dtypes.length < 2
      ? []
      : dtypes.map((dtype) => inBytes(`… as ${dtype}`, totals.map(({ parameterBytesByDtype }) => parameterBytesByDtype[dtype] ?? 0)))),
  ];
}

/** What a run costs, where every node of it is known, or at least. */
function costRows(views: readonly ProfileView[]): ComparedRow[] {
  const nodes = views.map(({ profile }) => profile.nodes.map(unknownsOf));
  const lacksWork = nodes.map((all) => all.some(({ work }) => work > 0));
  const lacksMemory = nodes.map((all) => all.some(({ memory }) => memory > 0));
  const cost = (name: MetricName, partly: boolean[]): ComparedRow => ({
    word: METRICS[name].title.replace(" (bytes)", ""),
    ...(name === "memoryAccess" && { unit: "bytes" }),
    values: views.map(({ root, standIns }) => standIns.valueOf(METRICS[name].of(root))),
    partly,
    short: METRICS[name].short,
    exact: METRICS[name].exact,
  });
  const peaks = views.map(({ standIns, profile }) => standIns.valueOf(profile.totals.peak.activationBytes));
  return [
    cost("macs", lacksWork),
    cost("flops", lacksWork),
    cost("memoryAccess", lacksMemory),
    inBytes("peak activations", peaks, lacksMemory),
  ];
}

/** Operators by how many nodes of each run: those that differ first, then the most frequent. */
function operatorsOf(views: readonly ProfileView[]): ComparedRow[] {
  const counts = views.map(({ profile }) => {
    const found = new Map<string, number>();
    for (const { op, folded } of profile.nodes) if (!folded) found.set(op, (found.get(op) ?? 0) + 1);
    return found;
  });
  const rows = [...new Set(counts.flatMap((count) => [...count.keys()]))].map((word): ComparedRow => ({
    word,
    values: counts.map((count) => count.get(word) ?? 0),
    partly: views.map(() => false),
    short: exactDim,
    exact: exactDim,
  }));
  const most = ({ values }: ComparedRow) => Math.max(...values.map((value) => value ?? 0));
  return rows.sort((a, b) => Number(isAlike(a)) - Number(isAlike(b)) || most(b) - most(a));
}

/** True where every model has the same value. */
export function isAlike({ values, partly }: ComparedRow): boolean {
  return values.every((value, index) => value !== undefined && value === values[0] && !partly[index]);
}

interface AlignedLayers {
  readonly layers: readonly ComparedLayer[];
  readonly alignments: readonly Alignment["by"][];
}

/** Aligns the layers of each later model with the first's; what the first lacks stands where a later one has it. */
function alignAll(views: readonly ProfileView[], bytes: ComparisonView["parameterBytes"]): AlignedLayers {
  const leaves = views.map(({ root }) => leavesOf(root));
  const first = leaves[0]!;
  const rows: (Layer | undefined)[][] = first.map((layer) => [layer]);
  const place = new Map<Layer, (Layer | undefined)[]>(rows.map((row) => [row[0]!, row]));
  const alignments = leaves.slice(1).map((others, number) => {
    const { pairs, by } = alignLayers(
      first.map((layer) => alignable(layer, views[0]!)),
      others.map((layer) => alignable(layer, views[number + 1]!)),
    );
    let before: (Layer | undefined)[] | undefined;
    for (const { a, b } of pairs) {
      const row = a === undefined ? [] : place.get(first[a]!)!;
      if (b !== undefined) row[number + 1] = others[b]!;
      if (a === undefined) rows.splice(before === undefined ? 0 : rows.indexOf(before) + 1, 0, row);
      before = row;
    }
    return by;
  });
  const complete = rows.map((row) => views.map((_, index) => row[index]));
  return { layers: complete.map((row) => ({ layers: row, state: stateOf(row, views, bytes) })), alignments };
}

function alignable(layer: Layer, view: ProfileView): Alignable {
  return { name: layer.name, type: layer.type, trait: `${layer.parameters} ${shapeAtStandIns(layer, view)}` };
}

/** The sizes of a layer's output where free ones stand at their example values: one file may leave free what another has as a number. */
export function shapeAtStandIns({ outputShapes: [shape] }: Layer, { standIns }: ProfileView): string {
  return shape === undefined ? "" : shapeText(shape.map((dim) => standIns.valueOf(dim) ?? dim));
}

function stateOf(
  row: readonly (Layer | undefined)[],
  views: readonly ProfileView[],
  bytes: ComparisonView["parameterBytes"],
): ComparedLayer["state"] {
  const first = row[0];
  if (first === undefined || row.some((layer) => layer === undefined)) return "missing";
  const alike = (of: (layer: Layer, index: number) => Dim | string | undefined) =>
    row.every((layer, index) => of(layer!, index) === of(first, 0));
  const macs = alike((layer, index) => views[index]!.standIns.valueOf(layer.macs));
  const shapes = alike((layer, index) => shapeAtStandIns(layer, views[index]!));
  if (!macs || !shapes || !alike(({ type }) => type) || !alike(({ parameters }) => parameters)) return "changed";
  return alike((layer, index) => bytes[index]!(layer)) ? "same" : "stored";
}
