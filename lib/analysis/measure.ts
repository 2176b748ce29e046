/**
 * What a network costs: from a typed model to plain facts.
 *
 * @module
 */
import { sum } from "../model/dim.ts";
import type { DType } from "../model/dtype.ts";
import type { Checkpoint } from "../model/model.ts";
import type { ValueType } from "../model/types.ts";
import { repeatWork, sumWork, type Work } from "../operators/work.ts";
import { architectureOf } from "./architecture.ts";
import { findProgram } from "./calls/find_calls.ts";
import { callScopes } from "./calls/scopes.ts";
import type { Network } from "./conventions/convention.ts";
import { flopbookFlops } from "./conventions/flopbook.ts";
import { checkpointModules, checkpointNodes, checkpointNotes, checkpointTensors } from "./checkpoint_profile.ts";
import { ConventionCounts } from "./conventions/mod.ts";
import { coverageOf } from "./coverage.ts";
import { explain } from "./explain/explain.ts";
import { isFolded, type TypedModel, type TypedNode } from "./typed_model.ts";
import { measureAccess, type MemoryAccess, NO_ACCESS, repeatAccess, sumAccess } from "./memory_access.ts";
import { measureModules } from "./measure_modules.ts";
import { bindOutputs, measureWork } from "./measure_work.ts";
import { findModules, type ModuleTree } from "./modules/module_tree.ts";
import { kernelSize } from "./kernel_size.ts";
import { findNotes } from "./notes.ts";
import { followLiveness } from "./peak_memory.ts";
import type { NamedTensor, NodeCost, Profile, Totals } from "./profile.ts";
import { receptiveFields } from "./receptive_field.ts";
import { findStoredTensors, type StoredTensor, type StoredTensors } from "./stored_tensors.ts";

/** Measures a typed model. */
export function measure(typed: TypedModel): Profile {
  if (typed.model.checkpoint !== undefined) return measureCheckpoint(typed, typed.model.checkpoint);
  const found = findStoredTensors(typed);
  const tree = findModules(typed, found);
  const { stored, paths } = tree;
  const firstUsed = Map.groupBy(stored.all, (tensor) => tensor.firstUse);
  const nodes = typed.nodes.map((node, index) => measureNode(typed, stored, node, paths[index]!, firstUsed.get(index) ?? []));
  const { moments, lifetimes, activationBytes, node } = followLiveness(typed);
  const totals = {
    ...storedTotals(stored.all),
    ...costTotals(nodes),
    peak: { activationBytes, ...(node !== undefined && { node: nodes[node]!.name }) },
  };
  const fields = once(() => receptiveFields(typed));
  const architecture = once(() => architectureOf(typed, stored, nodes));
  const network = once<Network>(() => ({
    typed,
    stored: found,
    nodes,
    totals,
    program: findProgram(typed, found, scopesOf(typed, found, tree)),
  }));
  return {
    model: describeModel(typed),
    inputs: typed.inputs.map(({ name, type }) => named(name, type)),
    outputs: typed.outputs.map(({ name, type }) => named(name, type)),
    totals,
    conventions: new ConventionCounts(network),
    coverage: coverageOf(nodes, typed.ranges),
    ranges: typed.ranges,
    constraints: typed.constraints,
    modules: measureModules(typed, nodes, tree),
    nodes,
    stored: stored.all,
    tensors: new Map([...typed.values].map(([name, { type }]) => [name, named(name, type)])),
    timeline: moments.map((moment) => ({ node: nodes[moment.node]!.name, activationBytes: moment.activationBytes })),
    lifetimes,
    notes: findNotes(typed, stored),
    explain(name) {
      return explain(this, network(), name);
    },
    get receptiveFields() {
      return fields();
    },
    get architecture() {
      return architecture();
    },
  };
}

/** Computes what few ask for when it is first asked for, and keeps it. */
function once<T extends object>(compute: () => T): () => T {
  let known: T | undefined;
  return () => known ??= compute();
}

/** The calls that a tool would have seen: what the newer exporter notes of each node, else what names tell. */
function scopesOf(typed: TypedModel, { all }: StoredTensors, { paths, dialects }: ModuleTree): readonly string[] {
  return dialects.has("dynamo") ? paths : callScopes(typed.nodes, all.map(({ name }) => name));
}

/** What a file without a graph tells. */
function measureCheckpoint(typed: TypedModel, checkpoint: Checkpoint): Profile {
  const stored = checkpointTensors(typed.model, checkpoint);
  const nodes = checkpointNodes(stored);
  const totals = { ...storedTotals(stored), ...costTotals(nodes), peak: { activationBytes: 0 } };
  const none: StoredTensors = { all: [], rootOf: () => undefined };
  const network = () => ({ typed, stored: none, nodes, totals, program: findProgram(typed, none, []) });
  return {
    model: { ...describeModel(typed), hasGraph: false },
    inputs: [],
    outputs: [],
    totals,
    coverage: coverageOf(nodes, typed.ranges),
    ranges: typed.ranges,
    constraints: [],
    modules: checkpointModules(stored),
    nodes,
    stored,
    tensors: new Map([...typed.values].map(([name, { type }]) => [name, named(name, type)])),
    timeline: [],
    lifetimes: [],
    conventions: new ConventionCounts(network),
    explain(name) {
      return explain(this, network(), name);
    },
    notes: checkpointNotes(checkpoint),
  };
}

