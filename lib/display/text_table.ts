/**
 * Tables in plain text, aligned and no wider than wanted.
 *
 * @module
 */
import { padEnd, padStart, shortenMiddle, textWidth } from "./printable_text.ts";

/** A column of a table in plain text. */
export interface TextColumn {
  /** The heading. */
  readonly title: string;
  /** Numbers stand right, text stands left. */
  readonly align: "left" | "right";
  /** True for the one column whose cells are cut in the middle where the table would be too wide. */
  readonly flexible?: boolean;
}

const GAP = "  ";
/** A flexible column is never cut below this. */
const NARROWEST = 16;

/** The lines of a table: headings, a rule, rows. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[], width: number): string[] {
  const widths = columns.map(({ title }, column) =>
    rows.reduce((widest, row) => Math.max(widest, textWidth(row[column] ?? "")), textWidth(title))
  );
  const flexible = columns.findIndex((column) => column.flexible);
  const total = widths.reduce((sum, each) => sum + each, 0) + GAP.length * (columns.length - 1);
  if (flexible >= 0 && total > width) widths[flexible] = Math.max(NARROWEST, widths[flexible]! - (total - width));
  const line = (cells: readonly string[]) =>
    columns.map(({ align }, column) => {
      const cell = shortenMiddle(cells[column] ?? "", widths[column]!);
      return align === "right" ? padStart(cell, widths[column]!) : padEnd(cell, widths[column]!);
    }).join(GAP).trimEnd();
  const rule = "─".repeat(widths.reduce((sum, each) => sum + each, 0) + GAP.length * (columns.length - 1));
  return [line(columns.map(({ title }) => title)), rule, ...rows.map(line), rule];
}
