/**
 * The totals as HTML: cards for a profile, rows for a summary.
 *
 * @module
 */
import { numberOf } from "./dim_text.ts";
import { FAINT, LINE } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import { type Html, markup } from "./markup.ts";
import { METRICS } from "./metrics.ts";
import { bytesNumber, shortNumber } from "./number_text.ts";
import { printable, shortenEnd, shortenMiddle } from "./printable_text.ts";
import { type ProfileView, shortCost } from "./profile_view.ts";
import { type TotalsRow, totalsRows } from "./totals_rows.ts";

/** A closed form longer than this does not fit on a card. */
const CARD_WIDTH = 16;
const CELL = "text-align:left;vertical-align:top;padding:2px 20px 2px 0";

/** One number that a profile is about. */
interface Card {
  readonly word: string;
  readonly short: string;
  readonly exact: string;
  readonly remark: string;
}

/** The five numbers that a profile is about, large. */
export function cardsHtml(view: ProfileView): Html {
  const cards = cardsOf(view);
  const heads = cards.map(({ word }) => markup`<th scope="col" style="${CELL}">${word}</th>`);
  const shorts = cards.map(({ short }) =>
    markup`<td style="${CELL};font-size:1.7em;line-height:1.2;white-space:nowrap"><strong>${short}</strong></td>`
  );
  const exacts = cards.map(({ exact }) => markup`<td style="${CELL};white-space:nowrap">${exact}</td>`);
  const remarks = cards.map(({ remark }) => markup`<td style="${CELL};${FAINT}">${remark}</td>`);
  return markup`<table style="border-collapse:collapse;margin:8px 0;table-layout:auto">
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
  const card = (word: string, write = shortNumber) => cardOf(view, rows.get(word)!, write);
  const flops = card("flops");
  const peak = card("peak activations", bytesNumber);
  return [
    card("parameters"),
    card("macs"),
    { ...flops, remark: `flopbook convention${flops.remark === "" ? "" : `: ${flops.remark}`}` },
    accessCard(view, rows.get("memory access")!),
    { ...peak, exact: numberOf(view.profile.totals.peak.activationBytes) === undefined ? peak.exact : `${peak.exact} bytes` },
  ];
}

/** Large in bytes, which memory is bought in; the elements, which the paper counts, under it. */
function accessCard(view: ProfileView, row: TotalsRow): Card {
  const bytes = METRICS.memoryAccess.of(view.root);
  const card = cardOf(view, { ...row, value: row.value && bytes, short: shortCost(view.root, METRICS.memoryAccess, 40) }, bytesNumber);
  return numberOf(bytes) === undefined ? card : { ...card, exact: `${row.exact} elements` };
}

/** A number with its digits; or a closed form, where it fits, with its value at the stand-ins. */
function cardOf({ standIns }: ProfileView, row: TotalsRow, write: (value: number | undefined) => string): Card {
  const { word, value, exact, short } = row;
  const remark = shortenMiddle(printable(row.remark), 60);
  if (value === undefined || numberOf(value) !== undefined) return { word, short, exact, remark };
  const example = write(standIns.valueOf(value));
  const at = `at ${shortenEnd(standIns.text, 44)}`;
  return short.length > CARD_WIDTH ? { word, short: example, exact: at, remark } : { word, short, exact: `${example} ${at}`, remark };
}

/** The totals as a table, in torchinfo's place: under the layers. */
export function totalsHtml(view: ProfileView): Html {
  return htmlTable({
    caption: markup`<strong>Totals</strong>`,
    columns: [
      { title: "count", align: "left" },
      { title: "exact", align: "right" },
      { title: "short", align: "right" },
      { title: "remark", align: "left", wrap: true },
    ],
    rows: totalsRows(view).map(({ word, unit, exact, short, remark }) => [
      unit === undefined ? word : `${word} (${unit})`,
      shortenEnd(exact, 60),
      short,
      markup`<span style="${FAINT}">${shortenMiddle(printable(remark), 160)}</span>`,
    ]),
  });
}
