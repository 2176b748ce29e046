/**
 * A graph in plain text: the text twin of its picture.
 *
 * @module
 */
import type { GraphBox, ModuleGraph } from "../../analysis/graph/module_graph.ts";
import type { Profile } from "../../analysis/profile.ts";
import { TEXT_WIDTH } from "../summary_text.ts";
import { padEnd, padStart, shortenEnd, shortenMiddle, textWidth } from "../printable_text.ts";
import { boxCosts, boxShape, boxTitle } from "./box_words.ts";
import { graphTitle } from "./sketch_graph.ts";

/** The widest that the words of where data come from may be. */
const SOURCES = 40;

/** A line a box, each with its number, its shape, and the numbers of the boxes that it takes from where that is not the one above alone. */
export function graphText(profile: Profile, graph: ModuleGraph): string {
  const drawn = leavesOf(graph.boxes);
  const numbers = new Map(drawn.map(({ id }, index) => [id, index + 1]));
  const sources = new Map<number, number[]>();
  for (const { from, to } of graph.edges) {
    const number = numbers.get(from)!;
    const known = sources.get(to);
    if (known === undefined) sources.set(to, [number]);
    else known.push(number);
  }
  const rows = rowsOf(graph.boxes, 0).map(({ box, depth }) => {
    const number = numbers.get(box.id);
    const from = (sources.get(box.id) ?? []).sort((a, b) => a - b);
    const usual = number === undefined || box.kind === "input" || (from.length === 1 && from[0] === number - 1);
    return {
      number: number === undefined ? "" : String(number),
      title: "  ".repeat(Math.min(depth, 12)) + boxTitle(box),
      shape: boxShape(box),
      costs: boxCosts(box),
      sources: usual ? "" : from.length === 0 ? "← nothing" : shortenEnd(`← ${from.join(", ")}`, SOURCES),
    };
  });
  const width = (of: (row: typeof rows[number]) => string, most: number) =>
    Math.min(most, rows.reduce((widest, row) => Math.max(widest, textWidth(of(row))), 0));
  const [title, shape] = [width((row) => row.title, TEXT_WIDTH / 2), width((row) => row.shape, 30)];
  const lines = rows.map((row) =>
    [
      padStart(row.number, String(drawn.length).length),
      padEnd(shortenMiddle(row.title, title), title),
      padEnd(shortenMiddle(row.shape, shape), shape),
      [row.costs, row.sources].filter((words) => words !== "").join("  "),
    ].join("  ").trimEnd()
  );
  return [graphTitle(profile, graph), "← names the boxes that a box takes from, where that is not the one above.", ...lines].join("\n");
}

function leavesOf(boxes: readonly GraphBox[]): GraphBox[] {
  return boxes.flatMap((box) => box.inside.length === 0 ? [box] : leavesOf(box.inside));
}

function rowsOf(boxes: readonly GraphBox[], depth: number): { readonly box: GraphBox; readonly depth: number }[] {
  return boxes.flatMap((box) => [{ box, depth }, ...rowsOf(box.inside, depth + 1)]);
}
