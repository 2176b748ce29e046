/**
 * Loads one model's weights into another's, as PyTorch's `load_state_dict` does.
 *
 * Source: `Module.load_state_dict` and `_load_from_state_dict` in `torch/nn/modules/module.py` of PyTorch 2.5.
 *
 * @module
 */
import type { StateDict, StateDictEntry } from "./state_dict.ts";

/** How strict loading is. */
export interface LoadStateDictOptions {
  /** Whether the names must be the same on both sides; true by default. Shapes must be the same in any case. */
  readonly strict?: boolean;
}

/** Names that one side has and the other has not. */
export interface KeyDifference {
  /** Names of the model that the other side lacks: those weights stay. */
  readonly missingKeys: readonly string[];
  /** Names of the other side that the model lacks. */
  readonly unexpectedKeys: readonly string[];
}

/** Thrown when weights do not fit a model. None is changed then. */
export class StateDictError extends Error {
  /** The class's name. */
  override readonly name = "StateDictError";
  /** Names of the model that the other side lacks. */
  readonly missingKeys: readonly string[];
  /** Names of the other side that the model lacks. */
  readonly unexpectedKeys: readonly string[];
  /** Names whose shapes differ. */
  readonly mismatchedKeys: readonly string[];

  /** A sentence that names what does not fit. */
  constructor(message: string, keys: KeyDifference & { readonly mismatchedKeys: readonly string[] }) {
    super(message);
    this.missingKeys = keys.missingKeys;
    this.unexpectedKeys = keys.unexpectedKeys;
    this.mismatchedKeys = keys.mismatchedKeys;
  }
}

/** So many names are listed in an error. */
const MOST = 10;

/** What BatchNorm counts while it trains. Exporters leave it out, as inference has no use for it. */
const COUNTER = "num_batches_tracked";

/**
 * Sets the weights of `into` to those of `from`, each in its own element type.
 *
 * A BatchNorm's `num_batches_tracked` is not missed and not unexpected where one side has the module without it: graphs for inference have no place
 * for it.
 *
 * @returns The names that differ.
 * @throws {StateDictError} If names differ and loading is strict, or a shape differs. Nothing is set then.
 * @throws As a weight's `load()`; what was set before stays set then.
 */
export async function loadStateDict(into: StateDict, from: StateDict, options: LoadStateDictOptions = {}): Promise<KeyDifference> {
  const { strict = true } = options;
  const missingKeys = difference(into, from);
  const unexpectedKeys = difference(from, into);
  const pairs = [...into].flatMap(([name, entry]) => from.has(name) ? [[entry, from.get(name)!] as const] : []);
  const mismatched = pairs.filter(([own, other]) => String(own.shape) !== String(other.shape));
  if (mismatched.length > 0 || (strict && missingKeys.length + unexpectedKeys.length > 0)) {
    throw misfit(strict ? missingKeys : [], strict ? unexpectedKeys : [], mismatched);
  }
  for (const [own, other] of pairs) await into.copy(own.name, other.tensor);
  return { missingKeys, unexpectedKeys };
}

/** Names of one side that the other lacks. */
function difference(side: StateDict, other: StateDict): string[] {
  return [...side.keys()].filter((name) => !other.has(name) && !isUncounted(name, other));
}

function isUncounted(name: string, other: StateDict): boolean {
  return name.endsWith(`.${COUNTER}`) && other.has(name.slice(0, -COUNTER.length) + "running_mean");
}

function misfit(
  missingKeys: readonly string[],
  unexpectedKeys: readonly string[],
  mismatched: readonly (readonly [StateDictEntry, StateDictEntry])[],
): StateDictError {
  const sizes = mismatched.map(([own, other]) =>
    `${own.name} is [${own.shape.join(", ")}] in the model and [${other.shape.join(", ")}] there`
  );
  const profiler = unexpectedKeys.some((name) => /(^|\.)total_(ops|params)$/.test(name));
  const parts = [
    ...(missingKeys.length > 0 ? [`${missingKeys.length} missing (${listed(missingKeys)})`] : []),
    ...(unexpectedKeys.length > 0
      ? [`${unexpectedKeys.length} unexpected (${listed(unexpectedKeys)}${profiler ? "; some were left by a profiler" : ""})`]
      : []),
    ...(sizes.length > 0 ? [`${sizes.length} of another shape (${listed(sizes)})`] : []),
  ];
  const mismatchedKeys = mismatched.map(([{ name }]) => name);
  return new StateDictError(`Cannot load the state dict as names and shapes must be the model's: ${parts.join(", ")}`, {
    missingKeys,
    unexpectedKeys,
    mismatchedKeys,
  });
}

function listed(names: readonly string[]): string {
  return names.length > MOST ? `${names.slice(0, MOST).join(", ")}, … ${names.length - MOST} more` : names.join(", ");
}
