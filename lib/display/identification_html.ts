/**
 * What explains a published number, in HTML.
 *
 * @module
 */
import type { Identified } from "../analysis/identify/identify_number.ts";
import type { Profile } from "../analysis/profile.ts";
import { FAINT, PAGE, PARAGRAPH } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
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
import { markup, NOTHING } from "./markup.ts";
import { exactNumber } from "./number_text.ts";

/** The question, the answer, and a row for each explanation. */
export function identificationHtml(profile: Profile, identified: Identified): string {
  const shown = shownMatches(identified);
  const table = shown.length === 0 ? NOTHING : htmlTable({
    columns: [
      { title: "Number", align: "left" },
      { title: "Exactly", align: "right" },
      { title: "Printed", align: "right" },
      { title: "How", align: "left", wrap: true },
    ],
    rows: shown.map((match) => [
      matchName(match),
      exactNumber(Math.round(match.value)),
      asPrinted(match, identified.asked.digits),
      matchWords(match),
    ]),
  });
  const cut = cutWords(identified);
  return String(markup`<div style="${PAGE}"><p style="${PARAGRAPH}"><strong>${questionWords(profile, identified)}</strong><br>
${answerWords(identified)}</p>
${table}${
    cut === undefined ? NOTHING : markup`<p style="${PARAGRAPH}">${cut}</p>`
  }<p style="${PARAGRAPH};${FAINT}">${PRIOR_WORDS}</p></div>`);
}
