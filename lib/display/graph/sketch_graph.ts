/**
 * From a graph to what its picture is to show.
 *
 * @module
 */
import type { GraphBox, ModuleGraph } from "../../analysis/graph/module_graph.ts";
import type { Profile } from "../../analysis/profile.ts";
import { networkName } from "../heading.ts";
import { printable, shortenMiddle } from "../printable_text.ts";
import { boxCosts, boxShape, boxTitle, boxTooltip } from "./box_words.ts";
import { intoColumns } from "./columns.ts";
import type { Sketch, SketchBox, SketchGroup, SketchPart, SketchSegment, Tone } from "./sketch.ts";
import { stacksOf } from "./stacks.ts";
import { fitMiddle, FONT, textExtent, titleWidth } from "./text_extent.ts";

/** A box is at least and at most so wide; longer names are cut. */
const [NARROWEST, WIDEST] = [64, 210];
/** A frame's title is at most so wide. */
const TITLE_WIDTH = 1.5 * WIDEST;
/** A part of a box with one line, and with two. */
const HEIGHTS = [21, 34] as const;
const PADDING = 16;

/** The boxes of a graph with their words, sizes and columns. */
export function sketchGraph(profile: Profile, graph: ModuleGraph): Sketch {
  const shapes = new Map(everyBox(graph.boxes).map(({ id, shape }) => [id, shape?.join()]));
  const changed = new Set(graph.edges.filter(({ from, to }) => shapes.get(from) !== shapes.get(to)).map(({ to }) => to));
  const { stacks, edges } = stacksOf(graph, changed);
  const parts = graph.boxes.flatMap((box) => partOf(box, { changed, stacks }));
  return { title: graphTitle(profile, graph), subtitle: graphSubtitle(graph), columns: intoColumns(parts, edges) };
}

function everyBox(boxes: readonly GraphBox[]): GraphBox[] {
  return boxes.flatMap((box) => [box, ...everyBox(box.inside)]);
}

/** What a graph shows, in a line. */
export function graphTitle(profile: Profile, { module }: ModuleGraph): string {
  const name = printable(networkName(profile));
  return shortenMiddle(`The flow of data in ${module === "" ? name : `${printable(module)} of ${name}`}`, 90);
}

function graphSubtitle({ boxes }: ModuleGraph): string {
  const several = (all: readonly GraphBox[]): boolean => all.some(({ times, inside }) => times > 1 || several(inside));
  return several(boxes) ? "A pile stands for blocks that are the same and follow one another; the first is shown" : "";
}

interface Context {
  /** The boxes whose shape is another than that of something that they take. */
  readonly changed: ReadonlySet<number>;
  /** What is stacked in the box of each number; boxes that are stacked in another have none. */
  readonly stacks: ReadonlyMap<number, readonly GraphBox[]>;
}

function partOf(box: GraphBox, context: Context): SketchPart[] {
  if (box.inside.length > 0) return [groupSketch(box, context)];
  const stack = context.stacks.get(box.id);
  return stack === undefined ? [] : [boxSketch(stack, context.changed)];
}

/** A frame around what is in a module; one for several where each is all that is in the one around it. */
function groupSketch(box: GraphBox, context: Context): SketchGroup {
  const nested = [box];
  for (let inner = box; inner.times === 1 && inner.inside.length === 1 && inner.inside[0]!.inside.length > 0;) {
    nested.push(inner = inner.inside[0]!);
  }
  const last = nested.at(-1)!;
  const title = titleOf(nested.map(boxTitle));
  const parts = last.inside.flatMap((each) => partOf(each, context));
  return { id: last.id, title, titleWidth: titleWidth(title), piled: last.times > 1, tooltip: nested.map(boxTooltip).join("\n\n"), parts };
}

/** What is nested, as far as there is room: the innermost tells most. */
function titleOf(titles: readonly string[]): string {
  const from = titles.findIndex((_, index) => textExtent(titles.slice(index).join(" › "), FONT.title) <= TITLE_WIDTH);
  return from < 0 ? fitMiddle(titles.at(-1)!, FONT.title, TITLE_WIDTH) : titles.slice(from).join(" › ");
}

function boxSketch(stack: readonly GraphBox[], changed: ReadonlySet<number>): SketchBox {
  const segments = stack.map((box) => segmentOf(box, changed.has(box.id)));
  const widest = Math.max(...segments.flatMap(({ title, detail }) => [textExtent(title, FONT.title), textExtent(detail, FONT.detail)]));
  return {
    id: stack[0]!.id,
    segments,
    width: Math.min(WIDEST, Math.max(NARROWEST, Math.ceil(widest) + PADDING)),
    height: segments.reduce((total, { height }) => total + height, 0),
    piled: stack.some(({ times }) => times > 1),
  };
}

/** A box says its shape where that is another than that of what it takes, and its macs where it has some. */
function segmentOf(box: GraphBox, changesShape: boolean): SketchSegment {
  const title = fitMiddle(boxTitle(box), FONT.title, WIDEST - PADDING);
  const outer = box.kind === "input" || box.kind === "output";
  const costs = box.macs === 0 ? "" : boxCosts({ ...box, parameters: 0 });
  const shape = changesShape || outer ? boxShape(box) : "";
  const both = shape === "" || costs === "" ? shape + costs : `${shape} · ${costs}`;
  const fits = (words: string) => textExtent(words, FONT.detail) <= WIDEST - PADDING;
  const detail = fits(both) ? both : shape === "" ? "" : fitMiddle(shape, FONT.detail, WIDEST - PADDING);
  return { title, detail, height: HEIGHTS[detail === "" ? 0 : 1], tone: outer ? "outer" : toneOf(box), tooltip: boxTooltip(box) };
}

/** What a box does, told by what it costs, whatever its operator is called. */
function toneOf({ macs, parameters }: GraphBox): Tone {
  if (macs !== 0) return parameters > 0 ? "learned" : "product";
  return parameters > 0 ? "stored" : "plain";
}
