/**
 * What explains a published number, as a plain object.
 *
 * @module
 */
import type { Identified, Match } from "../analysis/identify/identify_number.ts";
import type { Modification } from "../analysis/identify/variant.ts";
import type { Profile } from "../analysis/profile.ts";

/** Something that matches a published number. */
export interface JsonMatch {
  /** The tool. */
  readonly tool: string;
  /** The tool's name for the number. */
  readonly number: string;
  /** What the number counts. */
  readonly counted: string;
  /** How much it is, after the changes. */
  readonly value: number;
  /** What was changed; empty for the tool's own output. */
  readonly modifications: readonly Modification[];
  /** How far it is from the published number, relative to that. */
  readonly deviation: number;
}

/** What explains a published number. */
export interface JsonIdentification {
  /** The number as it was given. */
  readonly asked: string;
  /** How much it was taken to be; more than one where its unit was left out. */
  readonly values: readonly number[];
  /** Its digits. */
  readonly digits: number;
  /** The network, and the inputs that it was compared at. */
  readonly model: string;
  /** The inputs' shapes by name. */
  readonly inputs: readonly { readonly name: string; readonly shape?: readonly (number | string)[] }[];
  /** What explains it, best first. */
  readonly matches: readonly JsonMatch[];
  /** What would match, but is no evidence. */
  readonly possible: readonly JsonMatch[];
  /** How many candidates were compared. */
  readonly tried: number;
  /** The share of all such numbers that match one of them. */
  readonly chance: number;
}

/** The answer as a plain object. */
export function identificationJson(profile: Profile, { asked, matches, possible, tried, chance }: Identified): JsonIdentification {
  return {
    asked: asked.text,
    values: asked.readings.map(({ value }) => value),
    digits: asked.digits,
    model: profile.model.name,
    inputs: profile.inputs.map(({ name, shape }) => ({
      name,
      ...(shape && { shape: shape.map((dim) => typeof dim === "number" ? dim : String(dim)) }),
    })),
    matches: matches.map(matchJson),
    possible: possible.map(matchJson),
    tried,
    chance,
  };
}

function matchJson({ tool, number, counted, value, modifications, deviation }: Match): JsonMatch {
  return { tool, number, counted, value, modifications, deviation };
}
