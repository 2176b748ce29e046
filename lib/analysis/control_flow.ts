/**
 * Nodes that run other graphs: If, Loop, Scan, SequenceMap. Their bodies' nodes join the flat list, each with how often it runs: the trip count of its loop, or
 * for a branch that only the data choose a symbol between 0 and 1, so that costs become intervals by themselves.
 *
 * @module
 */
import { constantOf, type Dim, max, multiply, subtract } from "../model/dim.ts";
import type { Range } from "../model/dim_bounds.ts";
import type { Graph } from "../model/model.ts";
import type { Element, Tensor } from "../model/tensor.ts";
import type { TensorType, ValueType } from "../model/types.ts";
import { executionOrder } from "./execution_order.ts";
import type { TypedNode, TypedValue } from "./typed_model.ts";
import type { FlatNode } from "./inline.ts";
import { joinElements, joinTypes, sameType } from "./join_types.ts";
import { isGraph, renameNode } from "./rename_graph.ts";

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
}

/** What a control-flow node gives: its outputs in order, and the nodes that it runs. */
interface Outcome {
  readonly nodes: readonly TypedNode[];
  readonly outputs: readonly (TypedValue | undefined)[];
}

type Rule = (site: Site) => Outcome;

/** A control-flow node where it stands. */
class Site {
  readonly flat: FlatNode;
  readonly scope: Scope;
  readonly owner: string;

