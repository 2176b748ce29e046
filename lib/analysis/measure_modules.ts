/**
 * What each module costs, with all that is in it.
 *
 * @module
 */
import { type Dim, sum } from "../model/dim.ts";
import type { TypedModel, TypedNode } from "./typed_model.ts";
import { type MemoryAccess, sumAccess } from "./memory_access.ts";
import { leafType } from "./module_types.ts";
import type { NodeCost } from "./profile.ts";
import type { StoredTensor } from "./stored_tensors.ts";

/** What a module costs, what it contains included. */
export interface ModuleCost {
  /** The module's path, such as `layer1.0.conv1`; `""` is the network itself. */
  readonly name: string;
  /** What PyTorch would call it, or `Module` where that cannot be told. */
  readonly type: string;
  /** Elements of its parameters. */
  readonly parameters: number;
  /** Elements of its buffers. */
  readonly buffers: number;
  /** Bytes that its parameters take as stored. */
  readonly parameterBytes: number;
  /** Multiply-accumulates. */
  readonly macs: Dim;
  /** Operations under the `flopbook` convention. */
  readonly flops: Dim;
  /** Memory touched. */
  readonly memoryAccess: MemoryAccess;
  /** Shapes of what it hands on; missing where one is not known. */
  readonly outputShapes: readonly (readonly Dim[])[];
  /** Nodes in it, those of inner modules included. */
  readonly nodeCount: number;
}

interface Group {
  readonly nodes: number[];
  readonly own: number[];
  readonly stored: Set<StoredTensor>;
  children: boolean;
}

/** Rolls nodes and stored tensors up to the modules that hold them, outer modules first, in order of first use. */
export function measureModules(typed: TypedModel, nodes: readonly NodeCost[], stored: readonly StoredTensor[]): ModuleCost[] {
  const groups = new Map<string, Group>();
  const groupOf = (path: string): Group => {
    let group = groups.get(path);
    if (group === undefined) groups.set(path, group = { nodes: [], own: [], stored: new Set(), children: false });
    return group;
  };
  groupOf("");
  nodes.forEach((node, index) => {
    for (const path of ancestors(node.module)) {
      const group = groupOf(path);
      group.nodes.push(index);
      if (path === node.module) group.own.push(index);
      else group.children = true;
    }
  });
  for (const tensor of stored) {
    for (const path of ancestors(homeOf(tensor, nodes, groups))) groupOf(path).stored.add(tensor);
  }
  const outerUses = lastUses(typed, nodes);
  return [...groups].map(([name, group]) => costOf(name, group, typed, nodes, outerUses));
}

/** The module that holds a stored tensor: the one that its name says, else that of its first use. */
function homeOf(tensor: StoredTensor, nodes: readonly NodeCost[], groups: ReadonlyMap<string, Group>): string {
  const owner = tensor.name.slice(0, Math.max(0, tensor.name.lastIndexOf(".")));
  if (groups.has(owner) && owner !== "") return owner;
  const first = tensor.firstUse === undefined ? undefined : nodes[tensor.firstUse];
  return first?.module ?? "";
}

/** A path and all above it, the network itself first. */
function ancestors(path: string): string[] {
  if (path === "") return [""];
  const parts = path.split(".");
  return ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("."))];
}

function costOf(
  name: string,
  group: Group,
  typed: TypedModel,
  nodes: readonly NodeCost[],
  outerUses: ReadonlyMap<string, ReadonlySet<string>>,
): ModuleCost {
  const members = group.nodes.map((index) => nodes[index]!);
  const running = group.own.filter((index) => !nodes[index]!.folded);
  const own: TypedNode[] = (running.length > 0 ? running : group.own).map((index) => typed.nodes[index]!);
  const tensors = [...group.stored];
  const count = (role: StoredTensor["role"]) =>
    tensors.filter((tensor) => tensor.role === role).reduce((total, { elements }) => total + elements, 0);
  return {
    name,
    type: group.children || name === "" ? "Module" : leafType(own),
    parameters: count("parameter"),
    buffers: count("buffer"),
    parameterBytes: tensors.filter((tensor) => tensor.role === "parameter").reduce((total, { tensor }) => total + tensor.byteLength, 0),
    macs: sum(members.map((node) => node.macs)),
    flops: sum(members.map((node) => node.flops)),
    memoryAccess: sumAccess(members.map((node) => node.memoryAccess)),
    outputShapes: outputShapes(name, members, typed, outerUses),
    nodeCount: members.length,
  };
}

/** For each value, the modules (or `\0` for the caller) that take it. */
function lastUses(typed: TypedModel, nodes: readonly NodeCost[]): Map<string, Set<string>> {
  const uses = new Map<string, Set<string>>();
  const add = (value: string, module: string) => {
    const modules = uses.get(value);
    if (modules) modules.add(module);
    else uses.set(value, new Set([module]));
  };
  for (const node of nodes) for (const input of node.inputs) add(input, node.module);
  for (const { name } of typed.outputs) add(name, "\0");
  return uses;
}

function outputShapes(
  name: string,
  members: readonly NodeCost[],
  typed: TypedModel,
  uses: ReadonlyMap<string, ReadonlySet<string>>,
): (readonly Dim[])[] {
  const inside = (module: string) => module !== "\0" && (name === "" || module === name || module.startsWith(`${name}.`));
  const shapes: (readonly Dim[])[] = [];
  for (const { folded, outputs } of members) {
    if (folded) continue;
    for (const output of outputs) {
      const type = typed.values.get(output)?.type;
      const leaves = [...uses.get(output) ?? []].some((module) => !inside(module));
      if (leaves && type?.kind === "tensor" && type.shape !== undefined) shapes.push(type.shape);
    }
  }
  return shapes;
}
