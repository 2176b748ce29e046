/**
 * A graph as an SVG picture: columns that are laid out, with what flows between them.
 *
 * @module
 */
import {
  isGroup,
  type Sketch,
  type SketchBox,
  type SketchGroup,
  type SketchPart,
  type SketchSegment,
  type Tone,
} from "../display/graph/sketch.ts";
import { boldExtent, FONT, textExtent } from "../display/graph/text_extent.ts";
import { escapeHtml } from "../display/markup.ts";
import { connect, type Connectors, placeColumns, type PlacedColumn } from "./graph_columns.ts";
import { layOutColumn, type Point, type Rectangle } from "./lay_out_column.ts";

/** Mid-tones that read on white and on black; the rims differ too, for those who do not tell the colours apart. */
const TONES: Readonly<Record<Tone, { readonly color: string; readonly words: string; readonly rim?: string }>> = {
  learned: { color: "#4c78a8", words: "macs with parameters", rim: ` stroke-width="1.6"` },
  product: { color: "#17a2a2", words: "macs without parameters", rim: ` stroke-width="1.6" stroke-dasharray="7 2"` },
  stored: { color: "#e0812b", words: "parameters, no macs", rim: ` stroke-dasharray="3 2"` },
  plain: { color: "#7f7f7f", words: "neither" },
  outer: { color: "#b279a2", words: "input or output" },
};
const INK = "#1b1b1b";
const LINE = "#7f7f7f";
/** What the picture stands on: a card that is lighter than a dark page and darker than a light one, so that it looks meant on either. */
const CARD = { fill: "#eef0f3", rim: "#c3c8d0", radius: 10 } as const;
const MARGIN = 18;
/** Room for the title, the subtitle and the legend. */
const LINE_HEIGHT = 17;
/** How far the second of a pile looks out behind the first. */
const PILE = 3;

/**
 * Draws a graph on a card of its own, which is light; a page may leave out the `card` and give `text` and the `rim` of titles other colours.
 *
 * @throws {Error} If the package that lays it out cannot be loaded.
 */
export async function graphSvg(sketch: Sketch): Promise<string> {
  const heading = [sketch.title, sketch.subtitle].filter((line) => line !== "");
  const top = MARGIN + heading.length * LINE_HEIGHT + 8;
  const { columns, connectors, width, bottom } = connect(
    placeColumns(await Promise.all(sketch.columns.map(layOutColumn)), { left: MARGIN, top }),
  );
  const legend = legendOf(sketch, bottom + 26);
  const widest = Math.max(width + MARGIN, legend.width + 2 * MARGIN, ...heading.map((line) => boldExtent(line, 13) + 2 * MARGIN));
  const height = bottom + 26 + MARGIN;
  const [across, down] = [Math.ceil(widest), Math.ceil(height)];
  const parts = [
    cardSvg(across, down),
    headingSvg(heading),
    `<g transform="translate(${round((widest - MARGIN - width) / 2)} 0)">`, // in the middle, where a title or the legend is wider
    ...eachGroup(sketch, columns, groupSvg),
    edgesSvg(columns, connectors),
    ...eachGroup(sketch, columns, groupTitleSvg),
    ...sketch.columns.flatMap(({ parts }, index) => boxesOf(parts).map((box) => boxSvg(box, columns[index]!.boxes.get(box.id)!))),
    "</g>",
    legend.svg,
  ];
  const size = `width="${across}" height="${down}" viewBox="0 0 ${across} ${down}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="DejaVu Sans, sans-serif" role="img" aria-label="${
    escapeHtml(sketch.title)
  }">
${parts.join("\n")}
</svg>
`;
}

function cardSvg(width: number, height: number): string {
  return `<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${
    height - 1
  }" rx="${CARD.radius}" fill="${CARD.fill}" stroke="${CARD.rim}"/>`;
}

function headingSvg(lines: readonly string[]): string {
  return lines.map((line, index) =>
    textSvg(line, { x: MARGIN, y: MARGIN + 12 + index * LINE_HEIGHT }, index === 0 ? 13 : 10.5, index === 0)
  ).join("\n");
}

function textSvg(text: string, { x, y }: Point, size: number, strong = false, anchor = "start"): string {
  const attributes = `x="${round(x)}" y="${round(y)}" font-size="${size}"${strong ? ` font-weight="bold"` : ""}${
    anchor === "start" ? "" : ` text-anchor="${anchor}"`
  }`;
  return `<text ${attributes} fill="${INK}">${escapeHtml(text)}</text>`;
}

/** Draws something for each group in each column. */
function eachGroup(
  { columns: sketches }: Sketch,
  columns: readonly PlacedColumn[],
  draw: (group: SketchGroup, frame: Rectangle) => string,
): string[] {
  return sketches.flatMap(({ parts }, index) => groupsOf(parts).map((group) => draw(group, columns[index]!.groups.get(group.id)!)));
}

/** A frame around what is unfolded. */
function groupSvg({ tooltip, piled }: SketchGroup, frame: Rectangle): string {
  return `<g><title>${escapeHtml(tooltip)}</title>${piled ? pileSvg(frame, LINE) : ""}<rect ${
    placeOf(frame)
  } rx="6" fill="${LINE}" fill-opacity="0.05" stroke="${LINE}" stroke-opacity="0.6"${piled ? ` stroke-width="1.6"` : ""}/></g>`;
}

