/**
 * What it costs to write text with a decoder that has a cache: the pass over a prompt, and then each token.
 *
 * @module
 */
import { add, type Dim, sum, symbol, symbolName } from "../model/dim.ts";
import { substitution } from "../model/dim_substitute.ts";
import type { Model, ValueInfo } from "../model/model.ts";
import { inferShapes } from "./infer_shapes.ts";
import { findCache, type KeyValueCache } from "./key_value_cache.ts";
import type { Known } from "./known_inputs.ts";
import { measure } from "./measure.ts";
import type { MemoryAccess } from "./memory_access.ts";
import type { Profile } from "./profile.ts";
import type { TypedModel } from "./typed_model.ts";

/** What one pass costs. */
export interface PassCost {
  /** Multiply-accumulates. */
  readonly macs: Dim;
  /** Operations under the `flopbook` convention. */
  readonly flops: Dim;
  /** Memory touched. */
  readonly memoryAccess: MemoryAccess;
}

/** What a decoder with a cache costs, as closed forms in its own free dimensions, whatever sizes the rest of the profile was taken at. */
export interface Decoding {
  /** The name of the dimension that counts texts; missing where it is fixed. */
  readonly batch?: string;
  /** The name of the dimension that counts cached tokens. */
  readonly past: string;
  /** The name of the dimension that counts new tokens; missing where the model takes a fixed number. */
  readonly added?: string;
  /** The pass over a prompt of `added` tokens with an empty cache; missing for a model that takes one token at a time. */
  readonly prefill?: PassCost;
  /** The pass for one token more of each text, with `past` tokens in the cache. */
  readonly step: PassCost;
  /** Bytes that the cache takes for each token of one text. */
  readonly cacheBytesPerToken: Dim;
  /** How many tensors the cache consists of. */
  readonly cacheTensors: number;
  /** The input that chooses between the two passes, in a model that holds a graph for each. */
  readonly switchedBy?: string;
}

/** A model with its sizes left free, and its cost. */
interface Measured {
  readonly typed: TypedModel;
  readonly profile: Profile;
}

/**
 * The cost of decoding, for a model that has a cache.
 *
 * @param known What the caller knows: its sizes are set aside here, since the closed forms are in all of them.
 * @param measured The typed model and its profile, which serve again where no size was given.
 */
export function describeDecoding(model: Model, known: Known, measured: Measured): Decoding | undefined {
  if (!mayHaveCache(measured.typed)) return undefined;
  const { operators, values = {}, inputs, dims } = known;
  const isFree = inputs === undefined && dims === undefined;
  const given = { ...(operators && { operators }), values };
  const free = isFree ? measured : measureFree(model, given);
  const cache = findCache(free.typed);
  if (cache !== undefined) return decodingOf(cache, free, free);
  const choice = free.typed.inputs.find((input) => isSwitch(input, values));
  if (choice === undefined) return undefined;
  const [first, later] = [false, true].map((value) => measureFree(model, { ...given, values: { ...values, [choice.name]: value } }));
  const branch = findCache(later!.typed);
  return branch && { ...decodingOf(branch, first!, later!), switchedBy: choice.name };
}

/** True where an input of three axes or more has a free size besides the first: most models are told apart by this. */
function mayHaveCache({ model }: TypedModel): boolean {
  return model.graph.outputs.length > 1 &&
    model.graph.inputs.some(({ type }) =>
      type?.kind === "tensor" && type.shape !== undefined && type.shape.length >= 3 &&
      type.shape.slice(1).some((dim) => typeof dim !== "number")
    );
}

/** True for an input that is one truth value, and that the caller leaves open. */
function isSwitch({ name, type }: ValueInfo, values: object): boolean {
  return type?.kind === "tensor" && type.dtype === "bool" && type.shape?.every((dim) => dim === 1) === true && !Object.hasOwn(values, name);
}

function measureFree(model: Model, known: Known): Measured {
  const typed = inferShapes(model, known);
  return { typed, profile: measure(typed) };
}

function decodingOf(cache: KeyValueCache, first: Measured, later: Measured): Decoding {
  const { batch, past, added, totals, tensors } = cache;
  const name = symbolName(added);
  const at = (cached: Dim, fresh: Dim) =>
    new Map<string, Dim>([
      [past, cached],
      ...totals.map((total) => [total, add(cached, fresh)] as const),
      ...(name === undefined ? [] : [[name, fresh] as const]),
    ]);
  return {
    ...(batch !== undefined && { batch }),
    past,
    ...(name !== undefined && { added: name, prefill: passCost(first.profile, at(0, symbol(name))) }),
    step: passCost(later.profile, at(symbol(past), typeof added === "number" ? added : 1)),
    cacheBytesPerToken: sum(tensors.map((tensor) => tensor.bytesPerToken)),
    cacheTensors: tensors.length,
  };
}

function passCost({ totals: { macs, flops, memoryAccess } }: Profile, sizes: ReadonlyMap<string, Dim>): PassCost {
  const put = substitution(sizes);
  const { elements, readBytes, writeBytes } = memoryAccess;
  return {
    macs: put(macs),
    flops: put(flops),
    memoryAccess: { elements: put(elements), readBytes: put(readBytes), writeBytes: put(writeBytes) },
  };
}
