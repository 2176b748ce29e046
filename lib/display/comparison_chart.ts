/**
 * Bubbles: models by their macs and the memory that they touch; the size is what their parameters take.
 *
 * @module
 */
import { padEnd, padStart, printable, shortenMiddle, textWidth } from "./printable_text.ts";
import { kinshipSentences, modelTitle } from "./comparison_words.ts";
import type { ComparisonView } from "./comparison_view.ts";
import { bytesDim } from "./dim_text.ts";
import { METRICS } from "./metrics.ts";
import { AMOUNTS, SCHEMA, type VegaLiteSpec } from "./charts/chart.ts";

/** Room behind the largest value, so that no bubble is cut. */
const MARGIN = 1.15;

interface ModelBubble {
  /** On which side of the bubble its name has room. */
  readonly side: "left" | "right";
  readonly model: string;
  readonly macs: number;
  readonly bytes: number;
  readonly weights: number;
  readonly exactMacs: string;
  readonly exactBytes: string;
  readonly exactWeights: string;
}

/** The picture of a comparison: inline data, tooltips, a fixed width, names beside the bubbles so that no colour is needed. */
export function modelsChart(view: ComparisonView): VegaLiteSpec {
  const values = bubblesOf(view);
  const position = { x: axisOf(values, "macs", "macs"), y: axisOf(values, "bytes", METRICS.memoryAccess.title) };
  return {
    $schema: SCHEMA,
    description: "Models by their macs and their memory access; the size of a bubble is what the weights take.",
    title: { text: "Macs against memory access, by model", subtitle: shortenMiddle(kinshipSentences(view)[0] ?? "", 72), anchor: "start" },
    data: { values },
    width: 420,
    height: 280,
    layer: [bubbleLayer(position), nameLayer(position, "left"), nameLayer(position, "right")],
  };
}

type Axes = Readonly<Record<"x" | "y", unknown>>;

function axisOf(values: readonly ModelBubble[], field: "macs" | "bytes", title: string) {
  return {
    field,
    type: "quantitative",
    scale: { domain: [0, MARGIN * Math.max(1, ...values.map((value) => value[field]))], nice: false },
    axis: { title, ...AMOUNTS, tickCount: 6 },
  };
}

function bubbleLayer(position: Axes) {
  const size = {
    field: "weights",
    type: "quantitative",
    scale: { zero: true, range: [20, 1200] },
    legend: { title: "weights (bytes)", ...AMOUNTS, symbolType: "circle", tickCount: 3 },
  };
  return {
    mark: { type: "circle", stroke: "#7f7f7f", strokeWidth: 0.5, opacity: 0.75 },
    encoding: {
      ...position,
      size,
      color: { field: "model", type: "nominal", sort: null, legend: { title: "model", labelLimit: 260 } },
      tooltip: [
        { field: "model", type: "nominal", title: "model" },
        { field: "exactMacs", type: "nominal", title: "macs" },
        { field: "exactBytes", type: "nominal", title: "memory access" },
        { field: "exactWeights", type: "nominal", title: "weights" },
      ],
    },
  };
}

/** Names of the models beside their bubbles. */
function nameLayer(position: Axes, side: ModelBubble["side"]) {
  return {
    transform: [{ filter: `datum.side === "${side}"` }],
    mark: { type: "text", align: side === "left" ? "right" : "left", dx: side === "left" ? -22 : 22, limit: 260, color: "#7f7f7f" },
    encoding: { ...position, text: { field: "model", type: "nominal" } },
  };
}

/** The same in plain text. */
export function modelsText(view: ComparisonView): string {
  const bubbles = bubblesOf(view);
  const width = Math.max(5, ...bubbles.map(({ model }) => textWidth(model)));
  const rows = bubbles.map(({ model, exactMacs, exactBytes, exactWeights }) =>
    [padEnd(model, width), ...[exactMacs, exactBytes, exactWeights].map((cell) => padStart(cell, 13))].join("  ")
  );
  const head = [padEnd("model", width), ...["macs", "memory access", "weights"].map((cell) => padStart(cell, 13))].join("  ");
  return ["Macs against memory access, by model", ...kinshipSentences(view), head, ...rows].join("\n");
}

/** Models of which something is not known at all have no place in the picture. */
function bubblesOf({ models, views }: ComparisonView): ModelBubble[] {
  const furthest = Math.max(...views.map(({ root, standIns }) => standIns.valueOf(root.macs) ?? 0));
  return models.flatMap((model, index): ModelBubble[] => {
    const { root, standIns } = views[index]!;
    const [macs, bytes] = [standIns.valueOf(root.macs), standIns.valueOf(METRICS.memoryAccess.of(root))];
    if (macs === undefined || bytes === undefined) return [];
    const weights = model.profile.totals.parameterBytes;
    return [{
      side: 2 * macs > furthest ? "left" : "right",
      model: printable(modelTitle(model)),
      macs,
      bytes,
      weights,
      exactMacs: METRICS.macs.short(macs),
      exactBytes: bytesDim(bytes),
      exactWeights: bytesDim(weights),
    }];
  });
}
