/**
 * The modules that a network was written in, as PyTorch's `named_modules()` lists them.
 *
 * @module
 */
import type { ModuleInfo } from "../../model/model.ts";
import { isAnonymous, isOwnName, type StoredTensor, type StoredTensors } from "../stored_tensors.ts";
import { isFolded, type TypedModel } from "../typed_model.ts";
import { ancestorsOf, parentOf, withinDepth } from "./dialect.ts";
import { describeModules, type Draft, type Drafts } from "./describe_modules.ts";
import { type Placement, placeNodes } from "./place_nodes.ts";
import { recoverNames } from "./recover_names.ts";
import { inRegistrationOrder, tensorsInOrder } from "./registration.ts";

/** A module of a network. */
export interface NetworkModuleFacts extends ModuleInfo {
  /** True where it is a guess from repeated structure: no words of the file name it. */
  readonly guessed: boolean;
  /** Classes of modules that the exporter has folded into it, such as `BatchNorm2d` into a convolution. */
  readonly holds: readonly string[];
  /** Paths of the modules directly in it, in order of registration. */
  readonly children: readonly string[];
  /** The parameters, buffers and constants that are registered directly in it, in order of registration. */
  readonly tensors: readonly StoredTensor[];
  /** Indices of the nodes that belong directly to it, in order of execution. */
  readonly nodes: readonly number[];
}

/** The modules of a network, and what belongs where. */
export interface ModuleTree {
  /** Every module by its path, a module before those in it, in order of registration; the first is the network itself. */
  readonly modules: ReadonlyMap<string, NetworkModuleFacts>;
  /** The path of the module that each node belongs to. */
  readonly paths: readonly string[];
  /** The stored tensors under PyTorch's names, where they could be recovered, in order of registration; those that no module holds last. */
  readonly stored: StoredTensors;
  /** How many nodes each dialect has placed, by its name. */
  readonly dialects: ReadonlyMap<string, number>;
}

/** Finds the modules of a network. */
export function findModules(typed: TypedModel, found: StoredTensors): ModuleTree {
  const placement = placeNodes(typed, found);
  const stored = recoverNames(typed, found, placement);
  const drafts = draftModules(typed, stored, placement);
  const modules = new Map<string, NetworkModuleFacts>();
  const described = describeModules(typed, stored, placement, drafts);
  const walk = (path: string) => {
    const draft = drafts.get(path)!;
    const children = draft.children.map((child) => child.path);
    modules.set(path, {
      path,
      ...described.get(path)!,
      guessed: placement.guessed.has(path),
      children,
      tensors: draft.tensors,
      nodes: draft.nodes,
    });
    children.forEach(walk);
  };
  walk("");
  const registered = new Set([...modules.values()].flatMap(({ tensors }) => tensors));
  return {
    modules,
    paths: placement.paths,
    stored: { ...stored, all: [...registered, ...stored.all.filter((tensor) => !registered.has(tensor))] },
    dialects: placement.dialects,
  };
}

/** The modules with what belongs to each, their children in order of registration. */
function draftModules(typed: TypedModel, stored: StoredTensors, placement: Placement): Drafts {
  const drafts: Drafts = new Map();
  const draftOf = (path: string): Draft => {
    const known = drafts.get(path);
    if (known !== undefined) return known;
    const draft: Draft = { path, nodes: [], tensors: [], children: [] };
    drafts.set(path, draft);
    if (path !== "") draftOf(parentOf(path)).children.push(draft);
    return draft;
  };
  draftOf("");
  const declared = new Map(typed.model.modules?.map(({ path }, index) => [withinDepth(path), index]));
  for (const path of declared.keys()) draftOf(path);
  placement.paths.forEach((path, index) => {
    draftOf(path).nodes.push(index);
    if (isFolded(typed, typed.nodes[index]!)) return;
    for (const each of ancestorsOf(path)) draftOf(each).execution ??= index;
  });
  const inFile = fileOrder(stored);
  for (const tensor of stored.all) {
    const home = homeOf(tensor, placement);
    if (home === undefined) continue;
    draftOf(home).tensors.push(tensor);
    const place = inFile.get(tensor);
    if (place !== undefined) { for (const path of ancestorsOf(home)) draftOf(path).inFile ??= place; }
  }
  for (const draft of drafts.values()) {
    draft.children = inRegistrationOrder(draft.children, (child) => {
      const inFile = declared.size > 0 ? declared.get(child.path) : child.inFile;
      return { ...child.execution !== undefined && { execution: child.execution }, ...inFile !== undefined && { inFile } };
    });
    draft.tensors = tensorsInOrder(draft.tensors, inFile);
  }
  return drafts;
}

/** The least part of neighbours in the file that must run in the same order for the file's order to be one of registration, and not of the alphabet. */
const IN_ORDER = 0.7;

/** The places of tensors that kept their names and their storage; none where the file has them in an order of its own. */
function fileOrder({ all }: StoredTensors): Map<StoredTensor, number> {
  const order = new Map<StoredTensor, number>();
  all.forEach((tensor, index) => {
    const kept = tensor.sharesStorageWith === undefined && tensor.recovered === undefined && !isAnonymous(tensor.name);
    if (kept && tensor.role !== "constant") order.set(tensor, index);
  });
  const uses = [...order.keys()].flatMap(({ firstUse }) => firstUse ?? []);
  const rising = uses.filter((use, index) => index > 0 && use >= uses[index - 1]!).length;
  return rising < (uses.length - 1) * IN_ORDER ? new Map() : order;
}

/** The module that holds a tensor: the one that its name says, else that of its first use; `undefined` for a constant that nothing uses. */
function homeOf({ name, role, firstUse }: StoredTensor, { paths, spoken }: Placement): string | undefined {
  const registered = role !== "constant" && (isOwnName(name) || spoken.length > 0 && /^[A-Za-z_]\w*$/.test(name));
  if (registered) return withinDepth(parentOf(name));
  return firstUse === undefined ? undefined : paths[firstUse];
}
