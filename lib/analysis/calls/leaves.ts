import type { Call, CallParameter, LeafCall } from "./call.ts";
import type { GraphView } from "./graph_view.ts";

/** Paths of the modules that hold no other: no node runs in one that is in them, no parameter belongs to one. */
export function findLeafModules(view: GraphView): ReadonlySet<string> {
  const owners = view.stored.all.filter(({ role }) => role === "parameter").map(({ name }) =>
    name.slice(0, Math.max(0, name.lastIndexOf(".")))
  );
  const paths = new Set([...view.modules, ...owners]);
  const parents = new Set([...paths].flatMap(ancestors));
  return new Set([...paths].filter((path) => path !== "" && !parents.has(path)));
}

function ancestors(path: string): string[] {
  const found: string[] = [];
  for (let at = path.lastIndexOf("."); at > 0; at = path.lastIndexOf(".", at - 1)) found.push(path.slice(0, at));
  return found;
}

/** Every call of a module without inner ones that uses parameters. */
export function findLeafCalls(view: GraphView, leafModules: ReadonlySet<string>, calls: readonly Call[]): LeafCall[] {
  const byInvocation = Map.groupBy(calls, (call) => call.invocation);
  const found: LeafCall[] = [];
  for (const [invocation, nodes] of view.byInvocation) {
    const module = view.modules[nodes[0]!]!;
    if (!leafModules.has(module)) continue;
    const inside = byInvocation.get(invocation) ?? [];
    const parameters = parametersIn(view, nodes, inside);
    if (parameters.length === 0) continue;
    const only = inside.find((call) => call.parameters.length > 0);
    const output = view.output(nodes.at(-1)!);
    const shape = only?.isModule ? only.output : shapeOf(view, output);
    if (shape === undefined) continue;
    found.push({
      module,
      type: only?.type ?? "Module",
      nodes,
      output: shape,
      elementBytes: view.elementBytes(output),
      parameters,
      times: view.node(nodes[0]!).times ?? 1,
      fused: inside[0]?.within.fused ?? false,
    });
  }
  return found;
}

/** Where no modules are named: every call that uses parameters. */
export function leavesOf(view: GraphView, calls: readonly Call[]): LeafCall[] {
  return calls.filter(({ parameters }) => parameters.length > 0).map((call) => ({
    ...call,
    elementBytes: view.elementBytes(view.output(call.nodes.at(-1)!)),
    fused: false,
  }));
}

/** A name for a layer that the graph gives none: what its parameters' names begin with, else a node's. */
export function moduleOfLayer(view: GraphView, nodes: readonly number[]): string {
  for (const index of nodes) {
    for (const value of view.inputs(index)) {
      const name = view.parameter(value)?.name ?? "";
      if (name.includes(".")) return name.slice(0, name.lastIndexOf("."));
    }
  }
  return view.node(nodes[0]!).node.name || view.output(nodes[0]!);
}

function shapeOf(view: GraphView, value: string) {
  const type = view.typed.values.get(value)?.type;
  return type?.kind === "tensor" ? type.shape : undefined;
}

/** What the calls use, and what other nodes take of stored parameters by the last part of their names. */
function parametersIn(view: GraphView, nodes: readonly number[], calls: readonly Call[]): CallParameter[] {
  const known = calls.flatMap((call) => call.parameters);
  const claimed = new Set(calls.flatMap((call) => call.nodes));
  const others = nodes.filter((index) => !claimed.has(index)).flatMap((index) => view.inputs(index).map((value) => view.parameter(value)));
  const loose = [...new Set(others)].filter((tensor) => tensor !== undefined).map((tensor) => ({
    role: tensor.name.slice(tensor.name.lastIndexOf(".") + 1),
    shape: tensor.tensor.shape,
  }));
  return [...known, ...loose];
}
