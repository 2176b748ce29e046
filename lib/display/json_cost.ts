/**
 * Sizes and costs as the JSON contract of the command line has them.
 *
 * @module
 */
import type { MemoryAccess } from "../analysis/memory_access.ts";
import type { Dim } from "../model/dim.ts";
import { rangeOf, type Ranges } from "./bounds_text.ts";

/** A size or cost: a number; an expression; an integer above 2^53 − 1 as its digits. */
export type JsonDim = number | string;

/** What a cost that depends on the data lies between; without `max` there is no upper bound. */
export interface JsonInterval {
  /** The least that it can be. */
  readonly min: JsonDim;
  /** The most that it can be. */
  readonly max?: JsonDim;
}

/** A cost: known, or within bounds. */
export type JsonCost = JsonDim | JsonInterval;

/** Memory that is touched. */
export interface JsonMemoryAccess {
  /** Elements read and written. */
  readonly elements: JsonCost;
  /** Bytes read. */
  readonly readBytes: JsonCost;
  /** Bytes written. */
  readonly writeBytes: JsonCost;
}

/** Writes the costs of one profile. */
export type CostWriter = (dim: Dim) => JsonCost;

/** A size. */
export function dimJson(dim: Dim): JsonDim {
  return typeof dim === "number" ? dim : dim.toString();
}

/** A cost, within bounds where it depends on sizes that only the data tell. */
export function costJson(dim: Dim, ranges: Ranges): JsonCost {
  const range = rangeOf(dim, ranges);
  if (range === undefined) return dimJson(dim);
  return { min: dimJson(range.min), ...(range.max !== undefined && { max: dimJson(range.max) }) };
}

/** Memory that is touched. */
export function accessJson({ elements, readBytes, writeBytes }: MemoryAccess, cost: CostWriter): JsonMemoryAccess {
  return { elements: cost(elements), readBytes: cost(readBytes), writeBytes: cost(writeBytes) };
}
