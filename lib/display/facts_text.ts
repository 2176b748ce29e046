/**
 * The parts that every display in plain text has in common: what it is of, totals, free sizes, coverage, notes.
 *
 * @module
 */
import { closedForms } from "./closed_forms.ts";
import { numberOf } from "./dim_text.ts";
import { coverageGaps, coverageSentence } from "./coverage_words.ts";
import { networkName, originWords, tensorWords } from "./heading.ts";
import { shortNumber } from "./number_text.ts";
import { padEnd, padStart, printable, shortenEnd, shortenMiddle, textWidth } from "./printable_text.ts";
import type { ProfileView } from "./profile_view.ts";
import { dimsHint } from "./stand_ins.ts";
import { totalsRows } from "./totals_rows.ts";

/** So many reasons and notes are shown. */
const MOST = 8;

/** The name and origin, inputs and outputs. */
export function headingLines({ profile }: ProfileView, width: number): string[] {
  const words = (list: readonly string[]) => printable(list.join(" · "));
  return [
    shortenMiddle(printable(networkName(profile)), width),
    shortenEnd(words(originWords(profile)), width),
    shortenEnd([profile.inputs, profile.outputs].map((list) => printable(tensorWords(list).join(", ")) || "nothing").join(" → "), width),
  ].filter((line) => line !== "");
}

/** The totals: every digit, the short form, what else there is to say. */
export function totalsLines(view: ProfileView, width: number): string[] {
  const rows = totalsRows(view).map(({ word, unit, value, exact, short, remark }) => {
    const unchanged = short === exact || value === undefined || numberOf(value) === undefined;
    return [unit === undefined ? word : `${word} (${unit})`, shortenEnd(exact, 44), unchanged ? "" : short, printable(remark)];
  });
  const widest = (column: number) => rows.reduce((most, row) => Math.max(most, textWidth(row[column]!)), 0);
  const [word, exact, short] = [widest(0), widest(1), widest(2)];
  return rows.map((row) => {
    const numbers = [padEnd(row[0]!, word), padStart(row[1]!, exact), padStart(row[2]!, short)].join("  ");
    return `${numbers}  ${shortenMiddle(row[3]!, Math.max(20, width - textWidth(numbers) - 2))}`.trimEnd();
  });
}

/** The closed forms and how to get numbers; nothing where no size is free. */
export function freeSizeLines(view: ProfileView, width: number): string[] {
  const { standIns } = view;
  if (standIns.values.size === 0) return [];
  const hint = dimsHint(standIns);
  const forms = closedForms(view).map(({ name, expression, example }) => {
    const value = example === undefined ? "" : `  (${shortNumber(example)} at ${standIns.text})`;
    return `  ${name} = ${shortenEnd(expression, Math.max(20, 4 * width - value.length))}${value}`;
  });
  const names = [...standIns.values.keys()].map(printable).join(", ");
  return [`Free sizes: ${names}${hint === undefined ? "" : `. For numbers: ${hint}`}`, ...forms];
}

/** How well the nodes are known, and why not. */
export function coverageLines({ profile: { coverage } }: ProfileView, width: number): string[] {
  const gaps = coverageGaps(coverage);
  const lines = gaps.slice(0, MOST).map(({ op, reason, nodes }) => {
    const which = nodes.length === 1 ? nodes[0]! : `${nodes[0]} and ${nodes.length - 1} more`;
    return shortenEnd(printable(`  ${op} (${which}): ${reason}`), 2 * width);
  });
  if (gaps.length > MOST) lines.push(`  … ${gaps.length - MOST} more reasons`);
  return [coverageSentence(coverage), ...lines];
}

/** What a reader of the numbers should know. */
export function noteLines({ profile: { notes } }: ProfileView, width: number): string[] {
  const lines = notes.slice(0, MOST).map(({ text }) => shortenEnd(`Note: ${printable(text)}`, 3 * width));
  return notes.length > MOST ? [...lines, `… ${notes.length - MOST} more notes`] : lines;
}

/** Blocks of lines with an empty line between them. */
export function joinBlocks(blocks: readonly (readonly string[])[]): string {
  return blocks.filter((block) => block.length > 0).map((block) => block.join("\n")).join("\n\n");
}
