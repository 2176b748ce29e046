/**
 * The columns that a table of layers may have, under the names that an option takes and the words that torchinfo's users know.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import type { Dim } from "../model/dim.ts";
import { costText } from "./bounds_text.ts";
import { type CostColumn, costColumn } from "./cost_column.ts";
import { bytesDim, exactDim, numberOf, shapeText } from "./dim_text.ts";
import { boundariesOf, fieldText } from "./layer_boundaries.ts";
import { parameterBytesOf } from "./layer_storage.ts";
import { type Layer, layersOf } from "./layer_tree.ts";
import { bytesNumber } from "./number_text.ts";
import { shortenEnd } from "./printable_text.ts";
import { evaluatedText, precisionOf, type ProfileView, shareText } from "./profile_view.ts";

/** The name of a column. */
export type SummaryColumn =
  | "input"
  | "output"
  | "kernel"
  | "params"
  | "multAdds"
  | "share"
  | "trainable"
  | "weightBytes"
  | "activationBytes"
  | "receptiveField";

/** A column: what heads it, and what it says of a layer. */
export interface LayerColumn {
  /** The option's name for it. */
  readonly name: SummaryColumn;
  /** The heading, unit included. */
  readonly title: string;
  /** Numbers stand right, text stands left. */
  readonly align: "left" | "right";
  /** True where a cell may be broken into lines. */
  readonly wrap?: boolean;
  /** A layer's cell. */
  readonly text: (layer: Layer) => string;
}

/** Closed forms of macs that are longer than this are shown as numbers at the stand-ins. */
export const SUMMARY_COLUMN = { width: 30, digits: "exact" } as const;

/** Every column, in the order in which they stand. */
export const SUMMARY_COLUMNS: readonly SummaryColumn[] = [
  "input",
  "output",
  "kernel",
  "params",
  "multAdds",
  "share",
  "trainable",
  "weightBytes",
  "activationBytes",
  "receptiveField",
];

/** The columns of a table of layers, and the costs in it, of which some may hold only for example sizes. */
export interface LayerColumns {
  /** The columns, in the caller's order. */
  readonly columns: readonly LayerColumn[];
  /** The macs. */
  readonly macs: CostColumn;
}

/**
 * Makes the columns of these names. `width` is the room that a shape has.
 *
 * @throws {RangeError} If there is no column of a name.
 */
export function layerColumns(view: ProfileView, names: readonly SummaryColumn[], width: number): LayerColumns {
  const macs = costColumn(view, "macs", SUMMARY_COLUMN);
  const make = makersOf(view, macs, width);
  const columns = names.map((name): LayerColumn => {
    if (!Object.hasOwn(make, name)) {
      throw new RangeError(`Cannot show column "${name}" as it must be one of: ${SUMMARY_COLUMNS.join(", ")}`);
    }
    return { name, ...make[name]() };
  });
  return { columns, macs };
}

/** Those of the names about which there is something to say. */
export function tellingColumns({ profile, root }: ProfileView, names: readonly SummaryColumn[]): SummaryColumn[] {
  const says: Partial<Record<SummaryColumn, boolean>> = {
    kernel: profile.nodes.some(({ kernel }) => kernel !== undefined),
    receptiveField: (profile.receptiveFields?.size ?? 0) > 0,
    share: numberOf(root.macs) !== 0,
  };
  return names.filter((name) => says[name] !== false);
}

type Maker = () => Omit<LayerColumn, "name">;

function makersOf(view: ProfileView, macs: CostColumn, width: number): Readonly<Record<SummaryColumn, Maker>> {
  const { profile } = view;
  const right = (title: string, text: LayerColumn["text"]): Omit<LayerColumn, "name"> => ({ title, align: "right", text });
  const edges = lazily(() => boundariesOf(profile));
  const bytes = lazily(() => parameterBytesOf(profile));
  return {
    input: () => ({ title: "Input shape", align: "left", wrap: true, text: (layer) => shapesText(edges()(layer).inputShapes, width, "") }),
    output: () => ({ title: "Output shape", align: "left", wrap: true, text: (layer) => outputText(layer, width) }),
    kernel: () => ({ title: "Kernel", align: "left", text: (layer) => kernelText(edges()(layer).kernel) }),
    params: () => right("Params", (layer) => exactDim(layer.parameters)),
    multAdds: () => right("Mult-adds (macs)", (layer) => macs.text(layer)),
    share: () => right("Share", (layer) => shareText(view, layer, "macs")),
    trainable: () => ({ title: "Trainable", align: "left", text: (layer) => trainableText(profile, layer) }),
    weightBytes: () => right("Weights (bytes)", (layer) => weightsText(bytes()(layer), layer)),
    activationBytes: () => right("Activations (bytes)", activationsTextOf(view)),
    receptiveField: () =>
      right("Receptive field", (layer) => {
        const { field } = edges()(layer);
        return field === undefined ? "" : fieldText(field);
      }),
  };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => made ??= make();
}

/** The shape of a layer's output, cut at `width`; `?` where it is not known, a dash for a module that hands on nothing. */
export function outputText({ kind, outputShapes, unknown }: Layer, width = 30): string {
  return kind === "rest" ? "" : shapesText(outputShapes, width, unknown.memory + unknown.work > 0 || kind === "node" ? "?" : "–");
}

function shapesText([first, ...others]: readonly (readonly Dim[])[], width: number, none: string): string {
  if (first === undefined) return none;
  const more = others.length === 0 ? "" : ` +${others.length}`;
  return shortenEnd(shapeText(first), width - more.length) + more;
}

function kernelText(kernel: readonly number[] | undefined): string {
  return kernel === undefined ? "" : `[${kernel.join(", ")}]`;
}

/** As torchinfo has it: `True`, `False`, a dash for what has no parameters; `?` where the model does not tell, as no ONNX file does. */
function trainableText({ totals: { trainable, parameters } }: Profile, layer: Layer): string {
  if (layer.parameters === 0) return "–";
  return trainable === parameters ? "True" : trainable === 0 ? "False" : "?";
}

function weightsText(bytes: number | undefined, { parameters }: Layer): string {
  return bytes === undefined ? parameters === 0 ? bytesNumber(0) : "" : bytesNumber(bytes);
}

/** What is written at inference, views left out: closed forms where all are short, else numbers at the stand-ins. */
function activationsTextOf(view: ProfileView): LayerColumn["text"] {
  const written = ({ memoryAccess }: Layer) => memoryAccess.writeBytes;
  const closed = (layer: Layer) => costText(written(layer), precisionOf(view, layer, "memoryAccess"), bytesDim);
  const isLong = typeof written(view.root) !== "number" && layersOf(view.root).some((layer) => closed(layer).length > SUMMARY_COLUMN.width);
  return (layer) => isLong ? evaluatedText(view, written(layer), precisionOf(view, layer, "memoryAccess").partly, bytesDim) : closed(layer);
}
