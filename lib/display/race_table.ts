/**
 * Networks that were timed in turns, as text and HTML.
 *
 * @module
 */
import type { Spread } from "../analysis/timing/spread.ts";
import { FAINT, PAGE } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import { markup } from "./markup.ts";
import { exactNumber, shortNumber } from "./number_text.ts";
import { printable, shortenMiddle } from "./printable_text.ts";
import { textTable } from "./text_table.ts";
import { millis } from "./timing_text.ts";

/** A network's counts and its times. */
export interface RaceRow {
  /** What the caller calls it. */
  readonly name: string;
  /** Multiply-accumulates. */
  readonly macs: number;
  /** Elements read and written. */
  readonly memoryAccess: number;
  /** Milliseconds of a run, by the clock. */
  readonly milliseconds: Spread;
  /** Milliseconds of the shortest run: on one thread of the CPU the time that it had the core, which no work of others lengthens; else by the clock. */
  readonly shortest: number;
  /** The shortest run relative to that of the first network. */
  readonly relative: number;
}

/** What a race gave. */
export interface RaceFacts {
  /** The networks in the caller's order. */
  readonly rows: readonly RaceRow[];
  /** What ran them and how, in words. */
  readonly conditions: string;
}

const COLUMNS = [
  { title: "network", align: "left" },
  { title: "macs", align: "right" },
  { title: "elements touched", align: "right" },
  { title: "shortest run", align: "right" },
  { title: "half of the runs", align: "right" },
  { title: "× the first", align: "right" },
] as const;
/** Longer names are cut. */
const NAME_WIDTH = 40;

/** The race as plain text. */
export function raceText({ rows, conditions }: RaceFacts): string {
  return [`Timed in turns: ${conditions}`, ...textTable(COLUMNS, rows.map(cellsOf), 110)].join("\n");
}

/** The race as HTML. */
export function raceHtml({ rows, conditions }: RaceFacts): string {
  const caption = markup`<strong>Timed in turns</strong> <span style="${FAINT}">${conditions}</span>`;
  return String(markup`<div style="${PAGE}">
${htmlTable({ caption, columns: COLUMNS, rows: rows.map(cellsOf) })}</div>`);
}

function cellsOf({ name, macs, memoryAccess, milliseconds: { lower, upper }, shortest, relative }: RaceRow): string[] {
  return [
    shortenMiddle(printable(name), NAME_WIDTH),
    shortNumber(macs),
    exactNumber(memoryAccess),
    millis(shortest),
    `${millis(lower)} to ${millis(upper)}`,
    relative.toFixed(2),
  ];
}
