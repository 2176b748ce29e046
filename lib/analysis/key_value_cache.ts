/**
 * The cache of keys and values by which a decoder need not look at past tokens again, found by its sizes: a tensor comes in with some places along an axis and
 * goes out with as many more as there are new tokens.
 *
 * @module
 */
import { callOf, type Dim, product, subtract, symbolName } from "../model/dim.ts";
import { symbolsOf } from "../model/dim_substitute.ts";
import { type DType, isFloat } from "../model/dtype.ts";
import type { ValueInfo } from "../model/model.ts";
import { byteCount } from "./byte_count.ts";
import type { TypedModel } from "./typed_model.ts";

/** One tensor of a cache, as it comes in and goes out. */
export interface CachedTensor {
  /** The model's input. */
  readonly input: string;
  /** The model's output. */
  readonly output: string;
  /** Bytes of one place of one text. */
  readonly bytesPerToken: Dim;
}

/** A cache, and the sizes that it depends on. */
export interface KeyValueCache {
  /** Its tensors. */
  readonly tensors: readonly CachedTensor[];
  /** The name of the dimension that counts texts; missing where it is fixed. */
  readonly batch?: string;
  /** The name of the dimension that counts cached tokens. */
  readonly past: string;
  /** How many tokens are new: a symbol, or a number where the model takes so many and no others. */
  readonly added: Dim;
  /** Other dimensions that count cached and new tokens together, such as an attention mask's. */
  readonly totals: readonly string[];
}

/** A pair of an input and an output whose sizes differ along one axis only, and how. */
interface Pair {
  readonly input: string;
  readonly output: string;
  readonly dtype: DType;
  readonly shape: readonly Dim[];
  readonly axis: number;
  readonly past: string;
  readonly grown: Dim;
}

/** The cache of a typed model whose sizes are free; `undefined` where it has none. */
export function findCache(typed: TypedModel): KeyValueCache | undefined {
  const pairs = findPairs(typed);
  const past = pairs[0]?.past;
  if (past === undefined) return undefined;
  const own = pairs.filter((pair) => pair.past === past);
  const batch = batchOf(own[0]!, typed.inputs);
  const added = addedTokens(own[0]!, typed.inputs, batch);
  if (added === undefined) return undefined;
  const tensors = own.map(({ input, output, dtype, shape, axis }): CachedTensor => {
    const places = shape.filter((dim, at) => at !== axis && !(batch !== undefined && symbolName(dim) === batch));
    return { input, output, bytesPerToken: byteCount(product(places), dtype) };
  });
  const totals = totalNames(typed, own[0]!, added, batch);
  return { tensors, past, added, totals, ...(batch !== undefined && { batch }) };
}

/** In the order of the inputs: each with the first output of its kind that no other input has. */
function findPairs({ inputs, outputs }: TypedModel): Pair[] {
  const taken = new Set<string>();
  return inputs.flatMap((input): Pair[] => {
    for (const output of outputs) {
      const pair = taken.has(output.name) ? undefined : pairOf(input, output);
      if (pair === undefined) continue;
      taken.add(output.name);
      return [pair];
    }
    return [];
  });
}

function pairOf({ name, type }: ValueInfo, output: ValueInfo): Pair | undefined {
  const after = output.type;
  if (type?.kind !== "tensor" || after?.kind !== "tensor" || type.shape === undefined || type.dtype === undefined) return undefined;
  const { dtype, shape } = type;
  if (dtype !== after.dtype || !(isFloat(dtype) || dtype === "int8" || dtype === "uint8") || shape.length < 3) return undefined;
  const differing = shape.flatMap((dim, axis) => dim === after.shape?.[axis] ? [] : [axis]);
  const [axis] = differing;
  if (after.shape?.length !== shape.length || differing.length !== 1 || axis === undefined) return undefined;
  const [past, grown] = [symbolName(shape[axis]!), after.shape[axis]!];
  if (past === undefined || past === symbolName(grown) || !symbolsOf(grown).has(past)) return undefined;
  return { input: name, output: output.name, dtype, shape, axis, past, grown };
}

/** The symbol that the cache shares with the model's first input, the tokens: how many texts there are. */
function batchOf({ shape, axis }: Pair, inputs: readonly ValueInfo[]): string | undefined {
  const own = shape.flatMap((dim, at) => at === axis ? [] : symbolName(dim) ?? []);
  return own.find((name) => inputs.some((input) => symbolName(dimsOf(input)[0] ?? 0) === name)) ?? own[0];
}

function dimsOf({ type }: ValueInfo): readonly Dim[] {
  return type?.kind === "tensor" ? type.shape ?? [] : [];
}

/** The growth itself; where the cache grows to a length that the caller says, the second axis of the tokens. */
function addedTokens({ past, grown, shape, axis }: Pair, inputs: readonly ValueInfo[], batch: string | undefined): Dim | undefined {
  const growth = subtract(grown, shape[axis]!);
  if (typeof growth === "number") return growth > 0 ? growth : undefined;
  if (symbolName(growth) !== undefined) return growth;
  const total = callOf(grown)?.name === "max" ? symbolsOf(grown) : undefined;
  if (total === undefined) return undefined;
  for (const input of inputs) {
    const [first, second] = dimsOf(input);
    if (first === undefined || second === undefined || symbolName(first) !== batch) continue;
    const name = symbolName(second);
    if (name !== undefined && name !== past && !total.has(name)) return second;
  }
  return undefined;
}

/** Symbols that stand for all tokens: the cache grows to them, or the model needs them to be the sum. */
function totalNames({ constraints }: TypedModel, { past, grown }: Pair, added: Dim, batch: string | undefined): string[] {
  const known = new Set([past, ...symbolsOf(added), ...(batch === undefined ? [] : [batch])]);
  const found = new Set(callOf(grown)?.name === "max" ? [...symbolsOf(grown)].filter((name) => !known.has(name)) : []);
  const sum = `${past} + ${added}`;
  for (const { left, relation, right } of constraints) {
    if (!relation.startsWith("equals")) continue;
    for (const [one, other] of [[left, right], [right, left]] as const) {
      const name = symbolName(one);
      if (name === undefined || known.has(name)) continue;
      const rest = subtract(other, added);
      if (symbolName(rest) === past || name === sum) found.add(name);
    }
  }
  return [...found];
}
