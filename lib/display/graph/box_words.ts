import type { GraphBox } from "../../analysis/graph/module_graph.ts";
import type { Dim } from "../../model/dim.ts";
import { METRICS } from "../metrics.ts";
import { shortNumber } from "../number_text.ts";
import { literalDim, shapeText } from "../dim_text.ts";
import { printable, shortenEnd, shortenMiddle } from "../printable_text.ts";

/** Names longer than this are cut, wherever they stand. */
const LONGEST_NAME = 80;
/** A size in a box is at most so long. */
const LONGEST_SIZE = 14;

/** A box's name for people: `layer1.0`, `6 × layer3.1 … layer3.5`, `Add`. */
export function boxTitle({ kind, label, type, name, last, times }: GraphBox): string {
  const own = cut(label);
  if (kind === "repeat") return `${times} × a block, ${cut(name)} … ${cut(last)}`;
  if (times > 1) return kind === "operator" ? `${times} × ${own}` : `${times} × ${own} … ${cut(lastPart(last))}`;
  return kind === "module" && type !== "" && type !== "Module" ? `${own} · ${cut(type)}` : own;
}

function cut(text: string): string {
  return shortenMiddle(printable(text), LONGEST_NAME);
}

/** The end of a path; a number with what it counts. */
function lastPart(path: string): string {
  const parts = path.split(".");
  return parts.slice(/^\d+$/.test(parts.at(-1)!) ? -2 : -1).join(".");
}

/** A box's costs for people, those of one where it stands for several; empty where there are none. */
export function boxCosts({ macs, parameters, times }: GraphBox): string {
  const costs = [
    ...(macs === 0 ? [] : [`${METRICS.macs.short(macs)} macs`]),
    ...(parameters === 0 ? [] : [`${shortNumber(parameters)} parameters`]),
  ];
  return costs.length > 0 && times > 1 ? `${costs.join(", ")} each` : costs.join(", ");
}

/** The shape of what a box hands on, short enough for a box: `batch × 64 × 56 × …`, where a long expression is left out. */
export function boxShape({ shape }: GraphBox): string {
  if (shape === undefined) return "";
  return shape.length === 0 ? "scalar" : shape.map(shortSize).join(" × ");
}

function shortSize(dim: Dim): string {
  const text = literalDim(dim);
  if (text.length <= LONGEST_SIZE) return text;
  return /^\w+$/.test(text) ? shortenEnd(text, LONGEST_SIZE) : "…";
}

/** All that is known of a box. */
export function boxTooltip(box: GraphBox): string {
  const { kind, name, last, times, type, nodeCount, shape } = box;
  const names = times > 1 || kind === "several" ? `${cut(name)} … ${cut(last)}` : cut(name);
  return [
    names,
    ...(type === "" ? [] : [cut(type)]),
    ...(times > 1 ? [`${times} that are the same, one after another`] : []),
    ...(nodeCount > 1 ? [`${nodeCount} operators${times > 1 ? " each" : ""}`] : []),
    ...(shape === undefined ? [] : [shapeText(shape, 40)]),
    ...(boxCosts(box) === "" ? [] : [boxCosts(box)]),
  ].join("\n");
}
