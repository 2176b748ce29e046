/**
 * Finds the weights in what a PyTorch file holds: a state dict, or a dictionary with one in it beside an optimizer's state and notes.
 *
 * @module
 */
import { isFloat } from "../../model/dtype.ts";
import { PickleDict, PickleList, PickleObject, type PickleValue, TensorView } from "./values.ts";

/** Dictionaries in dictionaries: optimizers go five deep. */
const DEPTH_LIMIT = 64;

/** Values that are looked at: one that stands in several places is looked at in each. */
const VISITS_LIMIT = 1 << 22;

/** So much of a note is kept. */
const NOTE_LENGTH = 200;

/** A tensor and the path of keys to it. */
export interface PathedTensor {
  /** The keys, outermost first. */
  readonly path: readonly string[];
  /** The tensor. */
  readonly view: TensorView;
  /** Why it is no weight; missing for one that may be. */
  readonly other?: "optimizer" | "other";
}

/** What a file holds. */
export interface FoundTensors {
  /** Every tensor, in the file's order. */
  readonly tensors: readonly PathedTensor[];
  /** Numbers and texts, by the path to them. */
  readonly notes: ReadonlyMap<string, string>;
}

/** Where a value stands. */
interface Place {
  readonly path: readonly string[];
  readonly other?: PathedTensor["other"];
  /** True for what only dictionaries lead to. */
  readonly isNamed: boolean;
}

/**
 * Walks through what a pickle says.
 *
 * @throws {RangeError} If values are nested too deep, or a few of them stand in too many places.
 */
export function findTensors(root: PickleValue): FoundTensors {
  const tensors: PathedTensor[] = [];
  const notes = new Map<string, string>();
  let visits = 0;
  let depth = 0;
  const visit = (value: PickleValue, place: Place): void => {
    const { path, other, isNamed } = place;
    if (++visits > VISITS_LIMIT) throw new RangeError(`its values stand in more than ${VISITS_LIMIT} places`);
    if (++depth > DEPTH_LIMIT) throw new RangeError(`its values are nested more than ${DEPTH_LIMIT} deep`);
    if (value instanceof TensorView) tensors.push({ path, view: value, ...(other && { other }) });
    else if (value instanceof PickleDict) {
      const inner = other ?? (isOptimizer(value) ? "optimizer" : undefined);
      for (const [key, member] of value.entries) visit(member, { path: [...path, keyText(key)], isNamed, ...(inner && { other: inner }) });
    } else if (value instanceof PickleList) {
      value.items.forEach((item, index) => visit(item, { ...place, path: [...path, String(index)], isNamed: false }));
    } else if (value instanceof PickleObject) visit(value.state, { ...place, other: other ?? "other" });
    else if ((typeof value === "number" || typeof value === "string") && path.length <= 2 && isNamed && other !== "optimizer") {
      notes.set(path.join("."), String(value).slice(0, NOTE_LENGTH));
    }
    depth--;
  };
  visit(root, { path: [], isNamed: true });
  return { tensors: withoutStrays(tensors), notes };
}

/**
 * Marks what stands beside state dicts and is none: single tensors beside dictionaries of them, and dictionaries without a floating-point number in
 * them beside some that have them, such as the states of random generators.
 */
function withoutStrays(tensors: readonly PathedTensor[]): PathedTensor[] {
  const weights = tensors.filter(({ other }) => other === undefined);
  const depth = commonDepth(weights.map(({ path }) => path));
  const isNested = ({ path }: PathedTensor) => path.length > depth + 1;
  const hasFloats = ({ view: { facts } }: PathedTensor) => isFloat(facts.dtype);
  const nested = weights.filter(isNested);
  if (nested.length === 0) return [...tensors];
  const real = new Set(nested.filter(hasFloats).map(({ path }) => path[depth]!));
  const isStray = (tensor: PathedTensor) =>
    tensor.other === undefined && real.size > 0 && (!isNested(tensor) || !real.has(tensor.path[depth]!));
  return tensors.map((tensor) => isStray(tensor) ? { ...tensor, other: "other" } : tensor);
}

/** `torch.optim.Optimizer.state_dict()` gives these two. */
function isOptimizer({ entries }: PickleDict): boolean {
  return entries.has("state") && entries.has("param_groups");
}

function keyText(key: PickleValue): string {
  return typeof key === "string" || typeof key === "number" || typeof key === "bigint" ? String(key) : "?";
}

/**
 * How many keys all paths begin with that are no part of the weights' names: those of the dictionaries around the one dictionary that has them all,
 * such as `state_dict` or
 * `model` beside `epoch`. In the state dict itself, names are whole keys, dots and all.
 */
export function commonDepth(paths: readonly (readonly string[])[]): number {
  const [first] = paths;
  if (first === undefined) return 0;
  let depth = 0;
  while (depth < first.length - 1 && paths.every((path) => path.length > depth + 1 && path[depth] === first[depth])) depth++;
  return depth;
}
