/**
 * Says of each module what class it is and how PyTorch would print it.
 *
 * @module
 */
import type { ModuleInfo } from "../../model/model.ts";
import type { StoredTensor, StoredTensors } from "../stored_tensors.ts";
import { isFolded, type TypedModel, type TypedNode } from "../typed_model.ts";
import { type Contained, type Container, containerType } from "./container_types.ts";
import { joinPath, lastPart } from "./dialect.ts";
import { Leaf } from "./leaf/leaf.ts";
import { describeLeaf, type LeafDescription } from "./leaf/mod.ts";
import type { Placement } from "./place_nodes.ts";

/** A module that is being built. */
export interface Draft {
  /** Its path. */
  readonly path: string;
  /** Indices of the nodes that belong directly to it. */
  readonly nodes: number[];
  /** The tensors that are registered directly in it. */
  tensors: StoredTensor[];
  /** The modules directly in it. */
  children: Draft[];
  /** The first of its nodes, and of those in it, that runs at inference. */
  execution?: number;
  /** The place in the file of the first tensor in it. */
  inFile?: number;
}

/** Modules that are being built, by path. */
export type Drafts = Map<string, Draft>;

/** What is said of a module. */
export interface Description extends LeafDescription {
  /** Classes of modules that the exporter has folded into it. */
  readonly holds: readonly string[];
  /** The path by which the same module was registered first. */
  readonly aliasOf?: string;
}

/** Describes every module, those in others first. */
export function describeModules(typed: TypedModel, stored: StoredTensors, placement: Placement, drafts: Drafts): Map<string, Description> {
  const descriptions = new Descriptions(typed, stored, placement);
  descriptions.add(drafts.get("")!);
  return descriptions.byPath;
}

class Descriptions {
  readonly byPath = new Map<string, Description>();
  readonly #declared: ReadonlyMap<string, ModuleInfo>;
  readonly #typed: TypedModel;
  readonly #stored: StoredTensors;
  readonly #placement: Placement;
  #users?: ReadonlyMap<StoredTensor, readonly TypedNode[]>;

  constructor(typed: TypedModel, stored: StoredTensors, placement: Placement) {
    this.#typed = typed;
    this.#stored = stored;
    this.#placement = placement;
    this.#declared = new Map(typed.model.modules?.map((module) => [module.path, module]));
  }

  /** Describes a module and all in it. */
  add(draft: Draft): Contained {
    const children = draft.children.map((child) => this.add(child));
    const words = this.#declared.get(draft.path);
    const { type, detail } = words ?? this.#describe(draft, children);
    const aliasOf = words?.aliasOf;
    this.byPath.set(draft.path, { type, detail, holds: foldedInto(draft, type), ...(aliasOf !== undefined && { aliasOf }) });
    const projection = type === "MultiheadAttention" ? this.byPath.get(joinPath(draft.path, "out_proj")) : undefined;
    if (projection?.type === "Linear") this.byPath.set(joinPath(draft.path, "out_proj"), { ...projection, type: PROJECTION });
    return { path: draft.path, type, children, ...(draft.execution !== undefined && { execution: draft.execution }) };
  }

  #describe(draft: Draft, children: readonly Contained[]): LeafDescription {
    const { classes, called, witnessed } = this.#placement;
    const type = classes.get(draft.path);
    if (draft.path === "") return { type: type ?? "Module", detail: "" };
    const tensors = new Map(draft.tensors.map((tensor) => [lastPart(tensor.name), tensor]));
    const nodes = draft.nodes.map((index) => this.#typed.nodes[index]!);
    if (children.length === 0) return nodes.length === 0 ? this.#silent(draft, tensors, type) : this.#leaf(nodes, tensors, type);
    if (type !== undefined) return { type, detail: "" };
    const container: Container = {
      children,
      tensors: new Set(tensors.keys()),
      runs: nodes.some((node) => !isFolded(this.#typed, node)),
      ...(witnessed.has(draft.path) && { called: called.has(draft.path) }),
      isStack: () => takesOne(draft, this.#typed) && draft.children.every((child) => takesOne(child, this.#typed)),
    };
    return { type: containerType(container), detail: "" };
  }

  #leaf(nodes: readonly TypedNode[], tensors: ReadonlyMap<string, StoredTensor>, type?: string): LeafDescription {
    return describeLeaf(Leaf.of(nodes, tensors, this.#typed, this.#stored), type);
  }

  /** A module that is never called itself, since others use its tensors: attention runs its own output projection. */
  #silent({ path, tensors: own }: Draft, tensors: ReadonlyMap<string, StoredTensor>, type?: string): LeafDescription {
    const listed = own.length > 0 && [...tensors.keys()].every((name) => /^\d+$/.test(name));
    if (listed || own.length === 0) return { type: type ?? (listed ? "ParameterList" : "Module"), detail: "" };
    this.#users ??= usersOf(this.#typed, this.#stored);
    const users = new Set(own.flatMap((tensor) => this.#users!.get(tensor) ?? []));
    const description = this.#leaf([...users], tensors, type);
    return description.type === "Linear" && lastPart(path) === "out_proj" ? { ...description, type: PROJECTION } : description;
  }
}

/** What attention has for its output projection. */
const PROJECTION = "NonDynamicallyQuantizableLinear";

/** The nodes that use each tensor at inference. */
function usersOf(typed: TypedModel, stored: StoredTensors): Map<StoredTensor, TypedNode[]> {
  const users = new Map<StoredTensor, TypedNode[]>();
  for (const node of typed.nodes) {
    if (isFolded(typed, node)) continue;
    for (const tensor of new Set(node.node.inputs.flatMap((input) => stored.rootOf(input) ?? []))) {
      const known = users.get(tensor);
      if (known === undefined) users.set(tensor, [node]);
      else known.push(node);
    }
  }
  return users;
}

/** A bias that folding has made tells of the normalization behind the convolution. */
function foldedInto({ tensors }: Draft, type: string): string[] {
  return tensors.some(({ recovered }) => recovered?.folded) ? [type.replace(/^(Conv|ConvTranspose)(?=\d)/, "BatchNorm")] : [];
}

/** True where a module takes one value that is computed outside of it. */
function takesOne(draft: Draft, { nodes, values }: TypedModel): boolean {
  const inside = [...nodesIn(draft)].map((index) => nodes[index]!.node);
  const made = new Set(inside.flatMap((node) => node.outputs));
  const taken = inside.flatMap((node) => node.inputs).filter((value) => value !== "" && !made.has(value) && !values.get(value)?.constant);
  return new Set(taken).size === 1;
}

function* nodesIn(draft: Draft): Iterable<number> {
  yield* draft.nodes;
  for (const child of draft.children) yield* nodesIn(child);
}
