/**
 * Free sizes, and example values for them where a picture needs numbers.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import type { Dim } from "../model/dim.ts";
import { substitution, symbolsOf } from "../model/dim_substitute.ts";
import { printSymbol } from "../model/dim_text.ts";
import { numberOf } from "./dim_text.ts";
import { printable } from "./printable_text.ts";

/** One sample: what papers print costs for. */
const BATCH = 1;
/** ImageNet's image, which most published costs of vision networks are for. */
const IMAGE_SIDE = 224;
/** A sequence or any other length: a sentence or two. Nothing agreed upon exists; it is said wherever it is used. */
const LENGTH = 128;

/** A profile's free sizes, with an example value for each. */
export interface StandIns {
  /** Free dimensions by name, those of the inputs first, with the value that stands in for each. */
  readonly values: ReadonlyMap<string, number>;
  /** Those among them that belong to an input: a caller can give their values. */
  readonly settable: readonly string[];
  /** The values in words: `batch = 1, height = 224`. Empty where nothing is free. */
  readonly text: string;
  /** What an expression is with these values; `undefined` where they make no sense in it. */
  valueOf(dim: Dim): number | undefined;
}

/**
 * Finds the free sizes of a network and a value to stand in for each: 1 for a batch (an input's first axis, or a name like it), 224 for the sides of an
 * image (the last two axes of an input of rank 4), 128 for any other length.
 */
export function standInsOf(profile: Profile): StandIns {
  const values = new Map<string, number>();
  for (const { shape = [] } of profile.inputs) {
    shape.forEach((dim, axis) => {
      for (const name of symbolsOf(dim)) if (!values.has(name)) values.set(name, standIn(name, axis, shape.length));
    });
  }
  const settable = [...values.keys()];
  const { macs, flops, memoryAccess, peak } = profile.totals;
  for (const dim of [macs, flops, memoryAccess.elements, memoryAccess.readBytes, memoryAccess.writeBytes, peak.activationBytes]) {
    for (const name of symbolsOf(dim)) if (!values.has(name)) values.set(name, LENGTH);
  }
  const substitute = substitution(values);
  return {
    values,
    settable,
    text: [...values].map(([name, value]) => `${printable(printSymbol(name))} = ${value}`).join(", "),
    valueOf(dim: Dim): number | undefined {
      try {
        return numberOf(substitute(dim));
      } catch (error) {
        if (error instanceof RangeError) return undefined; // a quotient by something that the values make 0
        throw error;
      }
    },
  };
}

function standIn(name: string, axis: number, rank: number): number {
  if (/batch|^[nb]$/i.test(name) || (axis === 0 && rank > 1)) return BATCH;
  return rank === 4 && axis >= 2 ? IMAGE_SIDE : LENGTH;
}

/** The call that gives numbers: `profile(model, { dims: { batch: 1 } })`. `undefined` where no size is a caller's to give. */
export function dimsHint({ values, settable }: StandIns): string | undefined {
  if (settable.length === 0) return undefined;
  const entries = settable.map((name) => `${/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(printable(name))}: ${values.get(name)}`);
  return `profile(model, { dims: { ${entries.join(", ")} } })`;
}
