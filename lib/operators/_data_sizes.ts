/** Sizes that the data decide where their values are not known. */
import type { Dim } from "../model/dim.ts";
import type { Element } from "../model/tensor.ts";
import type { Site } from "./define.ts";
import { type Operand, Unknown } from "./operand.ts";

/** The range that a size lies in. */
export interface SizeRange {
  /** The smallest that it may be. */
  readonly min: Dim;
  /** The largest, if there is one. */
  readonly max?: Dim;
}

/** What `find` finds, or where that is not known a symbol of the node's own with its range. */
export function sizeOr(find: () => Dim | undefined, site: Site, name: string, range: SizeRange): Dim {
  try {
    const found = find();
    if (found !== undefined) return found;
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
  }
  return site.fresh(name, range);
}

/** A vector that says sizes or places has one or two elements an axis; a file may claim any number. */
export const MAX_LENGTH = 4096;

/** An element as a size; `undefined` where it is not known. */
export function sizeAt(elements: readonly Element[], index: number): Dim | undefined {
  const element = elements[index];
  return typeof element === "string" ? undefined : element;
}

/**
 * The elements of a vector that says sizes or places; all of them missing where only its length is known.
 *
 * @throws {Unknown} If not even that is known, or it is longer than any such vector.
 */
export function elementsOf(vector: Operand): readonly Element[] {
  if (vector.elements !== undefined) return vector.elements;
  const length = vector.rank === 0 ? 1 : vector.shape[0];
  if (typeof length !== "number") throw new Unknown(`the length of ${vector.name} is not known`);
  if (length > MAX_LENGTH) throw new Unknown(`the ${length} elements of ${vector.name} are more than are followed`);
  return new Array<Element>(length).fill(undefined);
}
