/**
 * What explains a printed number: which tool's output, in which unit, at which input size, of which part of the network.
 *
 * @module
 */
import { type Candidate, candidateLevels } from "./candidates.ts";
import type { PrintedNumber, Reading } from "./printed_number.ts";
import type { Variant } from "./variant.ts";

/** Something that explains a printed number. */
export interface Match extends Candidate {
  /** How the printed number was read. */
  readonly reading: Reading;
  /** How far it is from the printed number, relative to it: no more than what rounding does. */
  readonly deviation: number;
}

/** What was found. */
export interface Identified {
  /** The number as it was read. */
  readonly asked: PrintedNumber;
  /** What explains it, nearest first: all of the same prior. Empty where nothing does. */
  readonly matches: readonly Match[];
  /** What would match, but at a prior at which so many numbers match something that it explains nothing. */
  readonly possible: readonly Match[];
  /** How many candidates were compared. */
  readonly tried: number;
  /** The share of all numbers of that size and precision that match some of these candidates. */
  readonly chance: number;
  /** The nearest of the tools' own outputs: what to look at where nothing matches. */
  readonly nearest?: Match;
}

/**
 * By level of the candidates: where more of all numbers than this would match something, a match is no evidence. A tool's own output always is; two changes together
 * are so rare that a number has to be printed with many digits for them.
 */
const MOST_BY_CHANCE = [1, 0.1, 0.1, 0.02];

/**
 * Searches the candidates that follow from these variants, the first of which is the network as it is; the fewest changes first. The search ends at the first prior
 * that holds a match.
 */
export function identifyNumber(asked: PrintedNumber, variants: readonly Variant[]): Identified {
  const compared: Candidate[] = [];
  let result: Omit<Identified, "asked"> = { matches: [], possible: [], tried: 0, chance: 0 };
  for (const [level, found] of candidateLevels(variants, binaryScales(asked)).entries()) {
    const candidates = found.filter(({ counted }) => asked.counts.includes(counted));
    compared.push(...candidates);
    const matches = nearestFirst(candidates.flatMap((candidate) => matchesOf(asked, candidate)));
    const chance = Math.max(...asked.readings.map((reading) => shareCovered(reading, compared)));
    const isEvidence = chance <= (MOST_BY_CHANCE[level] ?? 0);
    result = {
      matches: isEvidence ? matches : [],
      possible: isEvidence ? result.possible : [...result.possible, ...matches],
      tried: compared.length,
      chance,
    };
    if (result.matches.length > 0) break;
  }
  const outputs = compared.filter(({ modifications }) => modifications.length === 0);
  const nearest = nearestFirst(outputs.flatMap((candidate) => asked.readings.map((reading) => compare(reading, candidate))))[0];
  return { asked, ...result, ...(nearest !== undefined && { nearest }) };
}

/** Thousands that may have been thousand-twenty-fours: those of the unit, or those that a number without one has. */
function binaryScales({ readings }: PrintedNumber): number[] {
  const scales = readings.map(({ scale, value }) => scale > 1 ? scale : value >= 1e9 ? 1e9 : value >= 1e6 ? 1e6 : 1);
  return [...new Set(scales)].filter((scale) => scale >= 1e6);
}

function matchesOf({ readings }: PrintedNumber, candidate: Candidate): Match[] {
  const matching = readings.filter(({ value, half }) => Math.abs(candidate.value - value) <= half * (1 + 1e-9));
  return matching.slice(0, 1).map((reading) => compare(reading, candidate));
}

function compare(reading: Reading, { tool, number, counted, value, modifications }: Candidate): Match {
  return { tool, number, counted, value, modifications, reading, deviation: (value - reading.value) / reading.value };
}

/** By the fewest changes, then by distance; of the same number of the same tool, the first. */
function nearestFirst(matches: readonly Match[]): Match[] {
  const sorted = [...matches].sort((a, b) =>
    a.modifications.length - b.modifications.length || Math.abs(a.deviation) - Math.abs(b.deviation)
  );
  const key = ({ tool, number, modifications }: Match) => JSON.stringify([tool, number, modifications.map(({ text }) => text)]);
  return [...new Map(sorted.toReversed().map((match) => [key(match), match])).values()].toReversed();
}

/** Of all numbers from half to double of this one, the share that a candidate rounds to, on a logarithmic scale: overlapping ones once. */
function shareCovered({ value, half }: Reading, candidates: readonly Candidate[]): number {
  const width = half / value;
  const edges = candidates.map((candidate) => Math.log(candidate.value / value)).filter((at) => Math.abs(at) < Math.LN2).sort((a, b) =>
    a - b
  );
  let covered = 0;
  let end = -Infinity;
  for (const at of edges) {
    covered += at + width - Math.max(at - width, end);
    end = at + width;
  }
  return Math.min(1, covered / (2 * Math.LN2));
}
