/**
 * Models side by side in HTML.
 *
 * @module
 */
import { htmlBar } from "./bar.ts";
import { layerRows } from "./comparison_layers.ts";
import { COMPARED_LAYERS, COMPARED_OPERATORS, type ComparisonDisplayOptions, differing } from "./comparison_text.ts";
import { type ComparedLayer, type ComparedRow, type ComparisonView, isAlike } from "./comparison_view.ts";
import {
  alignmentWords,
  differenceText,
  freeSizesWords,
  kinshipSentences,
  listWords,
  modelTitle,
  precisionWords,
  stateWords,
  valueText,
} from "./comparison_words.ts";
import { nameHtml } from "./facts_html.ts";
import { originWords } from "./heading.ts";
import { FAINT, FOLD, FOLD_TITLE, PAGE, PARAGRAPH } from "./html_style.ts";
import { type HtmlColumn, htmlTable } from "./html_table.ts";
import { type Html, type HtmlValue, markup, NOTHING } from "./markup.ts";
import { METRICS } from "./metrics.ts";
import { exactNumber } from "./number_text.ts";
import { printable, shortenEnd } from "./printable_text.ts";

/** Layers that differ, above the fold. */
const FIRST_LAYERS = 12;
/** Layers that are the same, in the folded table. */
const SAME_LAYERS = 60;
/** So many columns of numbers stand side by side on any screen. */
const FEW_COLUMNS = 4;
const BAR = { width: 80, height: 5 };

/** The comparison as HTML. */
export function comparisonHtml(view: ComparisonView, { limit = COMPARED_LAYERS }: ComparisonDisplayOptions = {}): string {
  const [first, ...others] = [...kinshipSentences(view), ...freeSizesWords(view)];
  return String(markup`<div style="${PAGE}">
<p style="${PARAGRAPH}"><strong>${first ?? ""}</strong> ${others.join(" ")}</p>
${modelsHtml(view)}${scrolled(view, markup`${totalsHtml(view)}${operatorsHtml(view)}${layersHtml(view, limit)}`)}</div>`);
}

/** Tables of more models than there is room for are moved sideways. */
function scrolled({ models }: ComparisonView, tables: Html): Html {
  return models.length < FEW_COLUMNS ? tables : markup`<div style="overflow:auto">${tables}</div>`;
}

/** What each column stands for: the model's name in full, its precision, where it is from. */
function modelsHtml({ models }: ComparisonView): Html {
  return markup`<ul style="margin:6px 0;padding-left:20px">
${
    models.map((model) =>
      markup`<li>${nameHtml(model.name, 60)} <span style="${FAINT}">${precisionWords(model.profile.totals)} · ${
        shortenEnd(printable(originWords(model.profile).join(" · ")), 160)
      }</span></li>
`
    )
  }</ul>
`;
}

function totalsHtml(view: ComparisonView): Html {
  return countsTable(
    view,
    markup`<strong>Totals</strong> <span style="${FAINT}">(differences are to ${
      modelTitle(view.models[0]!)
    }; the bars compare a row)</span>`,
    "count",
    view.totals,
    "#4c78a8",
  );
}

function operatorsHtml(view: ComparisonView): Html {
  const differ = view.operators.filter((row) => !isAlike(row));
  const alike = view.operators.filter(isAlike).map(({ word, values }) => `${exactNumber(values[0])} ${printable(word)}`);
  const same = alike.length === 0
    ? NOTHING
    : markup`<p style="${PARAGRAPH};${FAINT}">The same in all: ${shortenEnd(listWords(alike), 600)}</p>
`;
  if (differ.length === 0) return same;
  const more = differ.length - COMPARED_OPERATORS;
  const cut = more > 0 ? markup`<p style="${PARAGRAPH};${FAINT}">… ${exactNumber(more)} more kinds</p>\n` : NOTHING;
  const caption = markup`<strong>Operators</strong> <span style="${FAINT}">(nodes that run, where they are not as many)</span>`;
  return markup`${countsTable(view, caption, "operator", differ.slice(0, COMPARED_OPERATORS), METRICS.flops.color)}${cut}${same}`;
}

