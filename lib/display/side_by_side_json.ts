/**
 * All tools' numbers of one network as a plain object.
 *
 * @module
 */
import type { ConventionCount } from "../analysis/conventions/count.ts";
import { conventionJson, type JsonAssumption, type JsonShortfall } from "./conventions_json.ts";
import { dimJson, type JsonDim } from "./json_cost.ts";

/** What one tool would print. */
export interface JsonConventionEntry {
  /** The convention. */
  readonly name: string;
  /** The tool's repository, or the paper or page. */
  readonly source: string;
  /** The tool's version whose rules it has. */
  readonly version: string;
  /** What its numbers count, in words. */
  readonly unit: string;
  /** The number that stands for it. */
  readonly main: string;
  /** The number that counts parameters; missing where it has none. */
  readonly parameterNumber?: string;
  /** Which parameters that number counts, in words. */
  readonly parameterRule?: string;
  /** Its numbers; one that cannot be told is missing. */
  readonly numbers: Readonly<Record<string, JsonDim>>;
  /** What is assumed where the graph does not tell. */
  readonly assumptions: readonly JsonAssumption[];
  /** Why the tool would have printed another number. */
  readonly shortfalls: readonly JsonShortfall[];
}

/** All conventions beside each other. */
export interface SideBySideJson {
  /** One entry a convention, in the order in which they are shown. */
  readonly conventions: readonly JsonConventionEntry[];
}

/** The conventions as a plain object, ready for `JSON.stringify`. */
export function sideBySideJson(counts: readonly ConventionCount[]): SideBySideJson {
  return { conventions: counts.map(entryJson) };
}

function entryJson(count: ConventionCount): JsonConventionEntry {
  const { name, source, version, unit, main, parameterNumber, parameterRule } = count.convention;
  const { assumptions = [], shortfalls = [] } = conventionJson(count, dimJson);
  return {
    name,
    source,
    version,
    unit,
    main,
    ...(parameterNumber !== undefined && { parameterNumber }),
    ...(parameterRule !== undefined && { parameterRule }),
    numbers: Object.fromEntries(Object.entries(count.numbers).map(([number, dim]) => [number, dimJson(dim)])),
    assumptions,
    shortfalls,
  };
}
