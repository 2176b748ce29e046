/**
 * An experiment as text and HTML.
 *
 * @module
 */
import { FAINT, PAGE, PARAGRAPH } from "../display/html_style.ts";
import { htmlTable } from "../display/html_table.ts";
import { markup } from "../display/markup.ts";
import { exactNumber, shortNumber } from "../display/number_text.ts";
import { textTable } from "../display/text_table.ts";
import { millis } from "../display/timing_text.ts";
import type { ExperimentFacts, ExperimentRow } from "./run_experiment.ts";

const COLUMNS = [
  { title: "row", align: "left" },
  { title: "channels", align: "left" },
  { title: "macs", align: "right" },
  { title: "memory access", align: "right" },
  { title: "shortest run", align: "right" },
  { title: "half of the runs", align: "right" },
  { title: "here", align: "right" },
  { title: "by access", align: "right" },
  { title: "paper's GPU", align: "right" },
  { title: "paper's ARM", align: "right" },
] as const;

/** The experiment as plain text. */
export function experimentText(facts: ExperimentFacts): string {
  return [headingOf(facts), ...textTable(COLUMNS, facts.rows.map(cellsOf), 140), correlationSentence(facts), ...facts.remarks].join("\n");
}

/** The experiment as HTML. */
export function experimentHtml(facts: ExperimentFacts): string {
  const table = htmlTable({
    caption: markup`<strong>${
      headingOf(facts)
    }</strong> <span style="${FAINT}">(the last four columns: time relative to the fastest row)</span>`,
    columns: COLUMNS,
    rows: facts.rows.map(cellsOf),
  });
  const remarks = facts.remarks.map((remark) => markup`<p style="${PARAGRAPH}">${remark}</p>\n`);
  return String(markup`<div style="${PAGE}">
${table}<p style="${PARAGRAPH}">${correlationSentence(facts)}</p>
${remarks}</div>`);
}

function headingOf({ table, title, column: { machine, scale } }: ExperimentFacts): string {
  return `Table ${table} of the ShuffleNet V2 paper: ${title} (widths of its ${machine === "gpu" ? "GPU" : "ARM"} column, ×${scale})`;
}

function cellsOf({ label, widths, macs, memoryAccess, milliseconds, shortest, relative }: ExperimentRow): string[] {
  const { lower, upper } = milliseconds;
  return [
    label,
    widths,
    shortNumber(macs),
    exactNumber(memoryAccess),
    millis(shortest),
    `${millis(lower)} to ${millis(upper)}`,
    ...[relative.here, relative.memoryAccess, relative.gpu, relative.arm].map((value) => value.toFixed(2)),
  ];
}

function correlationSentence({ correlations, predictions, conditions }: ExperimentFacts): string {
  const text = (value: number | undefined) => value === undefined ? "?" : value.toFixed(2);
  return `Rank correlation of the times here (${conditions}): ${text(correlations.gpu)} with the paper's GPU, ${
    text(correlations.arm)
  } with its ARM, ${text(correlations.memoryAccess)} with memory access. Memory access alone, before anything runs: ${
    text(predictions.gpu)
  } with the GPU, ${text(predictions.arm)} with the ARM.`;
}
