/**
 * The layers of a file of weights alone, as rows of a table: what is stored in each, and nothing of what it computes, which such a file does not tell.
 *
 * @module
 */
import type { Profile } from "../../analysis/profile.ts";
import type { StoredTensor } from "../../analysis/stored_tensors.ts";
import { exactDim, numberOf, shapeText } from "../dim_text.ts";
import type { Layer } from "../layer_tree.ts";
import { bytesNumber, exactNumber } from "../number_text.ts";
import { printable, shortenEnd, shortenMiddle } from "../printable_text.ts";
import { type ProfileView, shareOf, shareText } from "../profile_view.ts";
import type { VisibleLayer } from "../visible_layers.ts";

/** A row. */
export interface WeightRow {
  /** The layer. */
  readonly layer: Layer;
  /** The lines of the tree before its name, of which blanks are those that break no line. */
  readonly lines: string;
  /** The tensors that are directly in it, with their shapes: `weight [64, 3, 7, 7]; bias [64]`. */
  readonly weights: string;
  /** Elements of the parameters. */
  readonly parameters: string;
  /** The share of the network's parameters. */
  readonly share: string;
  /** The same as a number, for a bar; `undefined` for a layer with others in it. */
  readonly bar: number | undefined;
  /** Bytes of parameters and buffers. */
  readonly bytes: string;
  /** The element types, of those with the most bytes first. */
  readonly dtypes: string;
}

/** The headings of the columns behind the layer's name. */
export const WEIGHT_COLUMNS = [
  { title: "Weights", align: "left" },
  { title: "Params", align: "right" },
  { title: "Share", align: "right" },
  { title: "Bytes", align: "right" },
  { title: "Type", align: "left" },
] as const;

/** What is stored in a module and those in it. */
interface Contents {
  bytes: number;
  readonly byType: Map<string, number>;
  readonly own: StoredTensor[];
}

/** The rows, a layer's before those in it. Lists of weights are cut at `width`. */
export function weightRows(view: ProfileView, root: VisibleLayer, width: number): WeightRow[] {
  const contents = contentsOf(view.profile);
  const rows: WeightRow[] = [];
  const walk = (visible: VisibleLayer, lines: string, below: string): void => {
    const { layer } = visible;
    const children = tellingChildren(visible);
    rows.push(rowOf(view, contents, layer, lines, children.length === 0, width));
    children.forEach((child, index) => {
      const isLast = index === children.length - 1;
      walk(child, `${below}${isLast ? "└─" : "├─"}`, `${below}${isLast ? "\u00a0\u00a0" : "│\u00a0"}`);
    });
  };
  walk(root, "", "");
  return rows;
}

/** Those in a layer that say what it does not say itself. */
function tellingChildren({ children }: VisibleLayer): readonly VisibleLayer[] {
  const telling = children.filter(({ layer }) => layer.kind !== "rest" || layer.parameters !== 0);
  return telling.length === 1 && telling[0]!.layer.kind === "node" ? [] : telling;
}

function rowOf(
  view: ProfileView,
  contents: ReadonlyMap<string, Contents>,
  layer: Layer,
  lines: string,
  isLeaf: boolean,
  width: number,
): WeightRow {
  const { kind, members = 1 } = layer;
  // What a module has beside those in it is a node, which such a file has none of: it is named after its module.
  const { name } = layer.each ?? layer;
  const inside = kind === "rest" ? undefined : contents.get(name) ?? contents.get("");
  const own = !isLeaf && layer.children.some((child) => child.kind === "node") ? [] : inside?.own ?? []; // that one has them
  const types = [...inside?.byType ?? []].sort(([, a], [, b]) => b - a).map(([dtype]) => dtype);
  return {
    layer,
    lines,
    weights: shortenEnd(weightWords(own), width),
    parameters: exactDim(layer.parameters),
    share: shareText(view, layer, "parameters"),
    bar: isLeaf ? shareOf(view, layer, "parameters") : undefined,
    bytes: inside === undefined ? "" : bytesNumber(members * inside.bytes),
    dtypes: shortenEnd(types.join(", "), 28),
  };
}

/** Names with their shapes, those of one shape together: `weight, bias [64]`. */
function weightWords(tensors: readonly StoredTensor[]): string {
  const groups = Map.groupBy(tensors, ({ shape }) => shapeText(shape, 40));
  return [...groups].map(([shape, group]) => `${group.map(({ name }) => printable(lastPart(name))).join(", ")} ${shape}`).join("; ");
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** What is stored in each module. */
function contentsOf({ stored }: Profile): Map<string, Contents> {
  const contents = new Map<string, Contents>();
  const at = (path: string): Contents => {
    let found = contents.get(path);
    if (found === undefined) contents.set(path, found = { bytes: 0, byType: new Map(), own: [] });
    return found;
  };
  for (const each of stored) {
    const { name, tensor: { byteLength, dtype } } = each;
    const parts = name.split(".").slice(0, -1);
    at(parts.join(".")).own.push(each);
    for (let length = 0; length <= parts.length; length++) {
      const around = at(parts.slice(0, length).join("."));
      around.bytes += byteLength;
      around.byType.set(dtype, (around.byType.get(dtype) ?? 0) + byteLength);
    }
  }
  return contents;
}

/** What stands beside the buffers' count: their bytes and types. */
export function buffersRemark({ stored }: Profile): string {
  const buffers = stored.filter(({ role }) => role === "buffer");
  if (buffers.length === 0) return "";
  const bytes = buffers.reduce((total, { tensor }) => total + tensor.byteLength, 0);
  return `${bytesNumber(bytes)} as ${[...new Set(buffers.map(({ dtype }) => dtype))].join(", ")}`;
}

/** A line that says how many layers are not shown; none where all are. */
export function hiddenLines(hidden: number): string[] {
  return hidden === 0
    ? []
    : [`Not shown: ${exactNumber(hidden)} layers, which are in the numbers of those above (options rows and depth).`];
}

/** Longer names are cut. */
const NAME_WIDTH = 48;

/** What a row is called. */
export function weightTitle({ kind, label, members }: Layer): string {
  const name = kind === "node" ? "weights of its own" : shortenMiddle(printable(label), NAME_WIDTH);
  return members === undefined ? name : `${name} (${members} ×)`;
}

/** The longest bar's share: that of the heaviest layer without others in it. */
export function longestBar(rows: readonly WeightRow[]): number {
  return rows.reduce((most, { bar = 0 }) => Math.max(most, numberOf(bar) ?? 0), 0);
}
