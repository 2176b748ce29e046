/**
 * All tools' numbers of one network in plain text.
 *
 * @module
 */
import type { ConventionCount } from "../analysis/conventions/count.ts";
import type { Profile } from "../analysis/profile.ts";
import { textBar } from "./bar.ts";
import { joinBlocks } from "./facts_text.ts";
import { networkName } from "./heading.ts";
import { formLines } from "./named_forms.ts";
import { exactNumber } from "./number_text.ts";
import { padEnd, padStart, printable, shortenEnd, shortenMiddle, textWidth } from "./printable_text.ts";
import { type ConventionRow, conventionRowsOf } from "./side_by_side_rows.ts";
import { standInsOf } from "./stand_ins.ts";
import { TEXT_WIDTH } from "./summary_text.ts";
import { besideText } from "./wrap_text.ts";

const BAR = 20;

/** One block a convention: its number with a bar, what it counts, its parameters; then what is assumed. */
export function sideBySideText(profile: Profile, counts: readonly ConventionCount[]): string {
  const standIns = standInsOf(profile);
  const rows = conventionRowsOf(profile, counts, standIns);
  const where = rows.some(({ closedForm }) => closedForm !== undefined) ? `, digits and bars at ${standIns.text}` : "";
  return joinBlocks([
    [
      shortenMiddle(printable(`What each tool would print for ${networkName(profile)}`), TEXT_WIDTH) + shortenEnd(where, 2 * TEXT_WIDTH),
      `It has ${exactNumber(profile.totals.parameters)} parameters`,
    ],
    rowLines(rows),
    formLines(rows.map((row) => ({ ...row, name: `${row.name} ${row.number}` }))),
    rows.flatMap(({ notes }) => notes).map((note) => shortenEnd(`Note: ${note}`, 4 * TEXT_WIDTH)),
  ]);
}

function rowLines(rows: readonly ConventionRow[]): string[] {
  const titles = rows.map(({ name, number }) => `${name} ${number}`);
  const [title, value] = [titles, rows.map((row) => row.value)].map((texts) => Math.max(...texts.map(textWidth))) as [number, number];
  return rows.flatMap((row, index) => {
    const bar = row.share === undefined ? "" : textBar(row.share, BAR);
    const left = `${padEnd(titles[index]!, title)}  ${padStart(row.value, value)}  ${padEnd(bar, BAR)}  `;
    const indent = " ".repeat(textWidth(left));
    return [
      ...besideText(left, row.unit, TEXT_WIDTH),
      ...[otherWords(row)].filter((words) => words !== "").flatMap((words) => besideText(indent, words, TEXT_WIDTH)),
    ];
  });
}

/** The other numbers in one sentence. */
function otherWords({ parameters, parameterRemark, others }: ConventionRow): string {
  const remark = parameterRemark === "" ? "" : ` (${parameterRemark})`;
  return [...(parameters === "" ? [] : [`parameters ${parameters}${remark}`]), ...others].join("; ");
}
