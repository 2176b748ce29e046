/**
 * What explains a published number, in plain text.
 *
 * @module
 */
import type { Identified } from "../analysis/identify/identify_number.ts";
import type { Profile } from "../analysis/profile.ts";
import {
  answerWords,
  asPrinted,
  cutWords,
  matchName,
  matchWords,
  PRIOR_WORDS,
  questionWords,
  shownMatches,
} from "./identification_words.ts";
import { exactNumber } from "./number_text.ts";
import { textTable } from "./text_table.ts";

const WIDTH = 160;

/** The question, the answer, and a row for each explanation. */
export function identificationText(profile: Profile, identified: Identified): string {
  const shown = shownMatches(identified);
  const rows = shown.map((match) => [
    matchName(match),
    exactNumber(Math.round(match.value)),
    asPrinted(match, identified.asked.digits),
    matchWords(match),
  ]);
  const columns = [
    { title: "number", align: "left" },
    { title: "exactly", align: "right" },
    { title: "printed", align: "right" },
    { title: "how", align: "left", flexible: true },
  ] as const;
  return [
    questionWords(profile, identified),
    answerWords(identified),
    ...(shown.length === 0 ? [] : ["", ...textTable(columns, rows, WIDTH)]),
    ...[cutWords(identified)].filter((line) => line !== undefined),
    PRIOR_WORDS,
  ].join("\n");
}
