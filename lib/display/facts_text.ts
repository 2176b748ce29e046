/**
 * The parts that every display in plain text has in common: what it is of, totals, free sizes, coverage, notes.
 *
 * @module
 */
import { closedForms, conditionWords, dataSizeWords, freeSizeNames } from "./closed_forms.ts";
import { conventionNotes, conventionWords } from "./convention_words.ts";
import { coverageGaps, coverageSentence } from "./coverage_words.ts";
import { cacheWords, passRows } from "./decoding_rows.ts";
import { networkName, originWords, tensorWords } from "./heading.ts";
import { bytesNumber, shortNumber } from "./number_text.ts";
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
    profile.countedBy === undefined ? "" : shortenEnd(conventionWords(profile.countedBy), width),
    profile.model.hasGraph === false ? "" : shortenEnd(
      [profile.inputs, profile.outputs].map((list) => printable(tensorWords(list).join(", ")) || "nothing").join(" → "),
      width,
    ),
  ].filter((line) => line !== "");
}

/** The totals: every digit, the short form, what else there is to say. */
export function totalsLines(view: ProfileView, width: number): string[] {
  const totals = totalsRows(view);
  const rows = totals.map(({ word, unit, exact, short, remark }) => [
    unit === undefined ? word : `${word} (${unit})`,
    exact,
    short === exact ? "" : short,
    printable(remark),
  ]);
  const widest = (column: number) => rows.reduce((most, row) => Math.max(most, textWidth(row[column]!)), 0);
  const [word, exact, short] = [widest(0), widest(1), widest(2)];
  const lines = rows.map((row) => {
    const numbers = [padEnd(row[0]!, word), padStart(row[1]!, exact), padStart(row[2]!, short)].join("  ");
    return `${numbers}  ${shortenMiddle(row[3]!, Math.max(20, width - textWidth(numbers) - 2))}`.trimEnd();
  });
  const free = totals.some(({ atStandIns }) => atStandIns);
  return [...(free ? [shortenEnd(`Totals at ${view.standIns.text}`, 2 * width)] : []), ...lines];
}

/** What is free, how to get numbers, and the closed forms; nothing where no size is free. */
export function freeSizeLines(view: ProfileView, width: number): string[] {
  const { standIns } = view;
  if (standIns.values.size === 0) return [];
  const hint = dimsHint(standIns);
  const named = (title: string, words: readonly string[]) =>
    words.length === 0 ? [] : [shortenEnd(`${title}: ${words.join(", ")}`, 2 * width)];
  const forms = closedForms(view).map(({ name, relation, expression, example }) => {
    const value = example === undefined ? "" : `  (${name.endsWith("Bytes") ? bytesNumber(example) : shortNumber(example)})`;
    return `  ${name} ${relation} ${shortenEnd(expression, 4 * width)}${value}`;
  });
  return [
    ...named("Free sizes", freeSizeNames(view)),
    ...named("Sizes that only the data tell", dataSizeWords(view)),
    ...named("It runs only where", conditionWords(view)),
    ...(hint === undefined ? [] : [`For numbers: ${shortenEnd(hint, 2 * width)}`]),
    ...(forms.length === 0 ? [] : [shortenEnd(`Closed forms (with their values at ${standIns.text}):`, 2 * width)]),
    ...forms,
  ];
}

/** What it costs to write text; nothing for a model without a cache. */
export function decodingLines(view: ProfileView, width: number): string[] {
  const { decoding } = view.profile;
  if (decoding === undefined) return [];
  const rows = passRows(view, decoding).flatMap(({ title, forms }) => [
    `  ${title}`,
    ...forms.map(({ name, expression, example }) =>
      `    ${name} = ${shortenEnd(expression, 4 * width)}${example === "" ? "" : `  (${example})`}`
    ),
  ]);
  return [`Writing text: ${cacheWords(decoding)}`, ...rows];
}

/** How well the nodes are known, and why not. */
export function coverageLines({ profile: { coverage, model } }: ProfileView, width: number): string[] {
  if (model.hasGraph === false) return []; // a note says it
  const gaps = coverageGaps(coverage);
  const lines = gaps.slice(0, MOST).map(({ op, reason, nodes }) => {
    const which = nodes.length === 1 ? nodes[0]! : `${nodes[0]} and ${nodes.length - 1} more`;
    return shortenEnd(printable(`  ${op} (${which}): ${reason}`), 2 * width);
  });
  if (gaps.length > MOST) lines.push(`  … ${gaps.length - MOST} more reasons`);
  return [coverageSentence(coverage), ...lines];
}

/** What a reader of the numbers should know. */
export function noteLines({ profile }: ProfileView, width: number): string[] {
  const notes = [...conventionNotes(profile), ...profile.notes.map(({ text }) => text)];
  const lines = notes.slice(0, MOST).map((text) => shortenEnd(`Note: ${printable(text)}`, 3 * width));
  return notes.length > MOST ? [...lines, `… ${notes.length - MOST} more notes`] : lines;
}

/** Blocks of lines with an empty line between them. */
export function joinBlocks(blocks: readonly (readonly string[])[]): string {
  return blocks.filter((block) => block.length > 0).map((block) => block.join("\n")).join("\n\n");
}
