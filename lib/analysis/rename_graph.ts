import { type AttributeValue, type Graph, type Node, Reference } from "../model/model.ts";

/** What becomes of a node that is moved into another scope. */
export interface Renaming {
  /** The new name of a value. */
  readonly value: (name: string) => string;
  /** The attributes that the caller of a function gives, for those that refer to them. */
  readonly given?: ReadonlyMap<string, AttributeValue>;
}

/** The node with its values renamed, those that its subgraphs take from outside included, and with the caller's attributes put in. */
export function renameNode(node: Node, name: string, renaming: Renaming): Node {
  const attributes = new Map<string, AttributeValue>();
  for (const [key, value] of node.attributes) {
    // One that the caller does not give is left out, as the standard says.
    const actual = value instanceof Reference && renaming.given ? renaming.given.get(value.attribute) : value;
    if (actual !== undefined) attributes.set(key, isGraph(actual) ? renameCaptured(actual, renaming) : actual);
  }
  const rename = (value: string) => value === "" ? "" : renaming.value(value);
  return { ...node, name, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename), attributes };
}

/** A subgraph whose own values keep their names; only what it takes from outside is renamed. */
function renameCaptured(graph: Graph, renaming: Renaming): Graph {
  const own = new Set([
    ...graph.inputs.map((input) => input.name),
    ...graph.initializers.keys(),
    ...graph.nodes.flatMap((node) => node.outputs),
  ]);
  const value = (name: string) => own.has(name) ? name : renaming.value(name);
  const inner = { ...renaming, value };
  return {
    ...graph,
    nodes: graph.nodes.map((node) => renameNode(node, node.name, inner)),
    outputs: graph.outputs.map((output) => ({ ...output, name: value(output.name) })),
  };
}

/** True for an attribute that is a graph. */
export function isGraph(value: AttributeValue | undefined): value is Graph {
  return typeof value === "object" && "nodes" in value;
}
