/**
 * The order in which a program registered its modules and tensors, which is the one that PyTorch's lists have. A file tells it of tensors that kept
 * their names: exporters write them in that order. Where it does not tell, the order of execution stands in.
 *
 * @module
 */
import type { StoredTensor } from "../stored_tensors.ts";

/** What is known of a module's place among those beside it. */
export interface Rank {
  /** Its place in the file, by the first of the tensors in it that have kept their names. */
  readonly inFile?: number;
  /** Its place in the order of execution. */
  readonly execution?: number;
}

/** Puts modules beside each other into the order of registration: those with a place in the file by it, each of the others behind the one that runs before it. */
export function inRegistrationOrder<T>(all: readonly T[], rankOf: (each: T) => Rank): T[] {
  const executed = all.filter((each) => rankOf(each).execution !== undefined).sort((a, b) => rankOf(a).execution! - rankOf(b).execution!);
  const followers = new Map<T | undefined, T[]>();
  executed.forEach((each, index) => {
    if (rankOf(each).inFile === undefined) followers.set(executed[index - 1], [each]);
  });
  const anchored = all.filter((each) => rankOf(each).inFile !== undefined).sort((a, b) => rankOf(a).inFile! - rankOf(b).inFile!);
  const ordered: T[] = [];
  const add = (each: T | undefined) => {
    if (each !== undefined) ordered.push(each);
    for (let next = followers.get(each)?.[0]; next !== undefined; next = followers.get(next)?.[0]) ordered.push(next);
  };
  [undefined, ...anchored].forEach(add);
  return [...ordered, ...all.filter((each) => rankOf(each).inFile === undefined && rankOf(each).execution === undefined)];
}

/** Names in the order in which torch.nn's classes register them. */
const TORCH_ORDER = ["in_proj_weight", "weight", "in_proj_bias", "bias", "running_mean", "running_var", "num_batches_tracked"];

/** Puts a module's own tensors into the order of registration. */
export function tensorsInOrder(tensors: readonly StoredTensor[], inFile: ReadonlyMap<StoredTensor, number>): StoredTensor[] {
  if (tensors.every((tensor) => inFile.has(tensor))) return tensors.toSorted((a, b) => inFile.get(a)! - inFile.get(b)!);
  const rank = ({ name }: StoredTensor) => {
    const found = TORCH_ORDER.indexOf(name.slice(name.lastIndexOf(".") + 1));
    return found < 0 ? TORCH_ORDER.length : found;
  };
  return tensors.toSorted((a, b) => rank(a) - rank(b));
}