  constructor(flat: FlatNode, scope: Scope) {
    this.flat = flat;
    this.scope = scope;
    this.owner = flat.node.name || flat.node.outputs.find((output) => output !== "") || flat.node.op;
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

  /** Runs a body once on these inputs. */
  run(attribute: string, inputs: readonly TypedValue[]): Outcome {
    const graph = this.graph(attribute);
    const prefix = `${this.owner}/${attribute}`;
    const own = new Set([
      ...graph.inputs.map((input) => input.name),
      ...graph.initializers.keys(),
      ...graph.nodes.flatMap((node) => node.outputs),
    ]);
    const value = (name: string) => own.has(name) ? `${prefix}/${name}` : name;
    const { values } = this.scope;
    graph.inputs.forEach(({ name, type }, index) => {
      const given = inputs[index] ?? { constant: false };
      values.set(value(name), given.type === undefined && type !== undefined ? { ...given, type } : given);
    });
    for (const [name, tensor] of graph.initializers) {
      const { dtype, shape, elements } = tensor;
      values.set(value(name), { type: { kind: "tensor", dtype, shape }, ...(elements && { elements }), constant: true });
      this.scope.store(value(name), tensor);
    }
    const { calls, opset, times, within = this.flat.node.name } = this.flat;
    const flats = graph.nodes.map((node): FlatNode => ({
      node: renameNode(node, node.name || `${prefix}/${node.op}`, { value }),
      calls,
      opset,
      ...(node.name === "" && { within }),
      ...(times !== undefined && { times }),
    }));
    const { ordered, cyclic } = executionOrder(flats);
    const nodes = [...ordered, ...cyclic].flatMap((flat) => this.scope.visit(flat));
    return { nodes, outputs: graph.outputs.map((output) => values.get(value(output.name))) };
  }
}

/** Runs a node's bodies; `undefined` for a node that has none. */
export function inferControlFlow(flat: FlatNode, scope: Scope): Outcome | undefined {
  const rule = flat.node.domain === "ai.onnx" ? RULES[flat.node.op] : undefined;
  return rule?.(new Site(flat, scope));
}

const RULES: Readonly<Record<string, Rule>> = { If: branch, Loop: loop, Scan: scan, SequenceMap: sequenceMap };

function branch(site: Site): Outcome {
  const decided = site.input(0)?.elements?.[0];
  if (typeof decided === "number") return site.run(decided !== 0 ? "then_branch" : "else_branch", []);
  const [yes, no] = [site.run("then_branch", []), site.run("else_branch", [])];
  const then = site.fresh("then", { min: 0, max: 1 });
  const outputs = yes.outputs.map((a, index): TypedValue | undefined => joinValues(a, no.outputs[index], site, `output${index}`, false));
  return { nodes: [...repeated(yes.nodes, then), ...repeated(no.nodes, subtract(1, then))], outputs };
}

function joinValues(a: TypedValue | undefined, b: TypedValue | undefined, site: Site, name: string, constant: boolean): TypedValue {
  const type = joinTypes(a?.type, b?.type, (axis, sizes) => site.fresh(`${name}.axis${axis}`, rangeOf(sizes)));
  const elements = joinElements(a?.elements, b?.elements);
  return { ...(type && { type }), ...(elements && { elements }), constant };
}

/** The range of one of two sizes, where both are numbers. */
function rangeOf(sizes: readonly Dim[]): Partial<Range> {
  const numbers = sizes.filter((size) => typeof size === "number");
  return numbers.length === sizes.length ? { min: Math.min(...numbers), max: Math.max(...numbers) } : {};
}

function loop(site: Site): Outcome {
  const [limit, condition] = [site.input(0), site.input(1)];
  const iteration: TypedValue = { type: scalar("int64"), constant: false };
  const going: TypedValue = { type: scalar("bool"), elements: [1], constant: false }; // or the body would not run
  const initial = site.inputs.slice(2);
  const { body, carried } = settle(site, initial, (state) => site.run("body", [iteration, going, ...state]), 1);
  const maximum = wholeElement(limit?.elements?.[0]);
  const endless = (condition === undefined || condition.elements?.[0] === 1) && body.outputs[0]?.elements?.[0] === 1;
  const trips = condition?.elements?.[0] === 0
    ? 0
    : endless && maximum !== undefined
    ? maximum
    : site.fresh("iterations", maximum === undefined ? {} : { max: maximum });
  const scanned = body.outputs.slice(1 + initial.length).map((output) => stacked(output, trips, 0));
  return { nodes: repeated(body.nodes, trips), outputs: [...finals(site, initial, carried, body.outputs.slice(1), trips), ...scanned] };
}

function scan(site: Site): Outcome {
  const { inputs } = site;
  const graph = site.graph("body");
  const batched = inputs.length === graph.inputs.length + 1; // the operator's first form: lengths first, and a batch axis on everything
  const scanCount = Number(site.flat.node.attributes.get("num_scan_inputs") ?? 0);
  const given = batched ? inputs.slice(1) : inputs;
  const stateCount = given.length - scanCount;
  const [axes, outAxes] = [site.ints("scan_input_axes") ?? [], site.ints("scan_output_axes") ?? []];
  const sequences = given.slice(stateCount).map(({ type }, index) => takeAxis(batched ? takeAxis(type, 0).rest : type, axes[index] ?? 0));
  const batch = batched ? takeAxis(given[0]?.type, 0).size : undefined;
  const initial = given.slice(0, stateCount).map(({ type }): TypedValue => known(batched ? takeAxis(type, 0).rest : type));
  const slices = sequences.map(({ rest }) => known(rest));
  const { body, carried } = settle(site, initial, (state) => site.run("body", [...state, ...slices]), 0);
  const steps = sequences[0]?.size ?? site.fresh("iterations");
  const trips = batch === undefined ? steps : multiply(steps, batch);
  const scanned = body.outputs.slice(stateCount).map((output, index) => stacked(output, steps, outAxes[index] ?? 0));
  const outputs = [...finals(site, initial, carried, body.outputs, steps), ...scanned];
  return {
    nodes: repeated(body.nodes, trips),
    outputs: batch === undefined ? outputs : outputs.map((output) => stacked(output, batch, 0)),
  };
}

function sequenceMap(site: Site): Outcome {
  const { inputs } = site;
  const body = site.run("body", inputs.map(({ type }) => known(type?.kind === "sequence" ? type.element : type)));
  const first = inputs[0]?.type;
  const trips = first?.kind === "sequence" && first.items !== undefined ? first.items.length : site.fresh("iterations");
  const outputs = body.outputs.map((output): TypedValue => ({
    type: { kind: "sequence", ...(output?.type && { element: output.type }) },
    constant: false,
  }));
  return { nodes: repeated(body.nodes, trips), outputs };
}

/**
 * Runs a body on the carried values until their types stay: a size that changes from one iteration to the next is then a symbol, a rank that changes unknown.
 *
 * @param offset How many of the body's outputs stand before the carried ones.
 */
function settle(
  site: Site,
  initial: readonly TypedValue[],
  run: (state: readonly TypedValue[]) => Outcome,
  offset: number,
): { body: Outcome; carried: readonly TypedValue[] } {
  let carried = initial.map(({ type }) => known(type));
  for (let round = 0;; round++) {
    const body = run(carried);
    const next = carried.map((value, index) => {
      const after = body.outputs[index + offset];
      if (sameType(value.type, after?.type)) return value;
      return round < ROUNDS ? joinValues(value, after, site, `carried${index}`, false) : known(withoutShape(value.type));
    });
    if (round > ROUNDS || next.every((value, index) => sameType(value.type, carried[index]!.type))) return { body, carried };
    carried = next.map(({ type }) => known(type));
  }
}

/** Sizes settle in one round more than there are dimensions that depend on each other; more rounds than this find nothing new. */
const ROUNDS = 2;

/** The carried values after the last iteration: those that came in if there was none. */
function finals(
  site: Site,
  initial: readonly TypedValue[],
  carried: readonly TypedValue[],
  after: readonly (TypedValue | undefined)[],
  trips: Dim,
): TypedValue[] {
  return initial.map((before, index) => {
    if (trips === 0) return before;
    if (sameType(carried[index]!.type, before.type)) return known(after[index]?.type);
    return known(
      constantOf(trips) !== undefined
        ? after[index]?.type
        : carried[index]!.type ?? joinValues(before, after[index], site, `final${index}`, false).type,
    );
  });
}

function stacked(value: TypedValue | undefined, count: Dim, axis: number): TypedValue {
  const type = value?.type;
  if (type?.kind !== "tensor" || type.shape === undefined) return known(type);
  return known({ ...type, shape: type.shape.toSpliced(axis < 0 ? axis + type.shape.length + 1 : axis, 0, count) });
}

function takeAxis(type: ValueType | undefined, axis: number): { size: Dim | undefined; rest: ValueType | undefined } {
  if (type?.kind !== "tensor" || type.shape === undefined) return { size: undefined, rest: type };
  const at = axis < 0 ? axis + type.shape.length : axis;
  return { size: type.shape[at], rest: { ...type, shape: type.shape.toSpliced(at, 1) } };
}

/** A value of which the type alone is known. What a graph builds in a loop has no known items. */
function known(type: ValueType | undefined): TypedValue {
  if (type?.kind === "sequence" && type.items !== undefined) {
    return { type: { kind: "sequence", ...(type.element && { element: type.element }) }, constant: false };
  }
  return { ...(type && { type }), constant: false };
}

function withoutShape(type: ValueType | undefined): ValueType | undefined {
  return type?.kind === "tensor" ? { kind: "tensor", ...(type.dtype && { dtype: type.dtype }) } : type;
}

function scalar(dtype: TensorType["dtype"] & string): TensorType {
  return { kind: "tensor", dtype, shape: [] };
}

function wholeElement(element: Element): Dim | undefined {
  if (typeof element === "string" || element === undefined) return undefined;
  const constant = constantOf(element);
  return constant !== undefined && constant > 2 ** 31 ? undefined : max(0, element); // exporters write the largest int64 for "no limit"
}

function repeated(nodes: readonly TypedNode[], times: Dim): TypedNode[] {
  return nodes.map((node) => ({ ...node, times: multiply(node.times ?? 1, times) }));
}
