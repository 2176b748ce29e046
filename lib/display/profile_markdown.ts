/**
 * A profile in Markdown (GitHub's dialect), for a README, an issue or a pull request.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { hiddenLines, WEIGHT_COLUMNS, weightRows, weightTitle } from "./checkpoint/weight_rows.ts";
import { costColumn } from "./cost_column.ts";
import { coverageGaps, coverageSentence } from "./coverage_words.ts";
import { networkName, originWords, tensorWords } from "./heading.ts";
import { heaviestLayers } from "./heaviest_layers.ts";
import { exactDim } from "./dim_text.ts";
import type { Layer } from "./layer_tree.ts";
import { markdownCode, markdownTable, markdownText } from "./markdown.ts";
import { type MetricName, METRICS } from "./metrics.ts";
import { shortenEnd, shortenMiddle } from "./printable_text.ts";
import { HEAVIEST_COLUMN, HEAVIEST_ROWS } from "./profile_text.ts";
import { type ProfileView, shareText, viewOf } from "./profile_view.ts";
import { outputText, SUMMARY_COLUMN } from "./layer_columns.ts";
import { layerCaption, layerTitle, SUMMARY_METRICS } from "./summary_text.ts";
import { totalsRows } from "./totals_rows.ts";
import { type VisibleLayer, visibleLayers } from "./visible_layers.ts";

/** Rows of the table of layers. */
const LAYER_ROWS = 200;
/** Longer names and remarks are cut. */
const [NAME, REMARK] = [80, 200];
/** So many reasons and notes are shown. */
const MOST = 20;
const COMPARED: readonly MetricName[] = ["macs", "parameters", "memoryAccess"];

/** The profile: totals, the heaviest layers, all layers, what is not known. Every name is text, whatever it holds. */
export function profileMarkdown(profile: Profile): string {
  const view = viewOf(profile);
  if (profile.model.hasGraph === false) return checkpointMarkdown(view);
  const blocks = [headingBlock(profile), totalsBlock(view), heaviestBlock(view), layersBlock(view), knowledgeBlock(profile)];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** Of weights alone: what is stored, layer by layer, and what a reader should know. */
function checkpointMarkdown(view: ProfileView): string {
  const { root, hidden } = visibleLayers(view, { limit: LAYER_ROWS }, ["parameters"]);
  const rows = weightRows(view, root, REMARK).map(({ layer, lines, weights, parameters, share, bytes, dtypes }) => [
    `${"&nbsp;".repeat(lines.length)}${layer.kind === "module" ? code(layer.label) : text(weightTitle(layer))}`,
    text(weights),
    parameters,
    share,
    bytes,
    text(dtypes),
  ]);
  const titles = ["layer", ...WEIGHT_COLUMNS.map(({ title, align }) => `${align === "right" ? ">" : ""}${title.toLowerCase()}`)];
  const blocks = [
    headingBlock(view.profile),
    totalsBlock(view),
    `## Weights\n\n${markdownTable(titles, rows)}`,
    ...hiddenLines(hidden).map(text),
  ];
  return `${[...blocks, view.profile.notes.slice(0, MOST).map((note) => `- ${text(note.text)}`).join("\n")].join("\n\n")}\n`;
}

function headingBlock(profile: Profile): string {
  const flow = [profile.inputs, profile.outputs].map((tensors) => tensorWords(tensors).map((words) => code(words)).join(", ") || "nothing");
  return [
    `# What ${text(networkName(profile))} costs`,
    originWords(profile).map((words) => text(words)).join(" · "),
    ...(profile.model.hasGraph === false ? [] : [flow.join(" → ")]),
  ].join("\n\n");
}

function totalsBlock(view: ProfileView): string {
  const rows = totalsRows(view).map(({ word, unit, exact, short, remark }) => [
    unit === undefined ? word : `${word} (${unit})`,
    text(exact),
    short === exact ? "" : text(short),
    text(remark),
  ]);
  const free = view.standIns.values.size === 0 ? "" : `\n\nWhere a number depends on free sizes, it is at ${code(view.standIns.text)}.`;
  return markdownTable(["total", ">exact", ">short", ""], rows) + free;
}

function heaviestBlock(view: ProfileView): string {
  const { metric, layers } = heaviestLayers(view, HEAVIEST_ROWS);
  if (layers.length === 0) return "";
  const columns = COMPARED.map((name) => ({ name, costs: costColumn(view, name, HEAVIEST_COLUMN) }));
  const rows = layers.map((layer) => [
    code(layer.name),
    text(layer.type),
    ...columns.map(({ name, costs }) => text(`${costs.text(layer)} (${shareText(view, layer, name)})`)),
  ]);
  const titles = ["layer", "type", ...COMPARED.map((name) => `>${METRICS[name].title}`)];
  return `## Heaviest by ${METRICS[metric].title}\n\n${markdownTable(titles, rows)}`;
}

function layersBlock(view: ProfileView): string {
  const visible = visibleLayers(view, { limit: LAYER_ROWS }, SUMMARY_METRICS);
  const macs = costColumn(view, "macs", SUMMARY_COLUMN);
  const rows: string[][] = [];
  const walk = ({ layer, children }: VisibleLayer, depth: number): void => {
    rows.push([
      `${"&nbsp;&nbsp;".repeat(depth)}${titleOf(layer)}`,
      text(outputText(layer)),
      exactDim(layer.parameters),
      text(macs.text(layer)),
      shareText(view, layer, "macs"),
    ]);
    for (const child of children) walk(child, depth + 1);
  };
  walk(visible.root, 0);
  const table = markdownTable(["layer (type: depth-idx)", "output shape", ">parameters", ">macs", ">share"], rows);
  return ["## Layers", table, ...layerCaption(view, visible, macs).map((line) => text(line))].join("\n\n");
}

function titleOf(layer: Layer): string {
  return layer.kind === "rest" ? text(layer.label) : code(layerTitle(layer));
}

function knowledgeBlock({ coverage, notes }: Profile): string {
  const gaps = coverageGaps(coverage).slice(0, MOST).map(({ op, reason, nodes }) =>
    `- ${code(op)}, ${nodes.length} of them: ${text(reason)}`
  );
  const said = notes.slice(0, MOST).map((note) => `- ${text(note.text)}`);
  return [
    "## What is known",
    coverageSentence(coverage),
    ...[gaps, said].filter((lines) => lines.length > 0).map((lines) => lines.join("\n")),
  ]
    .join("\n\n");
}

function text(words: string): string {
  return markdownText(shortenEnd(words, REMARK));
}

function code(name: string): string {
  return markdownCode(shortenMiddle(name, NAME));
}
