/**
 * What a node that runs other graphs finds around it, and how it runs them.
 *
 * @module
 */
import { type Dim, multiply } from "../model/dim.ts";
import type { Range } from "../model/dim_bounds.ts";
import type { Graph } from "../model/model.ts";
import type { Tensor } from "../model/tensor.ts";
import type { Split } from "./cases.ts";
import { executionOrder } from "./execution_order.ts";
import { type FlatNode, ownerOf } from "./inline.ts";
import { isGraph, renameNode } from "./rename_graph.ts";
import type { TypedNode, TypedValue } from "./typed_model.ts";

/** What the inference offers to a node that runs other graphs. */
export interface Scope {
  /** What is known of every value so far. */
  readonly values: Map<string, TypedValue>;
  /** Infers a node, and what it runs. */
  visit(flat: FlatNode): readonly TypedNode[];
  /** A symbol for a size that only the data tell. */
  fresh(owner: string, size: string, range?: Partial<Range>): Dim;
  /** Takes note of a tensor that a body stores. */
  store(name: string, tensor: Tensor): void;
  /** Does something for a body that may not run: what it needs, the network need not. */
  perhaps<T>(run: () => T): T;
  /** The only element of a value that counts something; a symbol of its name where it is an input of the model, for whose caller it is to choose. */
  count(value: string): Dim | undefined;
}

/** What a control-flow node gives: its outputs in order, and the nodes that it runs. */
export interface Outcome {
  /** The nodes, each with how often it runs. */
  readonly nodes: readonly TypedNode[];
  /** The outputs; missing where the node's own definition tells them. */
  readonly outputs?: readonly (TypedValue | undefined)[];
  /** The cases, for a branch whose outputs may have one rank or another. */
  readonly split?: Split;
}

/** What a body gives when it runs once. */
export interface Run {
  /** Its nodes. */
  readonly nodes: readonly TypedNode[];
  /** Its outputs in order. */
  readonly outputs: readonly (TypedValue | undefined)[];
}

/** How a node runs its bodies. */
export type Rule = (site: Site) => Outcome;

/** A node that runs other graphs, where it stands. */
export class Site {
  readonly flat: FlatNode;
  readonly scope: Scope;
  readonly owner: string;

  constructor(flat: FlatNode, scope: Scope) {
    this.flat = flat;
    this.scope = scope;
    this.owner = ownerOf(flat);
  }

  input(index: number): TypedValue | undefined {
    const name = this.flat.node.inputs[index];
    return name ? this.scope.values.get(name) ?? { constant: false } : undefined;
  }

  get inputs(): readonly TypedValue[] {
    return this.flat.node.inputs.map((_, index) => this.input(index) ?? { constant: false });
  }

  graph(attribute: string): Graph {
    const graph = this.flat.node.attributes.get(attribute);
    if (!isGraph(graph)) throw new RangeError(`attribute ${attribute} must be a graph: it is missing`);
    return graph;
  }

  ints(attribute: string): readonly number[] | undefined {
    const value = this.flat.node.attributes.get(attribute);
    return Array.isArray(value) ? value as number[] : undefined;
  }

  fresh(size: string, range?: Partial<Range>): Dim {
    return this.scope.fresh(this.owner, size, range);
  }

  /** How often something runs, from the input at `index`. */
  count(index: number): Dim | undefined {
    return this.scope.count(this.flat.node.inputs[index] ?? "");
  }

  /**
   * Runs a body once on these inputs.
   *
   * @param label Tells a run from others of the same body whose nodes are kept too: its values and nodes have names of their own, its tensors have not.
   */
  run(attribute: string, inputs: readonly TypedValue[], label = ""): Run {
    const graph = this.graph(attribute);
    const base = `${this.owner}/${attribute}`;
    const prefix = label === "" ? base : `${base}/${label}`;
    const stored = graph.initializers;
    const own = new Set([
      ...graph.inputs.map((input) => input.name),
      ...graph.nodes.flatMap((node) => node.outputs),
    ]);
    const value = (name: string) => stored.has(name) ? `${base}/${name}` : own.has(name) ? `${prefix}/${name}` : name;
    const { values } = this.scope;
    graph.inputs.forEach(({ name, type }, index) => {
      const given = inputs[index] ?? { constant: false };
      values.set(value(name), given.type === undefined && type !== undefined ? { ...given, type } : given);
    });
    for (const [name, tensor] of stored) {
      const { dtype, shape, elements } = tensor;
      values.set(value(name), { type: { kind: "tensor", dtype, shape }, ...(elements && { elements }), constant: true });
      this.scope.store(value(name), tensor);
    }
    const { calls, opset, times, inCase, within = this.flat.node.name } = this.flat;
    const flats = graph.nodes.map((node): FlatNode => ({
      node: renameNode(node, label === "" ? node.name || `${base}/${node.op}` : `${this.owner}/${label}/${node.name || node.op}`, {
        value,
      }),
      calls,
      opset,
      ...(node.name === "" && { within }),
      ...(times !== undefined && { times }),
      ...(inCase !== undefined && { inCase }),
    }));
    const { ordered, cyclic } = executionOrder(flats);
    const nodes = [...ordered, ...cyclic].flatMap((flat) => this.scope.visit(flat));
    return { nodes, outputs: graph.outputs.map((output) => values.get(value(output.name))) };
  }
}

/** Nodes of which each runs `times` times as often. */
export function repeated(nodes: readonly TypedNode[], times: Dim): TypedNode[] {
  return nodes.map((node) => ({ ...node, times: multiply(node.times ?? 1, times) }));
}
