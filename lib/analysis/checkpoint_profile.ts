/**
 * What a file of weights alone tells: parameters, buffers and bytes by module. What the network does with them, it does not.
 *
 * @module
 */
import type { Checkpoint, Model } from "../model/model.ts";
import type { Tensor } from "../model/tensor.ts";
import { NO_ACCESS } from "./memory_access.ts";
import type { ModuleCost } from "./measure_modules.ts";
import type { Note } from "./notes.ts";
import type { NodeCost } from "./profile.ts";
import type { StoredTensor } from "./stored_tensors.ts";

/** Why no cost is known. */
export const NO_GRAPH = "the file holds weights and no graph: there is nothing to count";

/** What stands for a module's computation, which the file does not tell. */
const UNKNOWN_OPERATOR = "Module";

/** The weights by role, tied ones once, without what a profiler left. */
export function checkpointTensors({ graph }: Model, { buffers, tied, leftovers }: Checkpoint): StoredTensor[] {
  const counted = [...graph.initializers].filter(([name]) => !tied.has(name) && !leftovers.has(name));
  return counted.map(([name, tensor]) => storedAs(buffers.has(name) ? "buffer" : "parameter", name, tensor));
}

/** What a profiler left. */
export function leftoverTensors({ graph }: Model, { leftovers }: Checkpoint): StoredTensor[] {
  const left = [...graph.initializers].filter(([name]) => leftovers.has(name));
  return left.map(([name, tensor]) => ({ ...storedAs("buffer", name, tensor), leftover: true }));
}

function storedAs(role: StoredTensor["role"], name: string, tensor: Tensor): StoredTensor {
  const { shape, dtype } = tensor;
  return { name, role, tensor, shape, dtype, elements: shape.reduce((product, dim) => product * dim, 1) };
}

/** The path of the module that owns a weight. */
function ownerOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf(".")));
}

/** One node for each module that owns weights, of which no cost is known. */
export function checkpointNodes(stored: readonly StoredTensor[]): NodeCost[] {
  return [...Map.groupBy(stored, ({ name }) => ownerOf(name))].map(([module, tensors]) => ({
    name: module === "" ? UNKNOWN_OPERATOR : module,
    op: UNKNOWN_OPERATOR,
    domain: "",
    module,
    inputs: tensors.map(({ name }) => name),
    outputs: [],
    macs: 0,
    flops: 0,
    work: {},
    memoryAccess: NO_ACCESS,
    ...countsOf(tensors),
    folded: false,
    problem: NO_GRAPH,
  }));
}

/** Every module that owns weights, and those around it, outer ones before inner ones. */
export function checkpointModules(stored: readonly StoredTensor[]): ModuleCost[] {
  const groups = new Map<string, StoredTensor[]>([["", []]]);
  for (const tensor of stored) {
    const parts = tensor.name.split(".").slice(0, -1);
    const paths = ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("."))];
    for (const path of new Set(paths)) {
      const group = groups.get(path);
      if (group === undefined) groups.set(path, [tensor]);
      else group.push(tensor);
    }
  }
  const owners = new Set(stored.map(({ name }) => ownerOf(name)));
  return [...groups].map(([name, tensors]) => ({
    name,
    type: "Module",
    ...countsOf(tensors),
    parameterBytes: tensors.filter(({ role }) => role === "parameter").reduce((total, { tensor }) => total + tensor.byteLength, 0),
    macs: 0,
    flops: 0,
    memoryAccess: NO_ACCESS,
    outputShapes: [],
    nodeCount: [...owners].filter((owner) => name === "" || owner === name || owner.startsWith(`${name}.`)).length,
  }));
}

function countsOf(tensors: readonly StoredTensor[]): { parameters: number; buffers: number } {
  const count = (role: StoredTensor["role"]) =>
    tensors.filter((tensor) => tensor.role === role).reduce((total, { elements }) => total + elements, 0);
  return { parameters: count("parameter"), buffers: count("buffer") };
}

/** What a reader of the numbers should know. */
export function checkpointNotes({ tied, leftovers, remarks }: Checkpoint): Note[] {
  const notes: Note[] = [
    { kind: "no-graph", text: NO_GRAPH, tensors: [] },
    ...remarks.map((text): Note => ({ kind: "weights", text, tensors: [] })),
  ];
  if (tied.size > 0) {
    const pairs = [...tied].slice(0, 3).map(([name, other]) => `${name} is ${other}`).join(", ");
    const text = `${tied.size === 1 ? "one weight is" : `${tied.size} weights are`} tied, and counted once: ${pairs}${
      tied.size > 3 ? ", …" : ""
    }`;
    notes.push({ kind: "shared-storage", text, tensors: [...tied.keys()] });
  }
  if (leftovers.size > 0) {
    const text =
      `${leftovers.size} buffers were left by a profiler (thop's total_ops and total_params) and are in no sum: they are no part of the network`;
    notes.push({ kind: "leftovers", text, tensors: [...leftovers] });
  }
  return notes;
}
