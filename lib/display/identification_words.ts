/**
 * What explains a published number, in words that all its displays share.
 *
 * @module
 */
import type { Identified, Match } from "../analysis/identify/identify_number.ts";
import type { Profile } from "../analysis/profile.ts";
import { networkName, tensorWords } from "./heading.ts";
import { exactNumber, percent } from "./number_text.ts";
import { printable, shortenEnd, shortenMiddle } from "./printable_text.ts";

/** So many that are no evidence are shown. */
const MOST_POSSIBLE = 5;

/** Numbers of more digits are shown without a unit where they were given so. */
const MOST_SHORT = 4;

const UNITS: ReadonlyMap<number, string> = new Map([[1e3, " k"], [1e6, " M"], [1e9, " G"], [1e12, " T"]]);

/** What was asked: the number as given, and the network at the sizes that it was compared at. */
export function questionWords(profile: Profile, { asked }: Identified): string {
  const inputs = tensorWords(profile.inputs).join(", ");
  const number = /^\d{5,}$/.test(asked.text) ? exactNumber(BigInt(asked.text)) : printable(asked.text);
  return `Who printed ${number}? ${shortenMiddle(printable(networkName(profile)), 80)} at ${shortenEnd(printable(inputs), 200)}`;
}

/** The answer in a sentence. */
export function answerWords({ asked, matches, possible, tried, chance, nearest }: Identified): string {
  const compared = `${exactNumber(tried)} candidates compared`;
  const luck = `${percent(chance)} of all numbers of ${asked.digits} digits would match one of them`;
  if (matches.length > 0) {
    const changes = matches[0]!.modifications.length;
    const prior = changes === 0 ? "a tool's own output" : `a tool's number with ${changes === 1 ? "one change" : `${changes} changes`}`;
    return `${
      matches.length === 1 ? "One explanation" : `${matches.length} explanations, equally likely beforehand`
    }: ${prior}; ${compared}, ${luck}.`;
  }
  const missed = nearest === undefined
    ? ""
    : `; the nearest of the tools' own outputs, ${matchName(nearest)} ${exactNumber(nearest.value)}, is ${
      percent(Math.abs(nearest.deviation))
    } away`;
  if (possible.length === 0) return `Nothing explains it: ${compared}${missed}.`;
  return `Nothing explains it. What would match is no evidence: ${compared}, ${luck}.`;
}

/** A tool's name and its name for the number. */
export function matchName({ tool, number }: Match): string {
  return `${tool} ${number}`;
}

/** What was changed, and how far it is from what was printed. */
export function matchWords({ modifications }: Match): string {
  return modifications.length === 0 ? "its own output" : modifications.map(({ text }) => printable(text)).join("; ");
}

/** A candidate as it would be printed to as many digits, in the unit that was read. */
export function asPrinted({ value, reading }: Match, digits: number): string {
  const scale = reading.scale > 1 || digits > MOST_SHORT ? reading.scale : [1e9, 1e6].find((each) => value >= each) ?? 1;
  const rounded = Number((value / scale).toPrecision(Math.min(digits, 15)));
  const places = Math.min(15, Math.max(0, digits - 1 - Math.floor(Math.log10(rounded))));
  const text = rounded.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
  return `${text}${UNITS.get(scale) ?? (scale === 1 ? "" : ` × ${exactNumber(scale)}`)}`;
}

/** Those that are shown: all that explain it, else a few that might. */
export function shownMatches({ matches, possible }: Identified): readonly Match[] {
  return matches.length > 0 ? matches : possible.slice(0, MOST_POSSIBLE);
}

/** How many more there are that might. */
export function cutWords({ matches, possible }: Identified): string | undefined {
  return matches.length === 0 && possible.length > MOST_POSSIBLE ? `… ${possible.length - MOST_POSSIBLE} more` : undefined;
}

/** In which order it was searched. */
export const PRIOR_WORDS =
  "Compared in this order: each tool's own outputs; with a slip of unit or another answer to what the graph cannot tell; another input size, batch or part of the network; two of these.";
