/**
 * A network as a tree of layers: its modules, or its nodes where the model names no modules.
 *
 * @module
 */
import type { ModuleCost } from "../analysis/measure_modules.ts";
import type { MemoryAccess } from "../analysis/memory_access.ts";
import type { NodeCost, Profile } from "../analysis/profile.ts";
import { type Dim, subtract, sum } from "../model/dim.ts";
import type { Costs } from "./metrics.ts";

/** How many nodes in something have a cost that is not known. */
export interface Unknowns {
  /** Nodes whose arithmetic is not known. */
  readonly work: number;
  /** Nodes whose memory access is not known. */
  readonly memory: number;
}

/** A row of a table of layers: a module, a node, or what is left over. */
export interface Layer extends Costs {
  /** What it stands for. */
  readonly kind: "module" | "node" | "rest";
  /** The module's path, or the node's name; empty for a rest. */
  readonly name: string;
  /** The last part of the name: what it is called within its parent. */
  readonly label: string;
  /** The module's type, or the node's operator. */
  readonly type: string;
  /** Its constructor as PyTorch prints it, with what is folded into it; missing for a node, and where nothing stands between the brackets. */
  readonly line?: string;
  /** How many modules it is in; 0 is the network itself. */
  readonly depth: number;
  /** Its place among the layers of that depth, from 1, in order of execution. */
  readonly index: number;
  /** Shapes of what it hands on. */
  readonly outputShapes: readonly (readonly Dim[])[];
  /** Nodes in it. */
  readonly nodeCount: number;
  /** Nodes in it that are not, or not wholly, in its sums. */
  readonly unknown: Unknowns;
  /** The layers directly in it. */
  readonly children: readonly Layer[];
  /** For equal layers that are shown as one: one of them, of which `children` are. */
  readonly each?: Layer;
  /** How many these are. */
  readonly members?: number;
}

/** A layer that is being built. */
type Draft = { -readonly [K in keyof Layer]: Layer[K] } & { readonly children: Draft[] };

/** True for the costs of a node that no rule tells. What is not known is not 0. */
export function unknownsOf(node: NodeCost): Unknowns {
  if (node.problem === undefined) return { work: 0, memory: 0 };
  return { work: Object.keys(node.work).length === 0 ? 1 : 0, memory: node.memoryAccess.elements === 0 ? 1 : 0 };
}

/** True where the model names modules. */
export function hasModules(profile: Profile): boolean {
  return profile.modules.length > 1;
}

/** The tree of layers. Its root is the network itself. */
export function layerTree(profile: Profile): Layer {
  const unknown = unknownsByModule(profile.nodes);
  const drafts = new Map<string, Draft>();
  const indices: number[] = [];
  const counted = (depth: number) => indices[depth] = (indices[depth] ?? 0) + 1;
  for (const module of profile.modules) {
    const parent = module.name === "" ? undefined : parentOf(module.name, drafts);
    const depth = parent === undefined ? 0 : parent.depth + 1;
    const draft = draftOf(module, parent, depth, counted(depth), unknown.get(module.name) ?? { work: 0, memory: 0 });
    drafts.set(module.name, draft);
    parent?.children.push(draft);
  }
  const root = drafts.get("") ?? emptyRoot(profile);
  root.label = profile.model.name || "network";
  if (!hasModules(profile)) {
    root.children.push(...profile.nodes.filter(isWorthARow).map((node, index) => nodeLayer(node, profile, index + 1)));
  }
  return root;
}

function draftOf(module: ModuleCost, parent: Draft | undefined, depth: number, index: number, unknown: Unknowns): Draft {
  const { name, type, line, holds, guessed, parameters, macs, flops, memoryAccess, outputShapes, nodeCount } = module;
  const label = parent === undefined || parent.name === "" ? name : name.slice(parent.name.length + 1);
  return {
    kind: "module",
    name,
    label,
    type: guessed ? `${type}, guessed` : type,
    ...(line !== undefined && !line.endsWith("()") && { line: holds === undefined ? line : `${line} with ${holds.join(", ")} folded in` }),
    depth,
    index,
    parameters,
    macs,
    flops,
    memoryAccess,
    outputShapes,
    nodeCount,
    unknown,
    children: [],
  };
}

