/**
 * A waterfall between two tools' numbers in plain text.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import type { Waterfall } from "../analysis/reconcile/waterfall.ts";
import { textBar } from "./bar.ts";
import { conventionNotes } from "./convention_words.ts";
import { joinBlocks } from "./facts_text.ts";
import { networkName } from "./heading.ts";
import { formLines } from "./named_forms.ts";
import { padEnd, padStart, printable, shortenEnd, shortenMiddle, textWidth } from "./printable_text.ts";
import { type StandIns, standInsOf } from "./stand_ins.ts";
import { TEXT_WIDTH } from "./summary_text.ts";
import { reachOf, type WaterfallRow, waterfallRows, waterfallTitle } from "./waterfall_rows.ts";
import { besideText } from "./wrap_text.ts";

const BAR = 24;

/** The waterfall as plain text: the amount, a bar, the reason. */
export function waterfallText(profile: Profile, waterfall: Waterfall): string {
  const standIns = standInsOf(profile);
  const rows = waterfallRows(waterfall, standIns);
  return joinBlocks([
    [shortenMiddle(printable(`${waterfallTitle(waterfall)}: ${networkName(profile)}`), TEXT_WIDTH), ...atStandIns(rows, standIns)],
    rowLines(rows),
    formLines(rows.map((row) => ({ ...row, name: row.title }))),
    sideNotes(profile, waterfall).map((note) => shortenEnd(`Note: ${printable(note)}`, 4 * TEXT_WIDTH)),
  ]);
}

/** The rows, aligned. */
export function rowLines(rows: readonly WaterfallRow[]): string[] {
  const [least, most] = reachOf(rows);
  const amounts = Math.max(...rows.map(({ amount }) => textWidth(amount)));
  return rows.flatMap(({ kind, title, text, amount, places, span }) => {
    const left = `${padStart(amount, amounts)}  ${padEnd(span === undefined ? "" : barText(span, least, most), BAR + 1)}  `;
    const indent = " ".repeat(textWidth(left));
    return [
      ...besideText(left, `${title}${text === "" ? "" : `: ${text}`}`, TEXT_WIDTH),
      ...(kind === "total" || places === "" ? [] : besideText(indent, places, TEXT_WIDTH)),
    ];
  });
}

/** A bar from one number to another. */
function barText([start, end]: readonly [number, number], least: number, most: number): string {
  const scale = BAR / (most - least);
  const [low, high] = [Math.min(start, end) - least, Math.max(start, end) - least].map((value) => value * scale) as [number, number];
  const indent = Math.min(BAR, Math.floor(low + 1e-9));
  return " ".repeat(indent) + textBar((high - Math.max(low, indent)) / BAR || (high > low ? 1e-9 : 0), BAR);
}

function atStandIns(rows: readonly WaterfallRow[], { text }: StandIns): string[] {
  return rows.some(({ closedForm }) => closedForm !== undefined)
    ? [shortenEnd(`Digits and bars at ${text}; the closed forms stand below`, 2 * TEXT_WIDTH)]
    : [];
}

/** What both sides assume and lack. */
export function sideNotes(profile: Profile, { from, to }: Waterfall): string[] {
  const counts = from.count === to.count ? [from.count] : [from.count, to.count];
  return counts.flatMap((countedBy) => conventionNotes({ ...profile, countedBy }));
}
