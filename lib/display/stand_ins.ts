/**
 * Free sizes, and example values for them where a picture needs numbers.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { type Dim, symbol } from "../model/dim.ts";
import type { Range } from "../model/dim_bounds.ts";
import { substitution, symbolsOf } from "../model/dim_substitute.ts";
import { printSymbol } from "../model/dim_text.ts";
import { numberOf, symbolText } from "./dim_text.ts";
import { printable } from "./printable_text.ts";

/** One sample: what papers print costs for. */
const BATCH = 1;
/** ImageNet's image, which most published costs of vision networks are for. */
const IMAGE_SIDE = 224;
/** A sequence or any other length: a sentence or two. Nothing agreed upon exists; it is said wherever it is used. */
const LENGTH = 128;
/** Lengths are doubled up to this to find one that is long enough for the network: a second of sound has 16,000 samples. */
const LONGEST = 65_536;

/** A profile's free sizes, with an example value for each. */
export interface StandIns {
  /** Free dimensions by name, those of the inputs first, with the value that stands in for each. */
  readonly values: ReadonlyMap<string, number>;
  /** Those among them that belong to an input: a caller can give their values. */
  readonly settable: readonly string[];
  /** Those among them that only the data tell. */
  readonly fromData: readonly string[];
  /** The values in words: `batch = 1, height = 224`. Empty where nothing is free. */
  readonly text: string;
  /** What an expression is with these values; `undefined` where they make no sense in it. */
  valueOf(dim: Dim): number | undefined;
}

/**
 * Finds the free sizes of a network and a value to stand in for each: 1 for a batch (an input's first axis, or a name like it), 224 for the sides of an
 * image (the last two axes of an input of rank 4), 128 for any other length, or the next power of 2 at which there are macs at all (a sound of 128
 * samples fills no window). What the network demands of a size is met. A size that only the data tell stands at its largest, or at 128 where it has no
 * limit.
 */
export function standInsOf(profile: Profile): StandIns {
  const settable = settableSizes(profile);
  let values = valuesAt(profile, settable, LENGTH);
  const macs = () => evaluate(() => substitution(values)(profile.totals.macs)) ?? 1;
  if (profile.totals.macs !== 0) {
    for (let length = 2 * LENGTH; length <= LONGEST && macs() <= 0; length *= 2) values = valuesAt(profile, settable, length);
  }
  const fromData = [...values.keys()].filter((name) => profile.ranges.has(name));
  const substitute = substitution(values);
  return {
    values,
    settable: [...settable.keys()],
    fromData,
    text: standInsText(values, fromData),
    valueOf: (dim) => evaluate(() => substitute(dim)),
  };
}

/** The free sizes of the inputs, with a value where one suggests itself. */
function settableSizes({ inputs }: Profile): Map<string, number | undefined> {
  const sizes = new Map<string, number | undefined>();
  for (const { shape = [] } of inputs) {
    shape.forEach((dim, axis) => {
      for (const name of symbolsOf(dim)) if (!sizes.has(name)) sizes.set(name, suggestion(name, axis, shape.length));
    });
  }
  return sizes;
}

function suggestion(name: string, axis: number, rank: number): number | undefined {
  if (/batch|^[nb]$/i.test(name) || (axis === 0 && rank > 1)) return BATCH;
  return rank === 4 && axis >= 2 ? IMAGE_SIDE : undefined;
}

/** Values for all free sizes, `length` for those that nothing suggests itself for. */
function valuesAt(profile: Profile, settable: ReadonlyMap<string, number | undefined>, length: number): Map<string, number> {
  const values = new Map([...settable].map(([name, value]) => [name, demanded(profile, name, value ?? length)]));
  for (const name of symbolsOfTotals(profile)) {
    if (values.has(name)) continue;
    const range = profile.ranges.get(name);
    values.set(name, range === undefined ? length : largest(range, values));
  }
  return values;
}

/** A value that meets what the network demands of a size by itself: a limit, a multiple, one value. */
function demanded({ constraints }: Profile, name: string, value: number): number {
  for (const { left, relation, right } of constraints) {
    if (left !== symbol(name) || typeof right !== "number" || right < 1) continue;
    if (relation === "is at most") value = Math.min(value, right);
    else if (relation === "is a multiple of") value = Math.ceil(value / right) * right;
    else if (relation === "equals") value = right;
  }
  return value;
}

function symbolsOfTotals({ totals: { macs, flops, memoryAccess, peak } }: Profile): Set<string> {
  const found = new Set<string>();
  for (const dim of [macs, flops, memoryAccess.elements, memoryAccess.readBytes, memoryAccess.writeBytes, peak.activationBytes]) {
    symbolsOf(dim, found);
  }
  return found;
}

function largest({ min, max }: Range, values: ReadonlyMap<string, number>): number {
  const substitute = substitution(values);
  const limit = max === undefined ? undefined : evaluate(() => substitute(max));
  return limit ?? Math.max(LENGTH, evaluate(() => substitute(min)) ?? 0);
}

function evaluate(compute: () => Dim): number | undefined {
  try {
    return numberOf(compute());
  } catch (error) {
    if (error instanceof RangeError) return undefined; // a quotient by something that the values make 0
    throw error;
  }
}

function standInsText(values: ReadonlyMap<string, number>, fromData: readonly string[]): string {
  const chosen = [...values].filter(([name]) => !fromData.includes(name)).map(([name, value]) =>
    `${symbolText(printSymbol(name))} = ${value}`
  );
  if (fromData.length > 0) chosen.push("what only the data tell at its largest");
  return chosen.join(", ");
}

/** The call that gives numbers: `profile(model, { dims: { batch: 1 } })`. `undefined` where no size is a caller's to give. */
export function dimsHint({ values, settable }: StandIns): string | undefined {
  if (settable.length === 0) return undefined;
  const entries = settable.map((name) => `${/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(printable(name))}: ${values.get(name)}`);
  return `profile(model, { dims: { ${entries.join(", ")} } })`;
}
