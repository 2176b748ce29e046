/**
 * Nodes that run other graphs: If, Loop, Scan, SequenceMap, and the loops that write text. Their bodies' nodes join the flat list, each with how often it runs:
 * the trip count of its loop, or for a branch that only the data choose a symbol between 0 and 1, so that costs become intervals by themselves.
 *
 * @module
 */
import { lookUp } from "../model/look_up.ts";
import { add, constantOf, type Dim, max, multiply, subtract } from "../model/dim.ts";
import type { Range } from "../model/dim_bounds.ts";
import type { ValueInfo } from "../model/model.ts";
import type { Element } from "../model/tensor.ts";
import { lengthOf, type TensorType, type ValueType } from "../model/types.ts";
import { splitOf } from "./cases.ts";
import { type Outcome, repeated, type Rule, type Run, type Scope, Site } from "./control_flow_site.ts";
import type { FlatNode } from "./inline.ts";
import { isEmpty, joinElements, joinTypes, sameType } from "./join_types.ts";
import { TEXT_GENERATION } from "./text_generation.ts";
import type { TypedValue } from "./typed_model.ts";

/** Runs a node's bodies; `undefined` for a node that has none. */
export function inferControlFlow(flat: FlatNode, scope: Scope): Outcome | undefined {
  const rules = lookUp(DOMAINS, flat.node.domain) ?? {};
  return lookUp(rules, flat.node.op)?.(new Site(flat, scope));
}

const DOMAINS: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  "ai.onnx": { If: branch, Loop: loop, Scan: scan, SequenceMap: sequenceMap },
  "com.microsoft": TEXT_GENERATION,
};

function branch(site: Site): Outcome {
  const decided = site.input(0)?.elements?.[0];
  if (typeof decided === "number") return site.run(decided !== 0 ? "then_branch" : "else_branch", []);
  const [yes, no] = site.scope.perhaps(() => [site.run("then_branch", []), site.run("else_branch", [])] as const);
  const then = site.fresh("then", { min: 0, max: 1 });
  const outputs = yes.outputs.map((a, index): TypedValue | undefined => joinValues(a, no.outputs[index], site, `output${index}`, false));
  const split = splitOf(then, yes.outputs, no.outputs, outputs);
  return { nodes: [...repeated(yes.nodes, then), ...repeated(no.nodes, subtract(1, then))], outputs, ...(split && { split }) };
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
  const [iterationType, goingType] = site.graph("body").inputs;
  const maximum = limit === undefined ? undefined : wholeElement(site.count(0));
  const counter = typeof maximum === "number" && maximum > 0 ? [site.fresh("iteration", { max: maximum - 1 })] : undefined;
  const iteration: TypedValue = { type: single("int64", iterationType), ...(counter && { elements: counter }), constant: false };
  const going: TypedValue = { type: single("bool", goingType), elements: [1], constant: false }; // or the body would not run
  const initial = site.inputs.slice(2);
  const { body, carried } = settle(site, initial, (state) => site.run("body", [iteration, going, ...state]), 1);
  const endless = (condition === undefined || condition.elements?.[0] === 1) && body.outputs[0]?.elements?.[0] === 1;
  const trips = condition?.elements?.[0] === 0 || maximum === 0
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
  const trips = (first?.kind === "sequence" ? lengthOf(first) : undefined) ?? site.fresh("iterations");
  const outputs = body.outputs.map((output): TypedValue => ({
    type: { kind: "sequence", ...(output?.type && { element: output.type }), length: trips },
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
  run: (state: readonly TypedValue[]) => Run,
  offset: number,
): { body: Run; carried: readonly TypedValue[] } {
  let carried = initial.map(({ type }, index) => counted(known(type), site, index));
  for (let round = 0;; round++) {
    const body = run(carried);
    const next = carried.map((value, index) => {
      const after = body.outputs[index + offset];
      if (sameType(value.type, after?.type)) return value;
      return round < ROUNDS ? joinValues(value, after, site, `carried${index}`, false) : known(withoutShape(value.type));
    });
    if (round > ROUNDS || next.every((value, index) => sameType(value.type, carried[index]!.type))) return { body, carried };
    carried = next.map(({ type }, index) => counted(known(type), site, index));
  }
}

/** A carried sequence as it comes into an iteration: its length is a symbol, so that what leaves the body tells how it grows. */
function counted(value: TypedValue, site: Site, index: number): TypedValue {
  const { type } = value;
  if (type?.kind !== "sequence" || isEmpty(type)) return value;
  return { ...value, type: { ...type, length: site.fresh(`carried${index}.length`) } };
}

/** A carried sequence after the last iteration: it has grown by as many elements in each. */
function grown(
  last: TypedValue,
  before: ValueType | undefined,
  carried: ValueType | undefined,
  after: ValueType | undefined,
  trips: Dim,
): TypedValue {
  if (last.type?.kind !== "sequence") return last;
  const [first, entering, leaving] = [before, carried, after].map((type) => type?.kind === "sequence" ? lengthOf(type) : undefined);
  const growth = entering === undefined || leaving === undefined ? undefined : subtract(leaving, entering);
  const { element } = last.type;
  const length = first !== undefined && typeof growth === "number" && growth >= 0 ? add(first, multiply(growth, trips)) : undefined;
  return { ...last, type: { kind: "sequence", ...(element && { element }), ...(length !== undefined && { length }) } };
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
    const [entering, leaving] = [carried[index]!.type, after[index]?.type];
    const last = sameType(leaving, before.type) || constantOf(trips) !== undefined
      ? known(leaving)
      : known(entering ?? joinValues(before, after[index], site, `final${index}`, false).type);
    return grown(last, before.type, entering, leaving, trips);
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

/** A value of which the type alone is known. What a graph builds in a loop has no known items, unless it is empty at first. */
function known(type: ValueType | undefined): TypedValue {
  if (type?.kind === "sequence" && type.items !== undefined && !isEmpty(type)) {
    return { type: { kind: "sequence", ...(type.element && { element: type.element }), length: type.items.length }, constant: false };
  }
  return { ...(type && { type }), constant: false };
}

function withoutShape(type: ValueType | undefined): ValueType | undefined {
  return type?.kind === "tensor" ? { kind: "tensor", ...(type.dtype && { dtype: type.dtype }) } : type;
}

/** The type of a loop's counter or condition: a scalar, or a tensor of one element where the body declares it so, as older exporters did. */
function single(dtype: TensorType["dtype"] & string, declared: ValueInfo | undefined): TensorType {
  const rank = declared?.type?.kind === "tensor" ? declared.type.shape?.length : undefined;
  return { kind: "tensor", dtype, shape: rank === 1 ? [1] : [] };
}

function wholeElement(element: Element): Dim | undefined {
  if (typeof element === "string" || element === undefined) return undefined;
  const constant = constantOf(element);
  return constant !== undefined && constant > 2 ** 31 ? undefined : max(0, element); // exporters write the largest int64 for "no limit"
}
