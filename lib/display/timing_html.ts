/**
 * Measured times in HTML.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import type { Timing } from "../analysis/timing/timing.ts";
import { htmlBar } from "./bar.ts";
import { nameHtml } from "./facts_html.ts";
import { networkName } from "./heading.ts";
import { FAINT, FOLD, FOLD_TITLE, PAGE, PARAGRAPH } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import { type Html, markup } from "./markup.ts";
import { exactNumber, percent, shortNumber } from "./number_text.ts";
import { printable, shortenEnd, shortenMiddle } from "./printable_text.ts";
import {
  KINDS,
  mappingSentences,
  millis,
  NO_KERNELS,
  rateText,
  runLines,
  SLOWEST,
  slowest,
  type TimingView,
  workText,
} from "./timing_text.ts";

/** Kernels in the folded table. */
const FOLDED = 100;
const BAR = { width: 120, height: 8 };
const COLOR = "#4c78a8";

/** The measurement as HTML. */
export function timingHtml(view: TimingView): string {
  const { timing, profile } = view;
  const heading = markup`<p style="${PARAGRAPH}"><strong>Measured: ${shortenMiddle(printable(networkName(profile)), 80)}</strong><br>${
    runLines(view).join(" ")
  }<br><span style="${FAINT}">${shortenEnd(printable(view.conditions.join(" · ")), 300)}</span></p>
`;
  if (timing === undefined) {
    return String(markup`<div style="${PAGE}">
${heading}<p style="${PARAGRAPH}">${NO_KERNELS}</p></div>`);
  }
  const rest = timing.kernels.length - SLOWEST;
  const folded = rest <= 0
    ? []
    : [markup`<details style="${FOLD}"><summary style="${FOLD_TITLE}">All ${exactNumber(timing.kernels.length)} kernels</summary>
${kernelTable(timing, profile, FOLDED)}</details>
`];
  return String(markup`<div style="${PAGE}">
${heading}${classTable(timing)}${kernelTable(timing, profile, SLOWEST)}<p style="${PARAGRAPH}">${mappingSentences(timing).join(" ")}</p>
${folded}</div>`);
}

function classTable({ classes }: Timing): Html {
  const longest = classes[0]?.share ?? 1;
  return htmlTable({
    caption: markup`<strong>Where the time goes</strong>`,
    columns: [
      { title: "kind of work", align: "left" },
      { title: "time", align: "right" },
      { title: "share", align: "right" },
      { title: "", align: "left" },
    ],
    rows: classes.map(({ kind, microseconds, share }) => [
      KINDS[kind],
      millis(microseconds / 1000),
      percent(share),
      htmlBar(share / longest, COLOR, BAR),
    ]),
  });
}

function kernelTable(timing: Timing, profile: Profile, most: number): Html {
  const shown = slowest(timing, most);
  const rest = timing.kernels.length - shown.length;
  const columns = ["time", "share", "macs", "flops", "bytes"] as const;
  return htmlTable({
    caption:
      markup`<strong>The slowest kernels</strong> <span style="${FAINT}">(flops and bytes: those that the model counts, a second)</span>`,
    columns: [
      { title: "module", align: "left" },
      { title: "kernel", align: "left", wrap: true },
      ...columns.map((title) => ({ title, align: "right" as const })),
    ],
    rows: shown.map((kernel) => {
      const { place, microseconds, macs, flops, bytes } = kernel;
      return [
        nameHtml(place, 40),
        shortenEnd(printable(workText(kernel, profile)), 80),
        millis(microseconds / 1000),
        percent(microseconds / timing.kernelMicroseconds),
        shortNumber(macs),
        rateText(flops, microseconds),
        rateText(bytes, microseconds),
      ];
    }),
    ...(rest > 0 && { last: [`… ${exactNumber(rest)} more`, "", ...columns.map(() => "")] }),
  });
}
