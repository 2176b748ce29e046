/**
 * What other tools would count, as the JSON contract has it.
 *
 * @module
 */
import type { ConventionCount, ConventionNumbers, Shortfall } from "../analysis/conventions/count.ts";
import type { Dim } from "../model/dim.ts";
import type { JsonCost } from "./json_cost.ts";

/** What a tool would count: its numbers under its own names. */
export interface JsonConvention {
  /** Its numbers; one that cannot be told is missing. */
  readonly [number: string]: JsonCost | readonly JsonAssumption[] | readonly JsonShortfall[] | undefined;
  /** What is assumed where the graph does not tell; missing where nothing is. */
  readonly assumptions?: readonly JsonAssumption[];
  /** Why the tool would have printed another number; missing where it would not. */
  readonly shortfalls?: readonly JsonShortfall[];
}

/** What is assumed where the graph does not tell, with the numbers if it is not so. */
export interface JsonAssumption {
  /** Its name. */
  readonly id: string;
  /** What is assumed, in words. */
  readonly text: string;
  /** The numbers if it is not so. */
  readonly otherwise: Readonly<Record<string, JsonCost>>;
}

/** Why a tool would have printed another number, with what each number misses. */
export interface JsonShortfall {
  /** What kind of reason it is. */
  readonly kind: Shortfall["kind"];
  /** The reason in words. */
  readonly text: string;
  /** How much each number misses, where that is known. */
  readonly missing: Readonly<Record<string, JsonCost>>;
}

/** A convention's numbers as a plain object. */
export function conventionJson({ numbers, assumptions, shortfalls }: ConventionCount, cost: (dim: Dim) => JsonCost): JsonConvention {
  const costs = (dims: ConventionNumbers) => Object.fromEntries(Object.entries(dims).map(([name, dim]) => [name, cost(dim)]));
  return {
    ...costs(numbers),
    ...(assumptions.length > 0 && { assumptions: assumptions.map((each) => ({ ...each, otherwise: costs(each.otherwise) })) }),
    ...(shortfalls.length > 0 && { shortfalls: shortfalls.map((each) => ({ ...each, missing: costs(each.missing) })) }),
  };
}
