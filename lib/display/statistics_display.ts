/**
 * A tensor's statistics for people: the numbers in a line, the histogram as a picture and as bars of text.
 *
 * @module
 */
import type { Statistics } from "../model/statistics.ts";
import { textBar } from "./bar.ts";
import { SCHEMA, type VegaLiteSpec } from "./charts/chart.ts";
import type { MimeBundle } from "./mime_bundle.ts";
import { exactNumber, percent } from "./number_text.ts";
import { padStart, printable, shortenMiddle } from "./printable_text.ts";

/** Rows of a histogram in text; neighbouring bins share one where there are more. */
const ROWS = 16;

/** A tensor's name is cut at this length. */
const NAME_WIDTH = 80;

/** A bin, or several as one. */
interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Four significant digits: enough to compare. */
function digits(value: number | undefined): string {
  return value === undefined ? "?" : String(Number(value.toPrecision(4)));
}

/** The bins, so many at a time as one. */
function binsOf({ histogram: { low, high, counts } }: Statistics, together: number): Bin[] {
  const width = (high / counts.length - low / counts.length) * together;
  return Array.from({ length: Math.ceil(counts.length / together) }, (_, index) => ({
    from: low + index * width,
    to: Math.min(high, low + (index + 1) * width),
    count: counts.slice(index * together, (index + 1) * together).reduce((a, b) => a + b, 0),
  }));
}

/** The numbers in a line: `mean 0.0012, std 0.02, min −0.1, max 0.1, 0 zeros (0 %) of 1,600 elements`. */
export function statisticsLine({ count, nonFinite, zeros, mean, std, min, max }: Statistics): string {
  const odd = nonFinite === 0 ? "" : `, ${exactNumber(nonFinite)} not finite`;
  const share = count === 0 ? "" : ` (${percent(zeros / count)})`;
  const numbers = Object.entries({ mean, std, min, max }).map(([word, value]) => `${word} ${digits(value)}`).join(", ");
  return `${numbers}, ${exactNumber(zeros)} zeros${share}${odd} of ${exactNumber(count)} elements`;
}

/** The statistics in plain text, with the histogram as bars. */
export function statisticsText(name: string, statistics: Statistics): string {
  const bins = binsOf(statistics, Math.ceil(statistics.histogram.counts.length / ROWS) || 1);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const edges = bins.map(({ from }) => digits(from));
  const [edge, number] = [edges, bins.map(({ count }) => exactNumber(count))].map((texts) =>
    Math.max(0, ...texts.map(({ length }) => length))
  );
  const rows = bins.map(({ count }, index) =>
    `  ${padStart(edges[index]!, edge!)}  ${padStart(exactNumber(count), number!)} ${textBar(count / most, 40)}`.trimEnd()
  );
  return [shortenMiddle(printable(name), NAME_WIDTH), statisticsLine(statistics), ...rows].join("\n");
}

/** The histogram as a picture: inline data, tooltips, a fixed width, no background, so that a dark theme can apply. */
export function histogramSpec(name: string, statistics: Statistics): VegaLiteSpec {
  return {
    $schema: SCHEMA,
    description: "How many elements of a tensor have values in each interval.",
    title: { text: shortenMiddle(printable(name), NAME_WIDTH), subtitle: statisticsLine(statistics), anchor: "start" },
    data: { values: binsOf(statistics, 1) },
    width: 420,
    height: 160,
    mark: { type: "bar", color: "#e0812b" },
    encoding: {
      x: { field: "from", type: "quantitative", axis: { title: "value", tickCount: 6 }, bin: { binned: true } },
      x2: { field: "to" },
      y: { field: "count", type: "quantitative", axis: { title: "elements", format: "~s", tickCount: 4 } },
      tooltip: [
        { field: "from", type: "quantitative", title: "from" },
        { field: "to", type: "quantitative", title: "below" },
        { field: "count", type: "quantitative", title: "elements" },
      ],
    },
  };
}

/**
 * The statistics for a notebook cell. Without `text/html`, which JupyterLab would show in the picture's place.
 *
 * @param png The picture in base64, where somebody has drawn it: it is what front ends without Vega show.
 */
export function statisticsBundle(name: string, statistics: Statistics, png?: string): MimeBundle {
  return {
    "application/vnd.vegalite.v5+json": histogramSpec(name, statistics),
    ...(png !== undefined && { "image/png": png }),
    "text/plain": statisticsText(name, statistics),
  };
}