/** A group's title, over the edges that come in behind it, with a rim that keeps it readable. */
function groupTitleSvg({ title, piled }: SketchGroup, { x, y }: Rectangle): string {
  return `<g class="rim" stroke="${CARD.fill}" stroke-width="3" paint-order="stroke">${
    textSvg(title, { x: x + 8, y: y + 15 }, FONT.title, piled)
  }</g>`;
}

function boxSvg({ segments, piled }: SketchBox, frame: Rectangle): string {
  let y = frame.y;
  const parts = segments.map((segment) => {
    const part = segmentSvg(segment, { ...frame, y, height: segment.height });
    y += segment.height;
    return part;
  });
  return (piled ? pileSvg(frame, TONES[segments[0]!.tone].color) : "") + parts.join("");
}

function segmentSvg({ title, detail, tone, tooltip }: SketchSegment, { x, y, width, height }: Rectangle): string {
  const { color, rim = "" } = TONES[tone];
  const middle = x + width / 2;
  const words = detail === ""
    ? textSvg(title, { x: middle, y: y + height / 2 + 4 }, FONT.title, false, "middle")
    : `${textSvg(title, { x: middle, y: y + 14 }, FONT.title, false, "middle")}${
      textSvg(detail, { x: middle, y: y + 27 }, FONT.detail, false, "middle")
    }`;
  const round_ = tone === "outer" ? round(height / 2) : 3;
  return `<g><title>${escapeHtml(tooltip)}</title><rect ${
    placeOf({ x, y, width, height })
  } rx="${round_}" fill="${color}" fill-opacity="0.2" stroke="${color}"${rim}/>${words}</g>`;
}

/** Between whole pixels, so that a rim one pixel wide is not smeared over two. */
function placeOf({ x, y, width, height }: Rectangle): string {
  return `x="${Math.floor(x) + 0.5}" y="${Math.floor(y) + 0.5}" width="${Math.round(width)}" height="${Math.round(height)}"`;
}

/** The edges of two more that lie behind a box. */
function pileSvg({ x, y, width, height }: Rectangle, color: string): string {
  const behind = (by: number) =>
    `M${round(x + width + by - PILE)} ${round(y + by + 2)}h${PILE}v${round(height - 2)}h${round(2 - width)}v${-PILE}`;
  return `<path d="${behind(PILE)}${behind(2 * PILE)}" fill="none" stroke="${color}" stroke-opacity="0.8"/>`;
}

function edgesSvg(columns: readonly PlacedColumn[], connectors: Connectors): string {
  const lines: string[] = [];
  const heads: string[] = [];
  for (const { points, arrow } of columns.flatMap(({ edges }) => edges)) {
    const curve = arrow ? points.slice(0, -1) : points;
    lines.push(`M${at(curve[0]!)}C${curve.slice(1).map(at).join(" ")}`);
    if (arrow) heads.push(arrowHead(curve.at(-1)!, points.at(-1)!));
  }
  for (const way of connectors) lines.push(roundedWay(way));
  return `<path d="${lines.join("")}" fill="none" stroke="${LINE}"/><path d="${heads.join("")}" fill="${LINE}"/>`;
}

function arrowHead(from: Point, to: Point): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [x, y] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const side = (turn: number): Point => ({ x: to.x - 6 * x + turn * 2.8 * y, y: to.y - 6 * y - turn * 2.8 * x });
  return `M${at(to)}L${at(side(1))} ${at(side(-1))}Z`;
}

/** A way along axes, with round corners. */
function roundedWay(way: readonly Point[]): string {
  const middle = way.slice(1, -1).map((corner, index) => {
    const [before, after] = [towards(corner, way[index]!), towards(corner, way[index + 2]!)];
    return `L${at(before)}Q${at(corner)} ${at(after)}`;
  });
  return `M${at(way[0]!)}${middle.join("")}L${at(way.at(-1)!)}`;
}

function towards(from: Point, to: Point, radius = 5): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const step = Math.min(radius, length / 2) / length;
  return { x: from.x + (to.x - from.x) * step, y: from.y + (to.y - from.y) * step };
}

/** What the colours mean, for those that are there. */
function legendOf({ columns }: Sketch, y: number): { readonly svg: string; readonly width: number } {
  const present = new Set(columns.flatMap(({ parts }) => boxesOf(parts).flatMap(({ segments }) => segments.map(({ tone }) => tone))));
  let x = MARGIN;
  const entries = (Object.keys(TONES) as Tone[]).filter((tone) => present.has(tone)).map((tone) => {
    const { color, words, rim = "" } = TONES[tone];
    const entry = `<rect x="${round(x)}" y="${round(y - 9)}" width="14" height="10" rx="${
      tone === "outer" ? 5 : 2
    }" fill="${color}" fill-opacity="0.2" stroke="${color}"${rim}/>${textSvg(words, { x: x + 19, y }, FONT.detail)}`;
    x += 19 + textExtent(words, FONT.detail) + 16;
    return entry;
  });
  return { svg: entries.join("\n"), width: x - MARGIN };
}

function boxesOf(parts: readonly SketchPart[]): SketchBox[] {
  return parts.flatMap((part) => isGroup(part) ? boxesOf(part.parts) : [part]);
}

function groupsOf(parts: readonly SketchPart[]): SketchGroup[] {
  return parts.flatMap((part) => isGroup(part) ? [part, ...groupsOf(part.parts)] : []);
}

function at({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
