/**
 * A network as the guidelines look at it: the nodes that do something at inference, with numbers for costs, and who takes what from whom.
 *
 * @module
 */
import { constantOf, product } from "../../model/dim.ts";
import type { Dim } from "../../model/dim.ts";
import { classOf, type OperatorClass } from "../operator_class.ts";
import type { NodeCost, Profile } from "../profile.ts";
import type { TypedModel, TypedNode } from "../typed_model.ts";
import { absorbedNodes } from "./absorbed_nodes.ts";

/** A node that does something at inference. */
export interface AuditedNode {
  /** Its place in the order of execution. */
  readonly index: number;
  /** What it costs. */
  readonly cost: NodeCost;
  /** Its operator's definition, inputs and attributes. */
  readonly typed: TypedNode;
  /** What kind of work it is. */
  readonly kind: OperatorClass;
  /** Multiply-accumulates. */
  readonly macs: number;
  /** Operations under the `flopbook` convention. */
  readonly flops: number;
  /** Elements read and written. */
  readonly access: number;
  /** The activations that it takes, each seen through views to the value that was written. */
  readonly takes: readonly string[];
  /** The values that it writes. */
  readonly makes: readonly string[];
}

/** The network. */
export interface AuditedNetwork {
  /** The nodes that do something, in order of execution. */
  readonly nodes: readonly AuditedNode[];
  /** How many nodes do something but have a cost that is not a number; they are in no sum here. */
  readonly unknown: number;
  /** How many nodes a runtime takes into the layers around them when it loads the network; they are in no sum here either. */
  readonly absorbed: number;
  /** Multiply-accumulates of all nodes. */
  readonly macs: number;
  /** Operations of all nodes. */
  readonly flops: number;
  /** Elements read and written by all nodes. */
  readonly access: number;
  /** The node that writes a value. */
  makerOf(value: string): AuditedNode | undefined;
  /** The nodes that read a value, through views too. */
  usersOf(value: string): readonly AuditedNode[];
  /** True for a value that the network hands on, itself or through a view. */
  isOutput(value: string): boolean;
  /** True for a value that the network is given, itself or through a view. */
  isInput(value: string): boolean;
  /** The dimensions of a value, where all are numbers. */
  shapeOf(value: string): readonly number[] | undefined;
  /** How many elements a value has; 0 where that is not known. */
  sizeOf(value: string): number;
}

/** What a size or cost is in numbers; `undefined` where that cannot be told. */
export type ValueOf = (dim: Dim) => number | undefined;

/** Nothing for what depends on a free size. */
const plainNumber: ValueOf = (dim) => {
  const constant = constantOf(dim);
  return constant === undefined ? undefined : Number(constant);
};

/** Prepares a network for the guidelines. */
export function auditedNetwork(typed: TypedModel, profile: Profile, valueOf: ValueOf = plainNumber): AuditedNetwork {
  const absorbed = absorbedNodes(typed);
  const roots = viewRoots(typed, absorbed);
  const rootOf = (value: string) => roots.get(value) ?? value;
  const nodes: AuditedNode[] = [];
  let unknown = 0;
  typed.nodes.forEach((node, index) => {
    const cost = profile.nodes[index]!;
    const kind = classOf(node, cost);
    if (kind === "nothing" || absorbed.has(node)) return;
    const [macs, flops, access] = [cost.macs, cost.flops, cost.memoryAccess.elements].map(valueOf);
    if (macs === undefined || flops === undefined || access === undefined || cost.problem !== undefined) unknown++;
    else nodes.push({ index, cost, typed: node, kind, macs, flops, access, ...valuesOf(typed, node, rootOf) });
  });
  const total = (member: "macs" | "flops" | "access") => nodes.reduce((sum, node) => sum + node[member], 0);
  const shapeOf = (value: string) => numericShape(typed, value, valueOf);
  const [outputs, inputs] = [typed.outputs, typed.inputs].map((list) => new Set(list.map(({ name }) => rootOf(name))));
  return {
    nodes,
    unknown,
    absorbed: absorbed.size,
    macs: total("macs"),
    flops: total("flops"),
    access: total("access"),
    ...linksOf(nodes, rootOf),
    isOutput: (value) => outputs!.has(rootOf(value)),
    isInput: (value) => inputs!.has(rootOf(value)),
    shapeOf,
    sizeOf: (value) => Number(product(shapeOf(value) ?? [0])),
  };
}

/** For each value that a view makes, the value whose memory it shares; likewise for a node that is absorbed. */
function viewRoots(typed: TypedModel, absorbed: ReadonlyMap<TypedNode, string>): Map<string, string> {
  const roots = new Map<string, string>();
  for (const typedNode of typed.nodes) {
    const { operator, node } = typedNode;
    const view = operator?.view;
    const input = view === undefined
      ? absorbed.get(typedNode)
      : node.inputs[operator!.inputs.findIndex((mark) => mark.replace(/[?*]$/, "") === view)];
    if (input && node.outputs[0]) roots.set(node.outputs[0], roots.get(input) ?? input);
  }
  return roots;
}

function valuesOf(typed: TypedModel, { node }: TypedNode, rootOf: (value: string) => string): Pick<AuditedNode, "takes" | "makes"> {
  const isActivation = (value: string) => value !== "" && typed.values.get(value)?.constant !== true;
  return {
    takes: [...new Set(node.inputs.filter(isActivation).map(rootOf))],
    makes: node.outputs.filter((output) => output !== ""),
  };
}

function linksOf(nodes: readonly AuditedNode[], rootOf: (value: string) => string): Pick<AuditedNetwork, "makerOf" | "usersOf"> {
  const makers = new Map<string, AuditedNode>();
  const users = new Map<string, AuditedNode[]>();
  for (const node of nodes) {
    for (const value of node.makes) makers.set(value, node);
    for (const value of node.takes) {
      const list = users.get(value);
      if (list === undefined) users.set(value, [node]);
      else list.push(node);
    }
  }
  return { makerOf: (value) => makers.get(rootOf(value)), usersOf: (value) => users.get(rootOf(value)) ?? [] };
}

function numericShape(typed: TypedModel, value: string, valueOf: ValueOf): readonly number[] | undefined {
  const type = typed.values.get(value)?.type;
  if (type?.kind !== "tensor" || type.shape === undefined) return undefined;
  const shape = type.shape.map(valueOf);
  return shape.includes(undefined) ? undefined : shape as number[];
}

/** Where a node is, for people: its module, or itself where it belongs to none. */
export function placeOf({ cost }: AuditedNode): string {
  return cost.module || cost.name;
}
