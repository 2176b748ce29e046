/**
 * Where the boxes and edges of a column stand, by Graphviz. It is told numbers and sizes only, no names.
 *
 * @module
 */
import { isGroup, type SketchColumn, type SketchPart } from "../display/graph/sketch.ts";

/** A point. */
export interface Point {
  /** To the right. */
  readonly x: number;
  /** Downwards. */
  readonly y: number;
}

/** Where something stands. */
export interface Rectangle extends Point {
  /** How wide it is. */
  readonly width: number;
  /** How high it is. */
  readonly height: number;
}

/** A column whose parts have places. */
export interface LaidOutColumn {
  /** How wide it is. */
  readonly width: number;
  /** How high it is. */
  readonly height: number;
  /** Where the boxes stand, by number. */
  readonly boxes: ReadonlyMap<number, Rectangle>;
  /** Where the groups stand, outer ones first. */
  readonly groups: ReadonlyMap<number, Rectangle>;
  /** Where the results of a box of an earlier column enter, at the upper edge. */
  readonly entries: ReadonlyMap<number, Point>;
  /** Where the results of a box leave for a later column, at the lower edge. */
  readonly exits: ReadonlyMap<number, Point>;
  /** The edges: a start and the three points of each Bézier curve; with an arrow where they end at a box. */
  readonly edges: readonly { readonly points: readonly Point[]; readonly arrow: boolean }[];
}

/** The part of Graphviz that is used here. */
interface Graphviz {
  layout(dot: string, format: "json0", engine: "dot"): string;
}

const GRAPHVIZ = "npm:@hpcc-js/wasm-graphviz@1.29.2";
/** Graphviz counts sizes in inches of 72 points; a point is a unit here. */
const INCH = 72;

let graphviz: Promise<Graphviz> | undefined;

/**
 * Lays a column out.
 *
 * @throws {Error} If the package cannot be loaded, as in a browser, without a network, or without permission.
 */
export async function layOutColumn(column: SketchColumn): Promise<LaidOutColumn> {
  graphviz ??= import(GRAPHVIZ).then((module) => module.Graphviz.load());
  return read((await graphviz).layout(dotOf(column), "json0", "dot"));
}

/** The column in Graphviz's language: `b1` a box, `g2` a group's, `i3` and `o3` where the results of box 3 enter and leave. */
function dotOf({ parts, edges, entering, leaving }: SketchColumn): string {
  const port = "shape=point width=0.03 height=0.03";
  const entries = entering.map(({ from }) => `i${from} [${port}];`).join(" ");
  const exits = [...entering.filter(({ passes }) => passes).map(({ from }) => from), ...leaving].map((from) => `o${from} [${port}];`).join(
    " ",
  );
  const lines = [
    ...edges.map(({ from, to }) => `b${from} -> b${to};`),
    ...entering.flatMap(({ from, to, passes }) => [
      ...to.map((each) => `i${from} -> b${each};`),
      ...(passes ? [`i${from} -> o${from} [arrowhead=none];`] : []),
    ]),
    ...leaving.map((from) => `b${from} -> o${from} [arrowhead=none];`),
  ];
  return `digraph {
graph [nodesep=0.2 ranksep=0.26]; node [shape=box fixedsize=true label=""]; edge [arrowsize=0.6];
${entries === "" ? "" : `{ rank=source; ${entries} }`}
${exits === "" ? "" : `{ rank=sink; ${exits} }`}
${parts.map(dotOfPart).join("\n")}
${lines.join("\n")}
}`;
}

function dotOfPart(part: SketchPart): string {
  if (!isGroup(part)) {
    return `b${part.id} [width=${inches(part.width)} height=${inches(part.height)}];`;
  }
  const cell =
    `<<TABLE BORDER="0" CELLPADDING="0" CELLSPACING="0" FIXEDSIZE="TRUE" WIDTH="${part.titleWidth}" HEIGHT="14"><TR><TD></TD></TR></TABLE>>`;
  return `subgraph cluster_${part.id} { label=${cell}; labeljust=l; margin=9;\n${part.parts.map(dotOfPart).join("\n")}\n}`;
}

function inches(points: number): string {
  return (points / INCH).toFixed(4);
}

interface Answer {
  readonly bb: string;
  readonly objects?: readonly {
    readonly name: string;
    readonly bb?: string;
    readonly pos?: string;
    readonly width?: string;
    readonly height?: string;
  }[];
  readonly edges?: readonly { readonly pos?: string }[];
}

/** Reads Graphviz's answer, whose ordinates grow upwards. */
function read(json: string): LaidOutColumn {
  const answer: Answer = JSON.parse(json);
  const [, , width = 0, height = 0] = numbers(answer.bb);
  const [boxes, groups] = [new Map<number, Rectangle>(), new Map<number, Rectangle>()];
  const [entries, exits] = [new Map<number, Point>(), new Map<number, Point>()];
  for (const { name, bb, pos, ...size } of answer.objects ?? []) {
    if (bb !== undefined) {
      const [left = 0, bottom = 0, right = 0, top = 0] = numbers(bb);
      groups.set(Number(name.slice("cluster_".length)), { x: left, y: height - top, width: right - left, height: top - bottom });
    } else if (pos !== undefined) {
      const [x = 0, y = 0] = numbers(pos);
      const [wide, high] = [Number(size.width) * INCH, Number(size.height) * INCH];
      const id = Number(name.slice(1));
      if (name.startsWith("b")) boxes.set(id, { x: x - wide / 2, y: height - y - high / 2, width: wide, height: high });
      else (name.startsWith("i") ? entries : exits).set(id, { x, y: height - y });
    }
  }
  const edges = (answer.edges ?? []).flatMap(({ pos }) => pos === undefined ? [] : [edgeOf(pos, height)]);
  return { width, height, boxes, groups, entries, exits, edges };
}

function edgeOf(pos: string, height: number): LaidOutColumn["edges"][number] {
  const arrow = pos.startsWith("e,");
  const words = pos.split(" ").map((word) => numbers(word.replace("e,", ""))).map(([x = 0, y = 0]) => ({ x, y: height - y }));
  const [end, ...curve] = words;
  return arrow ? { points: [...curve, end!], arrow } : { points: words, arrow };
}

function numbers(text: string): number[] {
  return text.split(",").map(Number);
}
