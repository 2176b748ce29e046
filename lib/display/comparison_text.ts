/**
 * Models side by side in plain text.
 *
 * @module
 */
import { textBar } from "./bar.ts";
import { layerRows } from "./comparison_layers.ts";
import { type ComparedLayer, type ComparedRow, type ComparisonView, isAlike } from "./comparison_view.ts";
import {
  alignmentWords,
  differenceText,
  freeSizesWords,
  kinshipSentences,
  listWords,
  modelTitle,
  stateWords,
  valueText,
} from "./comparison_words.ts";
import { joinBlocks } from "./facts_text.ts";
import { exactNumber } from "./number_text.ts";
import { printable, shortenEnd, shortenMiddle, textWidth } from "./printable_text.ts";
import { type TextColumn, textTable } from "./text_table.ts";

/** What a comparison shows. */
export interface ComparisonDisplayOptions {
  /** At most so many layers that differ; 40 by default. With 0 their number is told, and no table is shown. */
  readonly limit?: number;
  /** Columns of a terminal that the plain text may take; 110 by default. */
  readonly width?: number;
}

/** Layers that differ, unless told. */
export const COMPARED_LAYERS = 40;
/** Kinds of operator that differ. */
export const COMPARED_OPERATORS = 30;
const WIDTH = 110;
const BAR = 6;

/** The comparison as plain text. */
export function comparisonText(view: ComparisonView, { limit = COMPARED_LAYERS, width = WIDTH }: ComparisonDisplayOptions = {}): string {
  return joinBlocks([
    [...kinshipSentences(view), ...freeSizesWords(view)].flatMap((sentence) => wrapped(sentence, width)),
    tableLines(view, "count", view.totals, width),
    operatorLines(view, width),
    layerLines(view, differing(view.layers), limit, width),
  ]);
}

/** The layers that are not the same everywhere. Where only the stored bytes differ, in all of them, that is no news. */
export function differing(layers: readonly ComparedLayer[]): ComparedLayer[] {
  return layers.filter(({ state }) => state === "changed" || state === "missing");
}

/** Rows of totals or operators: a value a model, and what it differs by from the first. */
function tableLines({ models }: ComparisonView, title: string, rows: readonly ComparedRow[], width: number): string[] {
  const columns: TextColumn[] = [
    { title, align: "left", flexible: true },
    ...models.flatMap((model, index): TextColumn[] => [
      { title: modelTitle(model), align: "right" },
      ...(index === 0 ? [] : [{ title: "", align: "left" } as const]),
    ]),
  ];
  const cellsOf = (bars: boolean) =>
    rows.map((row) => {
      const largest = Math.max(...row.values.map((value) => value ?? 0));
      return [
        printable(row.unit === undefined ? row.word : `${row.word} (${row.unit})`),
        ...models.flatMap((_, index) => [
          valueText(row, index),
          ...(index === 0 ? [] : [
            `${differenceText(row, index).padEnd(7)} ${bars ? textBar(largest === 0 ? 0 : (row.values[index] ?? 0) / largest, BAR) : ""}`
              .trimEnd(),
          ]),
        ]),
      ];
    });
  const table = textTable(columns, cellsOf(true), width);
  return table.some((line) => textWidth(line) > width) ? textTable(columns, cellsOf(false), width) : table;
}

function operatorLines(view: ComparisonView, width: number): string[] {
  const differ = view.operators.filter((row) => !isAlike(row));
  const alike = view.operators.length - differ.length;
  if (differ.length === 0) return [`The same ${exactNumber(alike)} kinds of operator, each as often.`];
  const lines = tableLines(view, "operators", differ.slice(0, COMPARED_OPERATORS), width);
  const more = differ.length - COMPARED_OPERATORS;
  const others = view.operators.filter(isAlike).map(({ word, values }) => `${exactNumber(values[0])} ${printable(word)}`);
  return [
    ...lines,
    ...(more > 0 ? [`… ${exactNumber(more)} more kinds`] : []),
    ...(others.length > 0 ? [shortenEnd(`The same in all: ${listWords(others)}`, width)] : []),
  ];
}

function layerLines(view: ComparisonView, layers: readonly ComparedLayer[], limit: number, width: number): string[] {
  const heading = `Layers: ${stateWords(view.layers) || "none"} (${alignmentWords(view)})`;
  if (layers.length === 0 || limit === 0) return wrapped(heading, width);
  const { columns, rows } = layerRows(view, layers.slice(0, limit), view.models.length);
  const table = textTable(
    [
      { title: "layer that differs", align: "left", flexible: true },
      { title: "type", align: "left" },
      ...columns.map((title): TextColumn => ({ title: shortenMiddle(title, 24), align: "right" })),
    ],
    rows.map(({ names, types, cells }) => [names.join(" → "), shortenEnd(types.join(" → "), 24), ...cells]),
    width,
  );
  const more = layers.length - limit;
  return [...wrapped(heading, width), ...table, ...(more > 0 ? [`… ${exactNumber(more)} more (option limit)`] : [])];
}

/** A sentence in lines of at most `width` columns. */
function wrapped(sentence: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
