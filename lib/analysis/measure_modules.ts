/**
 * What each module costs, with all that is in it.
 *
 * @module
 */
import { type Dim, sum } from "../model/dim.ts";
import { type MemoryAccess, sumAccess } from "./memory_access.ts";
import { ancestorsOf } from "./modules/dialect.ts";
import type { ModuleTree, NetworkModuleFacts } from "./modules/module_tree.ts";
import type { NodeCost } from "./profile.ts";
import type { StoredTensor } from "./stored_tensors.ts";
import type { TypedModel } from "./typed_model.ts";

/** What a module costs, what it contains included. */
export interface ModuleCost {
  /** The module's path, such as `layer1.0.conv1`; `""` is the network itself. */
  readonly name: string;
  /** What PyTorch would call it, or `Module` where that cannot be told. */
  readonly type: string;
  /** Its constructor as PyTorch prints it: `Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2))`; nothing between the brackets where the graph does not tell. */
  readonly line?: string;
  /** True where it is a guess from repeated structure: no words of the file name it. */
  readonly guessed?: boolean;
  /** Classes of modules that the exporter has folded into it, such as `BatchNorm2d` into a convolution. */
  readonly holds?: readonly string[];
  /** The path by which the same module was registered first. */
  readonly aliasOf?: string;
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

/** What belongs to a module, that of the modules in it included. */
interface Group {
  readonly nodes: number[];
  readonly tensors: StoredTensor[];
}

/** Rolls nodes and stored tensors up to the modules that hold them, outer modules first, in order of registration. */
export function measureModules(typed: TypedModel, nodes: readonly NodeCost[], tree: ModuleTree): ModuleCost[] {
  const groups = new Map<string, Group>([...tree.modules.keys()].map((path) => [path, { nodes: [], tensors: [] }]));
  nodes.forEach(({ module }, index) => {
    for (const path of ancestorsOf(module)) groups.get(path)!.nodes.push(index);
  });
  for (const { path, tensors } of tree.modules.values()) {
    for (const outer of ancestorsOf(path)) {
      const group = groups.get(outer)!;
      tensors.forEach((tensor) => group.tensors.push(tensor));
    }
  }
  const outerUses = lastUses(typed, nodes);
  return [...tree.modules.values()].map((module) => costOf(module, groups.get(module.path)!, typed, nodes, outerUses));
}

function costOf(
  { path, type, detail, guessed, holds, aliasOf }: NetworkModuleFacts,
  group: Group,
  typed: TypedModel,
  nodes: readonly NodeCost[],
  outerUses: ReadonlyMap<string, ReadonlySet<string>>,
): ModuleCost {
  const members = group.nodes.map((index) => nodes[index]!);
  const count = (role: StoredTensor["role"]) =>
    group.tensors.filter((tensor) => tensor.role === role).reduce((total, { elements }) => total + elements, 0);
  return {
    name: path,
    type,
    line: `${type}(${detail})`,
    ...(guessed && { guessed }),
    ...(holds.length > 0 && { holds }),
    ...(aliasOf !== undefined && { aliasOf }),
    parameters: count("parameter"),
    buffers: count("buffer"),
    parameterBytes: group.tensors.filter(({ role }) => role === "parameter").reduce((total, { tensor }) => total + tensor.byteLength, 0),
    macs: sum(members.map((node) => node.macs)),
    flops: sum(members.map((node) => node.flops)),
    memoryAccess: sumAccess(members.map((node) => node.memoryAccess)),
    outputShapes: outputShapes(path, members, typed, outerUses),
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
  const prefix = `${name}.`;
  const inside = (module: string) => module !== "\0" && (name === "" || module === name || module.startsWith(prefix));
  const shapes: (readonly Dim[])[] = [];
  for (const { folded, outputs } of members) {
    if (folded) continue;
    for (const output of outputs) {
      const leaves = uses.get(output)?.values().some((module) => !inside(module));
      if (!leaves) continue;
      const type = typed.values.get(output)?.type;
      if (type?.kind === "tensor" && type.shape !== undefined) shapes.push(type.shape);
    }
  }
  return shapes;
}
