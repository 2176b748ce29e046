/**
 * The module hierarchy in plain text.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { checkpointTreeText } from "./checkpoint/checkpoint_text.ts";
import { type CostColumn, costColumn } from "./cost_column.ts";
import { shortDim } from "./dim_text.ts";
import { joinBlocks } from "./facts_text.ts";
import type { Layer } from "./layer_tree.ts";
import { networkName } from "./heading.ts";
import { padStart, printable, shortenEnd, textWidth } from "./printable_text.ts";
import { type ProfileView, shareText, viewOf } from "./profile_view.ts";
import { layerCaption } from "./summary_text.ts";
import { treeLayers } from "./tree_layers.ts";
import type { VisibleLayer } from "./visible_layers.ts";

/** What a tree shows. */
export interface TreeOptions {
  /** At most about so many layers; 200 by default. */
  readonly limit?: number;
  /** Only modules in at most so many others; by default as deep as `limit` allows. */
  readonly depth?: number;
  /** Only layers whose path or type holds this, with those that they stand in; a star is any text: `layer4.*conv`. */
  readonly find?: string;
  /** False to show neighbours that are equal (in type, shapes of parameters and costs) one by one, and not as `12 × Block`. */
  readonly collapse?: boolean;
  /** Columns of a terminal that the plain text may take; 140 by default, since PyTorch's own lines are long. */
  readonly width?: number;
}

/** Columns of the text, unless told. */
const TREE_WIDTH = 140;
/** Layers in a tree, unless told. */
export const TREE_ROWS = 200;
/** The costs that a tree shows. */
export const TREE_METRICS = ["parameters", "macs"] as const;

/** Closed forms of macs that are longer than this are shown as numbers at the stand-ins. */
export const TREE_COLUMN = { width: 13, digits: "short" } as const;

/** The tree as PyTorch prints it, each line with what it costs on its left. */
export function treeText(profile: Profile, options: TreeOptions = {}): string {
  if (profile.model.hasGraph === false) return checkpointTreeText(profile, options);
  const { width = TREE_WIDTH } = options;
  const view = viewOf(profile);
  const { visible, remarks } = treeLayers(view, options);
  const macs = costColumn(view, "macs", TREE_COLUMN);
  const rows = [
    { costs: ["parameters", "macs", "share"], text: printable(networkName(profile)) },
    ...rowsOf({ view, macs }, visible.root, ""),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map(({ costs }) => textWidth(costs[column] ?? ""))));
  const lines = rows.map(({ costs, text }) => {
    const left = widths.map((room, column) => padStart(costs[column] ?? "", room)).join("  ");
    return `${left}  ${shortenEnd(text, Math.max(20, width - textWidth(left) - 2))}`;
  });
  return joinBlocks([lines, [...remarks, ...layerCaption(view, visible, macs, "limit")]]);
}

interface TreeColumns {
  readonly view: ProfileView;
  readonly macs: CostColumn;
}

interface TreeRow {
  /** Parameters, macs and their share; none in a line that closes a module. */
  readonly costs: readonly string[];
  readonly text: string;
}

/** The lines of PyTorch's `Module.__repr__`, with dots where what is in a module is not shown. */
function rowsOf({ view, macs }: TreeColumns, { layer, children }: VisibleLayer, indent: string): TreeRow[] {
  const costs = [shortDim(layer.parameters), macs.text(layer), shareText(view, layer, "macs")];
  const name = layer.depth === 0 ? "" : `(${printable(labelOf(layer))}): `;
  if (layer.kind === "rest") return [{ costs, text: `${indent}${layer.label}` }];
  if (children.length === 0) return [{ costs, text: `${indent}${name}${constructorOf(layer)}` }];
  const { type, detail } = partsOf(layer);
  return [
    { costs, text: `${indent}${name}${type}(` },
    ...(detail === "" ? [] : [{ costs: [], text: `${indent}  ${detail}` }]),
    ...children.flatMap((child) => rowsOf({ view, macs }, child, `${indent}  `)),
    { costs: [], text: `${indent})` },
  ];
}

/** What a layer is called in the one around it: `conv1`, `1-5` for several. */
export function labelOf({ label, members }: Layer): string {
  return members === undefined ? label : label.replace(/^(\d+) … (\d+)$/, "$1-$2");
}

/** A layer in which nothing is shown. */
function constructorOf(layer: Layer): string {
  if (layer.kind === "node") return printable(layer.type);
  if (layer.children.length > 0) return `${partsOf(layer).type}(…)`;
  return layer.members === undefined ? printable(layer.line ?? `${layer.type}()`) : `${partsOf(layer).type}(${partsOf(layer).detail})`;
}

/** A layer's type, and what stands between the brackets of its constructor. */
function partsOf({ type, line = "", each }: Layer): { readonly type: string; readonly detail: string } {
  const own = `${each?.type ?? type}(`;
  return { type: printable(type), detail: line.startsWith(own) ? printable(line.slice(own.length).replace(/\)$/, "")) : "" };
}
