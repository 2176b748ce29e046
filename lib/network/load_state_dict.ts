/**
 * Loads one network's weights into another's, as PyTorch's `load_state_dict` does.
 *
 * Source: `Module.load_state_dict` and `_load_from_state_dict` in `torch/nn/modules/module.py` of PyTorch 2.5.
 *
 * @module
 */
import type { NetworkTensor } from "./network_tensor.ts";
import type { StateDict } from "./state_dict.ts";

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

/**
 * Thrown when weights do not fit a model. None is changed then.
 *
 * @example
 * ```ts
 * import { assert, assertEquals, assertRejects } from "@std/assert";
 * import { load } from "../../mod.ts";
 *
 * const network = await load("examples/resnet50.onnx");
 * const others = await load("tests/data/weights/training.pt");
 * const error = await assertRejects(() => network.loadStateDict(others), StateDictError);
 * assert(error.missingKeys.includes("conv1.weight") && error.unexpectedKeys.includes("conv.bias"));
 * assertEquals(error.mismatchedKeys, ["fc.weight", "fc.bias"]); // both have them, in other shapes
 * ```
 */
export class StateDictError extends Error {
  /** The class's name. */
  override readonly name = "StateDictError";
  /** Names of the model that the other side lacks. */
  readonly missingKeys: readonly string[];
  /** Names of the other side that the model lacks. */
  readonly unexpectedKeys: readonly string[];
  /** Names whose shapes differ. */
  readonly mismatchedKeys: readonly string[];

  /** A text that names what does not fit. */
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

/** A weight, and what it is to be set to. */
interface Pair {
  readonly name: string;
  readonly own: NetworkTensor;
  readonly other: NetworkTensor;
}

/**
 * Sets the weights of `into` to those of `from`, each in its own element type.
 *
 * A BatchNorm's `num_batches_tracked` is not missed and not unexpected where one side has the module without it: graphs for inference have no place
 * for it.
 *
 * @param type What the error calls the network: its class.
 * @returns The names that differ.
 * @throws {StateDictError} If names differ and loading is strict, or a shape differs, or two names share one storage in the file and would get
 * different values. Nothing is set then.
 * @throws As a weight's `load()`; what was set is taken back then.
 */
export async function loadStateDict(
  into: StateDict,
  from: StateDict,
  { strict = true }: LoadStateDictOptions = {},
  type = "Module",
): Promise<KeyDifference> {
  const missingKeys = difference(into, from);
  const unexpectedKeys = difference(from, into);
  const pairs = [...into].flatMap(([name, own]) => from.has(name) ? [{ name, own, other: from.get(name) }] : []);
  const mismatched = pairs.filter(({ own, other }) => String(own.shape) !== String(other.shape));
  if (mismatched.length > 0 || (strict && missingKeys.length + unexpectedKeys.length > 0)) {
    throw misfit(type, strict ? missingKeys : [], strict ? unexpectedKeys : [], mismatched);
  }
  await checkShared(pairs);
  await copyAll(pairs);
  return { missingKeys, unexpectedKeys };
}

/** Copies, or if one of the copies fails, takes all of them back. */
async function copyAll(pairs: readonly Pair[]): Promise<void> {
  const before = pairs.map(({ own }) => own.isEdited ? own.tensor : undefined);
  let done = 0;
  try {
    for (const { own, other } of pairs) {
      await own.copy(other);
      done++;
    }
  } catch (error) {
    for (let index = 0; index <= done && index < pairs.length; index++) {
      const [{ own }, tensor] = [pairs[index]!, before[index]];
      if (tensor === undefined) own.reset();
      else own.restore(await tensor.load());
    }
    throw error;
  }
}

/** An exporter stores tensors once that were equal when it ran: the file has no place for two that are not. */
async function checkShared(pairs: readonly Pair[]): Promise<void> {
  const groups = Map.groupBy(pairs, ({ own }) => own.stored.tensor).values().filter((group) => group.length > 1);
  for (const [first, ...others] of groups) {
    const bytes = await first!.other.tensor.load();
    for (const { name, other } of others) {
      if (other === first!.other || isSame(bytes, await other.tensor.load())) continue;
      const names = `${JSON.stringify(first!.name)} and ${JSON.stringify(name)}`;
      throw new StateDictError(
        `Cannot load the state dict as ${names} share one storage in the file, since their values were equal when it was written: they differ there`,
        { missingKeys: [], unexpectedKeys: [], mismatchedKeys: [name] },
      );
    }
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Names of one side that the other lacks. */
function difference(side: StateDict, other: StateDict): string[] {
  return [...side.keys()].filter((name) => !other.has(name) && !isUncounted(name, other));
}

function isUncounted(name: string, other: StateDict): boolean {
  return name.endsWith(`.${COUNTER}`) && other.has(name.slice(0, -COUNTER.length) + "running_mean");
}

/** PyTorch's own words, line by line. */
function misfit(
  type: string,
  missingKeys: readonly string[],
  unexpectedKeys: readonly string[],
  mismatched: readonly Pair[],
): StateDictError {
  const profiler = unexpectedKeys.some((name) => /(^|\.)total_(ops|params)$/.test(name));
  const sizes = mismatched.map(({ name, own, other }) =>
    `size mismatch for ${name}: copying a param with shape ${sizeOf(other)} from checkpoint, the shape in current model is ${sizeOf(own)}.`
  );
  const lines = [
    ...(missingKeys.length > 0 ? [`Missing key(s) in state_dict: ${listed(missingKeys)}.`] : []),
    ...(unexpectedKeys.length > 0 ? [`Unexpected key(s) in state_dict: ${listed(unexpectedKeys)}.`] : []),
    ...(profiler ? ["Some of these were left by a profiler: save the checkpoint without them."] : []),
    ...sizes.slice(0, MOST),
    ...(sizes.length > MOST ? [`… ${sizes.length - MOST} more size mismatches`] : []),
  ];
  const text = `Cannot load the state dict as names and shapes must be the model's: Error(s) in loading state_dict for ${type}:`;
  return new StateDictError([text, ...lines].join("\n\t"), {
    missingKeys,
    unexpectedKeys,
    mismatchedKeys: mismatched.map(({ name }) => name),
  });
}

function sizeOf({ shape }: NetworkTensor): string {
  return `torch.Size([${shape.join(", ")}])`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST).map((name) => JSON.stringify(name)).join(", ");
  return names.length > MOST ? `${shown}, … ${names.length - MOST} more` : shown;
}