/** The innermost module around a path. */
function parentOf(name: string, drafts: ReadonlyMap<string, Draft>): Draft | undefined {
  for (let at = name.lastIndexOf("."); at > 0; at = name.lastIndexOf(".", at - 1)) {
    const parent = drafts.get(name.slice(0, at));
    if (parent !== undefined) return parent;
  }
  return drafts.get("");
}

function emptyRoot({ totals, nodes, outputs }: Profile): Draft {
  const { parameters, macs, flops, memoryAccess } = totals;
  const module: ModuleCost = {
    name: "",
    type: "Module",
    parameters,
    buffers: totals.buffers,
    parameterBytes: totals.parameterBytes,
    macs,
    flops,
    memoryAccess,
    outputShapes: outputs.flatMap(({ shape }) => shape === undefined ? [] : [shape]),
    nodeCount: nodes.length,
  };
  return draftOf(module, undefined, 0, 1, sumUnknowns(nodes.map(unknownsOf)));
}

/** A node that is folded before inference and holds no parameters has nothing to tell. */
function isWorthARow(node: NodeCost): boolean {
  return !node.folded || node.parameters > 0 || node.problem !== undefined;
}

function nodeLayer(node: NodeCost, profile: Profile, index: number): Draft {
  const { name, op, parameters, macs, flops, memoryAccess, outputs } = node;
  const outputShapes = outputs.flatMap((output) => {
    const shape = profile.tensors.get(output)?.shape;
    return shape === undefined ? [] : [shape];
  });
  return {
    kind: "node",
    name,
    label: name,
    type: op,
    depth: 1,
    index,
    parameters,
    macs,
    flops,
    memoryAccess,
    outputShapes,
    nodeCount: 1,
    unknown: unknownsOf(node),
    children: [],
  };
}

function unknownsByModule(nodes: readonly NodeCost[]): Map<string, Unknowns> {
  const found = new Map<string, Unknowns>();
  for (const node of nodes) {
    if (node.problem === undefined) continue;
    const own = unknownsOf(node);
    for (let path = node.module;; path = path.slice(0, Math.max(0, path.lastIndexOf(".")))) {
      found.set(path, sumUnknowns([found.get(path) ?? { work: 0, memory: 0 }, own]));
      if (path === "") break;
    }
  }
  return found;
}

/** The unknowns of several things together. */
export function sumUnknowns(all: readonly Unknowns[]): Unknowns {
  return { work: all.reduce((total, { work }) => total + work, 0), memory: all.reduce((total, { memory }) => total + memory, 0) };
}

/** A layer and all in it. */
export function layersOf(root: Layer): Layer[] {
  const layers = [root];
  for (const layer of layers) for (const child of layer.children) layers.push(child); // grows while it is walked
  return layers;
}

/** What `whole` costs beside `parts`, as a row of its own: so that rows always sum to what they are a part of. */
export function restOf(whole: Layer, parts: readonly Layer[], label: string): Layer {
  const without = (of: (costs: Layer) => Dim) => subtract(of(whole), sum(parts.map(of)));
  const memoryAccess: MemoryAccess = {
    elements: without((layer) => layer.memoryAccess.elements),
    readBytes: without((layer) => layer.memoryAccess.readBytes),
    writeBytes: without((layer) => layer.memoryAccess.writeBytes),
  };
  const inParts = sumUnknowns(parts.map((part) => part.unknown));
  return {
    kind: "rest",
    name: "",
    label,
    type: "",
    depth: whole.depth + 1,
    index: 0,
    parameters: without((layer) => layer.parameters),
    macs: without((layer) => layer.macs),
    flops: without((layer) => layer.flops),
    memoryAccess,
    outputShapes: [],
    nodeCount: whole.nodeCount - parts.reduce((total, part) => total + part.nodeCount, 0),
    unknown: { work: whole.unknown.work - inParts.work, memory: whole.unknown.memory - inParts.memory },
    children: [],
  };
}
