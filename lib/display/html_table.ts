/**
 * Tables in HTML that read the same with and without styles.
 *
 * @module
 */
import { BREAKABLE, LINE, TABLE } from "./html_style.ts";
import { type Html, type HtmlValue, markup, NOTHING } from "./markup.ts";

/** A column of a table. */
export interface HtmlColumn {
  /** The heading, unit included. */
  readonly title: string;
  /** Numbers stand right; text stands left, which notebooks do not do by themselves. */
  readonly align: "left" | "right";
  /** True where a cell may be broken into lines. */
  readonly wrap?: boolean;
  /** How wide it is, as a part of the table; what its cells need unless told. */
  readonly width?: `${number}%`;
}

/** What a table consists of. */
export interface HtmlTable {
  /** What the table is, in a line above it. */
  readonly caption?: HtmlValue;
  /** The columns; the first is each row's heading. */
  readonly columns: readonly HtmlColumn[];
  /** The rows, a cell a column. */
  readonly rows: readonly (readonly HtmlValue[])[];
  /** A row set apart: a sum, or what is left. */
  readonly last?: readonly HtmlValue[];
}

/** A table that stands left and is as wide as it needs. */
export function htmlTable({ caption, columns, rows, last }: HtmlTable): Html {
  // beside a cell of several lines, notebooks would set the others in the middle
  const top = columns.some(({ wrap }) => wrap) ? ";vertical-align:top" : "";
  const styles = columns.map(({ align, wrap }) =>
    `text-align:${align};padding:2px 8px${wrap ? `;${BREAKABLE}` : ";white-space:nowrap"}${top}`
  );
  const heads = columns.map(({ title, align, width }) =>
    markup`<th scope="col" style="text-align:${align};padding:2px 8px${width === undefined ? "" : `;width:${width}`}">${title}</th>`
  );
  const bodyRow = (cells: readonly HtmlValue[], line: string) =>
    markup`<tr style="vertical-align:top${line}">${cellsHtml(cells, styles)}</tr>
`;
  const above = caption === undefined
    ? NOTHING
    : markup`<caption style="text-align:left;caption-side:top;padding:0 8px 3px 8px">${caption}</caption>
`;
  const foot = last === undefined ? NOTHING : markup`<tfoot>
${bodyRow(last, `;border-top:${LINE}`)}</tfoot>`;
  return markup`<table style="${TABLE}">${above}<thead>
<tr style="border-bottom:${LINE}">${heads}</tr>
</thead><tbody>
${rows.map((cells) => bodyRow(cells, ""))}</tbody>${foot}</table>
`;
}

function cellsHtml(cells: readonly HtmlValue[], styles: readonly string[]): Html[] {
  return cells.map((cell, index) =>
    index === 0
      ? markup`<th scope="row" style="${styles[index]!};font-weight:normal">${cell}</th>`
      : markup`<td style="${styles[index]!}">${cell}</td>`
  );
}
