/**
 * Puts the bodies of local functions in the place of their calls, so that every later step sees one flat list of operators.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import type { AttributeValue, Graph, LocalFunction, Model, Node, ValueInfo } from "../model/model.ts";
import { renameNode } from "./rename_graph.ts";

/** A node of the flat list. */
export interface FlatNode {
  /** The node, its values and its own name renamed where it came out of a function. */
  readonly node: Node;
  /** The calls that it stands in, outermost first; empty in the main graph. */
  readonly calls: readonly Call[];
  /** Versions of the operator sets that hold for it. */
  readonly opset: ReadonlyMap<string, number>;
  /** For a node without a name of its own in a body of control flow: the name that the file gives the node which runs the body. */
  readonly within?: string;
  /** How often it runs, for a node in a loop or a branch; once where nothing is said. */
  readonly times?: Dim;
  /** The case that it is inferred for, where what follows a branch is inferred for each. */
  readonly inCase?: string;
}

/** What sizes and bodies of a node are named after. */
export function ownerOf({ node, inCase = "" }: FlatNode): string {
  return inCase + (node.name || node.outputs.find((output) => output !== "") || node.op);
}

/** A call of a local function. */
export interface Call {
  /** The call's name, made unique within its caller. */
  readonly name: string;
  /** The function's name. */
  readonly function: string;
  /** The function's domain. */
  readonly domain: string;
  /** Which of several functions of one name. */
  readonly overload: string;
  /** What the exporter noted about the call. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** The flat list, and what functions declare about their values. */
export interface FlatGraph {
  /** The nodes in the order of the file, calls replaced by their bodies. */
  readonly nodes: readonly FlatNode[];
  /** Declared types by (renamed) value name. */
  readonly declared: ReadonlyMap<string, ValueInfo>;
}

/** Functions that call each other can describe far more nodes than a file has bytes; no real model comes near this. */
const MAX_NODES = 300_000;
/** Deeper nesting than any exporter's module tree. */
const MAX_DEPTH = 200;

type Bindings = ReadonlyMap<string, AttributeValue>;

/**
 * Flattens a model's main graph.
 *
 * @throws {RangeError} If functions call each other in a circle, or stand for more than 300,000 nodes.
 */
export function inlineFunctions(model: Model): FlatGraph {
  const functions = new Map(model.functions.map((f) => [keyOf(f.domain, f.name, f.overload), f]));
  checkExpansion(model, functions);
  const nodes: FlatNode[] = [];
  const declared = new Map<string, ValueInfo>();
  const taken = new Set<string>(valueNames(model.graph));

  function expand(call: Node, body: LocalFunction, calls: readonly Call[]): void {
    const name = uniqueName(call.name || call.outputs.find((output) => output !== "") || body.name, taken);
    const inner: Call[] = [...calls, {
      name: name.slice(calls.reduce((length, outer) => length + outer.name.length + 1, 0)),
      function: body.name,
      domain: body.domain,
      overload: body.overload,
      metadata: call.metadata,
    }];
    const values = new Map<string, string>([["", ""]]);
    body.inputs.forEach((input, index) => values.set(input, call.inputs[index] ?? ""));
    body.outputs.forEach((output, index) => {
      const outer = call.outputs[index];
      if (outer && !values.has(output)) values.set(output, outer);
    });
    const valueOf = (value: string) => {
      let renamed = values.get(value);
      if (renamed === undefined) values.set(value, renamed = `${name}/${value}`);
      return renamed;
    };
    const given = new Map([...body.defaults, ...call.attributes]);
    for (const node of body.nodes) visit(renameNode(node, `${name}/${node.name || node.op}`, { value: valueOf, given }), body.opset, inner);
    passThrough(body, call, values, name, inner);
    for (const info of body.valueInfo.values()) declared.set(valueOf(info.name), info);
  }

  /** A function may give an input straight back: the caller then needs a node that makes its value. */
  function passThrough(body: LocalFunction, call: Node, values: ReadonlyMap<string, string>, name: string, calls: readonly Call[]): void {
    body.outputs.forEach((output, index) => {
      const [inner, outer] = [values.get(output), call.outputs[index]];
      if (!outer || inner === outer || inner === undefined) return;
      const node: Node = {
        ...call,
        name: `${name}/Identity`,
        op: "Identity",
        domain: "ai.onnx",
        inputs: [inner],
        outputs: [outer],
        attributes: new Map(),
      };
      nodes.push({ node, calls, opset: body.opset });
    });
  }

  function visit(node: Node, opset: ReadonlyMap<string, number>, calls: readonly Call[]): void {
    const body = functions.get(keyOf(node.domain, node.op, node.overload));
    if (body !== undefined) expand(node, body, calls);
    else nodes.push({ node, calls, opset });
  }

  for (const node of model.graph.nodes) visit(node, model.opset, []);
  return { nodes, declared };
}

/** Counts the nodes that the calls stand for before any is expanded, and finds calls that never end. */
function checkExpansion(model: Model, functions: ReadonlyMap<string, LocalFunction>): void {
  const sizes = new Map<LocalFunction, number>();
  const open = new Set<LocalFunction>();
  const sizeOf = (body: LocalFunction): number => {
    const known = sizes.get(body);
    if (known !== undefined) return known;
    if (open.has(body)) throw new RangeError(`Cannot expand function ${body.name} as its calls must end: it calls itself`);
    if (open.size > MAX_DEPTH) throw new RangeError(`Cannot expand function ${body.name} as calls must nest at most ${MAX_DEPTH} deep`);
    open.add(body);
    const size = sizeOfAll(body.nodes);
    open.delete(body);
    sizes.set(body, size);
    return size;
  };
  const sizeOfAll = (nodes: readonly Node[]): number => {
    let size = 0;
    for (const node of nodes) {
      const body = functions.get(keyOf(node.domain, node.op, node.overload));
      size += body === undefined ? 1 : sizeOf(body);
    }
    return size;
  };
  const size = sizeOfAll(model.graph.nodes) - model.graph.nodes.length;
  if (size > MAX_NODES) {
    throw new RangeError(`Cannot expand the model's functions as they must stand for at most ${MAX_NODES} nodes: they stand for ${size}`);
  }
}

function keyOf(domain: string, name: string, overload: string): string {
  return `${domain}::${name}::${overload}`;
}

function* valueNames(graph: Graph): Iterable<string> {
  for (const node of graph.nodes) yield* node.outputs;
  yield* graph.initializers.keys();
  for (const input of graph.inputs) yield input.name;
}

function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let count = 2; taken.has(unique); count++) unique = `${name}_${count}`;
  taken.add(unique);
  return unique;
}
