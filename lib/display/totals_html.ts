/**
 * The totals as HTML: cards for a profile, rows for a summary.
 *
 * @module
 */
import { conventionRows } from "./convention_words.ts";
import { BREAKABLE, FAINT, LINE, TABLE } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import { type Html, markup, NOTHING } from "./markup.ts";
import { printable, shortenEnd, shortenMiddle } from "./printable_text.ts";
import type { ProfileView } from "./profile_view.ts";
import type { TotalsRow } from "./total_text.ts";
import { accessedBytesRow, totalsRows } from "./totals_rows.ts";

/** A longer word would make its card wider than the others. */
const CARD_WORD = 22;
/** So many large characters stand side by side; closed forms are longer. */
const LARGE_CHARACTERS = 45;
const SMALLER = "1.1em";
const CELL = "text-align:left;vertical-align:top;padding:2px 20px 2px 0";

/** One number that a profile is about. */
interface Card {
  readonly word: string;
  readonly short: string;
  readonly exact: string;
  readonly remark: string;
  /** True where its digits hold only for the stand-ins of the free sizes. */
  readonly atStandIns: boolean;
}

/** The five numbers that a profile is about, of weights alone the two that are known, large; under them those of the tool that was asked for. */
export function cardsHtml(view: ProfileView): Html {
  const tool = conventionCards(view).map(cardOf);
  return markup`${cardTable(view, cardsOf(view))}${tool.length === 0 ? NOTHING : cardTable(view, tool)}`;
}

function cardTable(view: ProfileView, cards: readonly Card[]): Html {
  const heads = cards.map(({ word }) => markup`<th scope="col" style="${CELL}">${word}</th>`);
  const size = cards.reduce((total, { short }) => total + short.length, 0) > LARGE_CHARACTERS ? SMALLER : "1.7em";
  const broken = size === SMALLER ? `;${BREAKABLE}` : ";white-space:nowrap";
  const shorts = cards.map(({ short }) =>
    markup`<td style="${CELL};font-size:${size};line-height:1.2${broken}"><strong>${short}</strong></td>`
  );
  const exacts = cards.map(({ exact }) => markup`<td style="${CELL}${broken}">${exact}</td>`);
  const remarks = cards.map(({ remark }) => markup`<td style="${CELL};${FAINT};min-width:110px">${remark}</td>`);
  const caption = cards.some(({ atStandIns }) => atStandIns)
    ? markup`<caption style="text-align:left;caption-side:top;padding:0;${FAINT}">Digits at ${
      shortenEnd(view.standIns.text, 200)
    }; the closed forms are below</caption>`
    : NOTHING;
  return markup`<table style="${TABLE}">${caption}
<thead><tr style="border-bottom:${LINE}">${heads}</tr></thead>
<tbody>
<tr>${shorts}</tr>
<tr>${exacts}</tr>
<tr>${remarks}</tr>
</tbody></table>
`;
}

function cardsOf(view: ProfileView): Card[] {
  const rows = new Map(totalsRows(view).map((row) => [row.word, row]));
  const card = (word: string) => cardOf(rows.get(word)!);
  if (view.profile.model.hasGraph === false) return [card("parameters"), card("buffers")];
  const flops = card("flops");
  const peak = card("peak activations");
  return [
    card("parameters"),
    card("macs"),
    { ...flops, remark: `flopbook convention${flops.remark === "" ? "" : `: ${flops.remark}`}` },
    // large in bytes, which memory is bought in; the elements, which the paper counts, under it
    { ...cardOf(accessedBytesRow(view)), exact: `${rows.get("memory access")!.exact} elements` },
    { ...peak, exact: `${peak.exact} bytes` },
  ];
}

/** The tool's main number and its parameters, if one was asked for. */
function conventionCards(view: ProfileView): TotalsRow[] {
  return conventionRows(view).filter(({ remark }) => remark !== "");
}

function cardOf({ word, exact, short, remark, atStandIns }: TotalsRow): Card {
  const words = printable(remark).split(" ").map((each) => shortenMiddle(each, CARD_WORD));
  return { word, short, exact, remark: shortenEnd(words.join(" "), 90), atStandIns };
}

/** The totals as a table, in torchinfo's place: under the layers. */
export function totalsHtml(view: ProfileView): Html {
  const rows = totalsRows(view);
  const where = rows.some(({ atStandIns }) => atStandIns) ? ` at ${shortenEnd(view.standIns.text, 200)}` : "";
  return htmlTable({
    caption: markup`<strong>Totals</strong><span style="${FAINT}">${where}</span>`,
    columns: [
      { title: "count", align: "left" },
      { title: "exact", align: "right" },
      { title: "short", align: "right" },
      { title: "remark", align: "left", wrap: true },
    ],
    rows: rows.map(({ word, unit, exact, short, remark }) => [
      unit === undefined ? word : `${word} (${unit})`,
      exact,
      short,
      markup`<span style="${FAINT}">${shortenMiddle(printable(remark), 120)}</span>`,
    ]),
  });
}