function measureNode(
  typed: TypedModel,
  stored: StoredTensors,
  typedNode: TypedNode,
  module: string,
  first: readonly StoredTensor[],
): NodeCost {
  const { node } = typedNode;
  const { work, memoryAccess, problem } = measureRunning(typed, stored, typedNode);
  const kernel = kernelSize(typedNode);
  return {
    name: node.name || node.outputs.find((output) => output !== "") || node.op,
    op: node.op,
    domain: node.domain,
    module,
    inputs: node.inputs,
    outputs: node.outputs,
    macs: work.macs ?? 0,
    flops: flopbookFlops(work),
    work,
    memoryAccess,
    parameters: countElements(first, "parameter"),
    buffers: countElements(first, "buffer"),
    folded: isFolded(typed, typedNode),
    ...(kernel !== undefined && { kernel }),
    ...(problem !== undefined && { problem }),
  };
}

/** What a node does at inference. One that is computed before costs nothing. */
function measureRunning(
  typed: TypedModel,
  stored: StoredTensors,
  node: TypedNode,
): { work: Work; memoryAccess: MemoryAccess; problem?: string } {
  const nothing = { work: {}, memoryAccess: NO_ACCESS };
  if (node.runsBodies) return { ...nothing, ...(node.problem !== undefined && { problem: node.problem }) };
  if (node.operator === undefined || node.binding === undefined) return { ...nothing, problem: node.problem ?? "no rule" };
  if (isFolded(typed, node)) return { ...nothing, ...(node.problem !== undefined && { problem: node.problem }) };
  try {
    const outputs = bindOutputs(typed, node);
    const work = measureWork(node, outputs);
    const memoryAccess = measureAccess(typed, stored, node, outputs);
    const problem = node.problem ?? (memoryAccess === undefined ? "memory access is not known as a shape is not" : undefined);
    const times = node.times ?? 1;
    return {
      work: times === 1 ? work : repeatWork(work, times),
      memoryAccess: times === 1 || memoryAccess === undefined ? memoryAccess ?? NO_ACCESS : repeatAccess(memoryAccess, times),
      ...(problem !== undefined && { problem }),
    };
  } catch (error) {
    return { ...nothing, problem: node.problem ?? (error instanceof Error ? error.message : String(error)) };
  }
}

function describeModel({ model }: TypedModel): Profile["model"] {
  const { name, format, producer, opset, bytes, bytesRead } = model;
  return { name, format, producer, opset: Object.fromEntries(opset), bytes, bytesRead };
}

function named(name: string, type: ValueType | undefined): NamedTensor {
  if (type?.kind !== "tensor") return { name };
  return { name, ...(type.dtype && { dtype: type.dtype }), ...(type.shape && { shape: type.shape }) };
}

function countElements(stored: readonly StoredTensor[], role: StoredTensor["role"]): number {
  return stored.filter((tensor) => tensor.role === role).reduce((total, { elements }) => total + elements, 0);
}

function storedTotals(stored: readonly StoredTensor[]): Omit<Totals, keyof ReturnType<typeof costTotals> | "peak"> {
  const parameterBytesByDtype: Partial<Record<DType, number>> = {};
  const parameters = stored.filter(({ role }) => role === "parameter");
  for (const { dtype, tensor } of parameters) parameterBytesByDtype[dtype] = (parameterBytesByDtype[dtype] ?? 0) + tensor.byteLength;
  const held = countElements(stored, "parameter");
  const used = parameters.reduce((total, { elements, perToken }) => total + (perToken ?? elements), 0);
  const frozen = countElements(stored.filter(({ tensor }) => tensor.requiresGrad === false), "parameter");
  const isSaid = parameters.some(({ tensor }) => tensor.requiresGrad !== undefined);
  return {
    parameters: held,
    ...(used !== held && { activeParameters: used }),
    ...(isSaid && { trainable: held - frozen, frozen }),
    buffers: countElements(stored, "buffer"),
    constants: countElements(stored, "constant"),
    parameterBytes: Object.values(parameterBytesByDtype).reduce((a, b) => a + b, 0),
    parameterBytesByDtype,
  };
}

function costTotals(nodes: readonly NodeCost[]): Pick<Totals, "macs" | "flops" | "work" | "memoryAccess"> {
  return {
    macs: sum(nodes.map((node) => node.macs)),
    flops: sum(nodes.map((node) => node.flops)),
    work: sumWork(nodes.map((node) => node.work)),
    memoryAccess: sumAccess(nodes.map((node) => node.memoryAccess)),
  };
}
