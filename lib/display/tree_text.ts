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
import { padEnd, padStart, printable, shortenMiddle, textWidth } from "./printable_text.ts";
import { textBar } from "./bar.ts";
import { type ProfileView, shareOf, shareText, viewOf } from "./profile_view.ts";
import { layerCaption, TEXT_WIDTH } from "./summary_text.ts";
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
  /** Columns of a terminal that the plain text may take; 110 by default. */
  readonly width?: number;
}

/** Layers in a tree, unless told. */
export const TREE_ROWS = 200;
/** The costs that a tree shows. */
export const TREE_METRICS = ["parameters", "macs"] as const;

/** Closed forms of macs that are longer than this are shown as numbers at the stand-ins. */
export const TREE_COLUMN = { width: 13, digits: "short" } as const;

/** The tree as plain text: one line a layer, with a bar for its share of macs. */
export function treeText(profile: Profile, options: TreeOptions = {}): string {
  if (profile.model.hasGraph === false) return checkpointTreeText(profile, options);
  const { width = TEXT_WIDTH } = options;
  const view = viewOf(profile);
  const { visible, remarks } = treeLayers(view, options);
  const macs = costColumn(view, "macs", TREE_COLUMN);
  const rows = treeRows({ view, macs }, visible.root, "", "");
  const widest = Math.min(Math.max(...rows.map(({ title }) => textWidth(title))), Math.max(20, width - 50));
  const lines = rows.map(({ title, parameters, macs, share, shareWords }) => {
    const cells = [padEnd(shortenMiddle(title, widest), widest), padStart(parameters, 11), padStart(macs, 13)];
    return `${cells.join("  ")}  ${padStart(shareWords, 6)} ${textBar(share ?? 0, 10)}`.trimEnd();
  });
  const heading = `${padEnd("", widest)}  ${padStart("parameters", 11)}  ${padStart("macs", 13)}   share`;
  return joinBlocks([[heading, ...lines], [...remarks, ...layerCaption(view, visible, macs)]]);
}

interface TreeColumns {
  readonly view: ProfileView;
  readonly macs: CostColumn;
}

interface TreeRow {
  readonly title: string;
  readonly parameters: string;
  readonly macs: string;
  readonly share: number | undefined;
  readonly shareWords: string;
}

function treeRows(tree: TreeColumns, { layer, children }: VisibleLayer, prefix: string, below: string): TreeRow[] {
  const own: TreeRow = {
    title: prefix + printable(treeTitle(layer)),
    parameters: shortDim(layer.parameters),
    macs: tree.macs.text(layer),
    share: shareOf(tree.view, layer, "macs"),
    shareWords: shareText(tree.view, layer, "macs"),
  };
  const inner = children.flatMap((child, index) => {
    const last = index === children.length - 1;
    return treeRows(tree, child, `${below}${last ? "└─" : "├─"}`, `${below}${last ? "  " : "│ "}`);
  });
  return [own, ...inner];
}

function treeTitle({ kind, label, type, line, members }: Layer): string {
  if (kind === "rest") return label;
  return members === undefined ? `${label} ${line ?? type}` : `${label} (${line ?? type})`;
}
