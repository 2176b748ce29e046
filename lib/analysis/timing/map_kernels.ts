/**
 * Tells which nodes of a model each kernel of a runtime stands for. A runtime fuses nodes, renames them, and puts conversions in between; a profile names
 * no tensors. So kernels are anchored to nodes by name, then by operator, shape and order of data flow; conversions go to the node whose value they
 * convert; and nodes that have no kernel of their own go to the fused kernel beside them.
 *
 * @module
 */
import type { OperatorClass } from "../operator_class.ts";
import { classOf } from "../operator_class.ts";
import type { Profile } from "../profile.ts";
import type { TypedModel } from "../typed_model.ts";
import { assignFused } from "./fused_nodes.ts";
import type { Kernel } from "./kernel.ts";
import { isLayoutOp, mayStandFor, NodeNames } from "./kernel_names.ts";

/** How a kernel's nodes were found: by its name; by operator, shape and order; or as a conversion of a node's value. */
export type Evidence = "name" | "shape" | "layout";

/** A kernel with the nodes that it stands for. */
export interface MappedKernel extends Kernel {
  /** The nodes, by their place in the profile, the one that it is anchored to first; empty where none was found. */
  readonly nodes: readonly number[];
  /** How they were found. */
  readonly by: Evidence | undefined;
}

/** The nodes that run at inference and how they hang together. */
export interface Flow {
  /** Kind of work of each node. */
  readonly kinds: readonly OperatorClass[];
  /** For each node, the running nodes whose values it takes. */
  readonly makers: readonly (readonly number[])[];
  /** For each node, the running nodes that take its values. */
  readonly users: readonly (readonly number[])[];
  /** True for a node that runs at inference, views included. */
  readonly runs: readonly boolean[];
}

/** Maps kernels to the nodes of a network whose sizes are those of the run. */
export function mapKernels(kernels: readonly Kernel[], typed: TypedModel, profile: Profile): MappedKernel[] {
  const flow = flowOf(typed, profile);
  const names = new NodeNames(profile.nodes);
  const anchors = kernels.map(({ name }) => names.find(name));
  const by: (Evidence | undefined)[] = anchors.map((node) => node === undefined ? undefined : "name");
  markRepeated(kernels, anchors, by, profile);
  anchorByShape(kernels, anchors, by, flow, profile);
  const own = anchors.map((node, position) => by[position] === "layout" ? undefined : node);
  const covered = assignFused(kernels, own, flow, profile);
  followLayouts(kernels, anchors, by);
  return kernels.map((kernel, index) => {
    const anchor = anchors[index];
    const fused = by[index] === "layout" ? [] : covered[index]!.filter((node) => node !== anchor);
    return { ...kernel, nodes: anchor === undefined ? [] : [anchor, ...fused], by: by[index] };
  });
}

function flowOf(typed: TypedModel, profile: Profile): Flow {
  const runs = profile.nodes.map(({ folded }, index) => !folded && typed.nodes[index]!.runsBodies !== true);
  const makerOf = new Map<string, number>();
  profile.nodes.forEach(({ outputs }, index) => runs[index] && outputs.forEach((output) => makerOf.set(output, index)));
  const makers = profile.nodes.map(({ inputs }, index) =>
    runs[index] ? [...new Set(inputs.flatMap((input) => makerOf.get(input) ?? []))] : []
  );
  const users = profile.nodes.map((): number[] => []);
  makers.forEach((list, index) => list.forEach((maker) => users[maker]!.push(index)));
  return { kinds: typed.nodes.map((node, index) => classOf(node, profile.nodes[index]!)), makers, users, runs };
}

/** Of several kernels that bear one node's name, the one of its operator does its work; the others convert its value. */
function markRepeated(
  kernels: readonly Kernel[],
  anchors: readonly (number | undefined)[],
  by: (Evidence | undefined)[],
  { nodes }: Profile,
): void {
  const owners = new Map<number, number>();
  const fits = (position: number, node: number) => mayStandFor(kernels[position]!.op, nodes[node]!.op);
  anchors.forEach((node, position) => {
    if (node === undefined) return;
    const owner = owners.get(node);
    const better = owner === undefined || (!fits(owner, node) && (fits(position, node) || isLayoutOp(kernels[owner]!.op)));
    if (owner !== undefined) by[better ? owner : position] = "layout";
    if (better) owners.set(node, position);
  });
}

/** Anchors kernels with a name of the runtime's own to nodes of a fitting operator and shape that nobody else has, between their neighbours in the flow. */
function anchorByShape(
  kernels: readonly Kernel[],
  anchors: (number | undefined)[],
  by: (Evidence | undefined)[],
  flow: Flow,
  profile: Profile,
): void {
  const taken = new Set(anchors);
  const { after, before } = windowsOf(anchors, flow);
  kernels.forEach((kernel, position) => {
    if (anchors[position] !== undefined) return;
    const found = profile.nodes.findIndex(({ op, outputs }, node) =>
      flow.runs[node] === true && !taken.has(node) && after[node]! < position && position < before[node]! && mayStandFor(kernel.op, op) &&
      kernel.outputs.some((shape) => isLike(kernel.op, shape, profile.tensors.get(outputs[0]!)?.shape))
    );
    if (found < 0) return;
    anchors[position] = found;
    by[position] = "shape";
    taken.add(found);
  });
}

/**
 * The same shape; or as many axes, each equal or reduced to 1 (a kernel of several nodes is told by one in the middle); or the same axes in the
 * channels-last order; or rows of several heads, `[batch, heads, rows, columns]`, that a whole attention puts together to `[batch, rows, width]`.
 */
function isLike(op: string, shape: readonly number[], other: readonly unknown[] | undefined): boolean {
  if (other === undefined) return false;
  if (op.endsWith("Attention") && shape.length === 3 && other.length === 4) return shape[0] === other[0] && shape[1] === other[2];
  if (shape.length !== other.length) return false;
  const channelsLast = [other[0], ...other.slice(2), other[1]];
  return shape.every((dim, axis) => dim === other[axis] || other[axis] === 1) || String(shape) === String(channelsLast);
}

/** For each node, the last kernel before it and the first one behind it in the flow that are known. */
function windowsOf(anchors: readonly (number | undefined)[], { makers, users }: Flow): { after: number[]; before: number[] } {
  const positions = new Map<number, number>();
  anchors.forEach((node, position) => node !== undefined && positions.set(node, position));
  const after = makers.map(() => -1);
  const before = makers.map(() => Infinity);
  makers.forEach((list, node) => {
    after[node] = Math.max(-1, ...list.map((maker) => Math.max(after[maker]!, positions.get(maker) ?? -1)));
  });
  for (let node = users.length - 1; node >= 0; node--) {
    before[node] = Math.min(Infinity, ...users[node]!.map((user) => Math.min(before[user]!, positions.get(user) ?? Infinity)));
  }
  return { after, before };
}

/** Conversions that the runtime puts in belong to the node whose value they convert: that of the last kernel that made such a shape. */
function followLayouts(kernels: readonly Kernel[], anchors: (number | undefined)[], by: (Evidence | undefined)[]): void {
  const makers = new Map<string, number>();
  kernels.forEach(({ op, inputs, outputs }, position) => {
    if (anchors[position] === undefined && isLayoutOp(op)) {
      const maker = inputs.map((shape) => makers.get(String(shape))).find((node) => node !== undefined);
      if (maker !== undefined) {
        anchors[position] = maker;
        by[position] = "layout";
      }
    }
    const anchor = anchors[position];
    if (anchor !== undefined) { for (const shape of outputs) makers.set(String(shape), anchor); }
  });
}