function countsTable({ models }: ComparisonView, caption: Html, title: string, rows: readonly ComparedRow[], color: string): Html {
  return htmlTable({
    caption,
    columns: [{ title, align: "left" }, ...models.map((model): HtmlColumn => ({ title: modelTitle(model), align: "right" }))],
    rows: rows.map((row) => {
      const largest = Math.max(...row.values.map((value) => value ?? 0));
      return [
        printable(row.unit === undefined ? row.word : `${row.word} (${row.unit})`),
        ...models.map((_, index): HtmlValue => countCell(row, index, largest, color)),
      ];
    }),
  });
}

/** A value, every digit in its title, what it differs by, and a bar under both. */
function countCell(row: ComparedRow, index: number, largest: number, color: string): Html {
  const value = row.values[index];
  const difference = differenceText(row, index);
  const text = valueText(row, index);
  const exact = value === undefined || row.exact(value) === text
    ? markup`${text}`
    : markup`<span title="${row.exact(value)}">${text}</span>`;
  const beside = difference === "" ? NOTHING : markup` <span style="${FAINT}">(${difference})</span>`;
  const bar = value === undefined || largest === 0
    ? NOTHING
    : markup`<div style="line-height:.6">${htmlBar(value / largest, color, BAR)}</div>`;
  return markup`${exact}${beside}${bar}`;
}

function layersHtml(view: ComparisonView, limit: number): Html {
  if (view.layers.length === 0) return NOTHING;
  const differ = differing(view.layers);
  const same = view.layers.filter((layer) => !differ.includes(layer));
  const title = markup`<strong>Layers</strong> <span style="${FAINT}">${stateWords(view.layers)} (${alignmentWords(view)})</span>`;
  const first = differ.slice(0, Math.min(limit, FIRST_LAYERS));
  const shown = first.length === 0
    ? markup`<p style="${PARAGRAPH}">${title}</p>\n`
    : layersTable(view, first, first.length, markup`${title}; those that differ`);
  const more = limit === 0 ? [] : differ.slice(first.length);
  return markup`${shown}${foldedLayers(view, more, limit - first.length, "that differ")}${
    foldedLayers(view, same, SAME_LAYERS, "with the same type, output and costs")
  }`;
}

function foldedLayers(view: ComparisonView, layers: readonly ComparedLayer[], limit: number, words: string): Html {
  if (layers.length === 0) return NOTHING;
  const count = `${exactNumber(layers.length)} ${words.startsWith("with") ? "" : "more "}${
    layers.length === 1 ? "layer" : "layers"
  } ${words}`;
  return markup`<details style="${FOLD}"><summary style="${FOLD_TITLE}">${count}</summary>
${layersTable(view, layers, limit)}</details>
`;
}

function layersTable(view: ComparisonView, layers: readonly ComparedLayer[], limit: number, caption?: Html): Html {
  const { columns, rows } = layerRows(view, layers.slice(0, limit), Math.max(FEW_COLUMNS, view.models.length));
  const more = layers.length - limit;
  return htmlTable({
    ...(caption !== undefined && { caption }),
    columns: [
      { title: "layer", align: "left" },
      { title: "type", align: "left" },
      ...columns.map((title): HtmlColumn => ({ title, align: "right" })),
    ],
    rows: rows.map(({ names, types, shapes, cells }) => [
      lines(names.map((name) => nameHtml(name, 40))),
      markup`${types.join(" → ")}${
        shapes.length === 0 ? NOTHING : markup`<br><span style="${FAINT}">${lines(shapes.map((shape) => markup`${shape}`))}</span>`
      }`,
      ...cells,
    ]),
    ...(more > 0 && { last: [`… ${exactNumber(more)} more`, "", ...columns.map(() => "")] }),
  });
}

/** What differs, one below the other. */
function lines(items: readonly Html[]): Html {
  return markup`${items.map((item, index) => markup`${index === 0 ? NOTHING : markup`<br>→ `}${item}`)}`;
}
