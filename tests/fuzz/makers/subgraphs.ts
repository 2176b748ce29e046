/** Nodes that run graphs of their own, functions that a file defines, and sequences, which only nodes among themselves pass on. */
import type { GraphMembers } from "../../formats/onnx/_encode.ts";
import { Growth, type NodeProto, tensorTypeProto, written } from "../growth.ts";
import { filled, tensorProto, type Type, type Value } from "../values.ts";
import { axis, type Maker, type Makers } from "./maker.ts";

/** What grows a body: chosen by the caller, since a body holds what a graph holds. */
export type Grow = (body: Growth, steps: number) => Promise<void>;

/** The deepest that graphs stand in each other. */
const MAX_DEPTH = 2;

/** A body. Of what it is given, only the names in `scalars` have a declared shape: sizes may change on the way. */
function graphOf(body: Growth, inputs: readonly Value[], outputs: readonly Value[], scalars: readonly Value[] = []): GraphMembers {
  const declared = (value: Value) =>
    scalars.includes(value) ? tensorTypeProto(value.dtype, []) : { tensorType: { elemType: typeNumber(value.dtype) } };
  return {
    name: body.name("body"),
    node: body.nodes,
    input: inputs.map((value) => ({ name: value.name, type: declared(value) })),
    initializer: body.initializers.map((value) => tensorProto(value, value.name)),
    output: outputs.map(({ name, dtype }) => ({ name, type: { tensorType: { elemType: typeNumber(dtype) } } })),
  };
}

function typeNumber(dtype: Value["dtype"]): number {
  return (tensorTypeProto(dtype, []) as { tensorType: { elemType: number } }).tensorType.elemType;
}

/** A value that the body makes and that is not `taken` (onnxruntime crashes where one is given twice); one from outside by way of an Identity. */
async function made(body: Growth, types: readonly Type[], taken: readonly unknown[]): Promise<Value | undefined> {
  const own = body.made.filter((value) => types.includes(value.dtype as Type) && !taken.includes(value));
  if (own.length > 0 && body.random.chance(0.9)) return body.random.pick(own);
  return (await body.node("Identity", [body.any({ types })]))?.[0];
}

/** Runs a body; its nodes' names are unique in the whole file, since values are. */
function bodyOf(g: Growth): Growth {
  return new Growth(g.random, g.opset, g);
}

function branch(grow: Grow): Maker {
  return async (g) => {
    const type = g.random.pick<Type>(["float32", "int64"]);
    const count = g.random.between(1, 2);
    const branches: GraphMembers[] = [];
    while (branches.length < 2) { // one after another: the order of choices is the seed's
      const body = bodyOf(g);
      await grow(body, g.random.between(1, 4));
      const outputs: (Value | undefined)[] = [];
      for (let index = 0; index < count; index++) outputs.push(await made(body, [type], outputs));
      if (outputs.includes(undefined)) return;
      branches.push(graphOf(body, [], outputs as Value[]));
    }
    const condition = g.fresh("bool", g.random.chance(0.8) ? [] : [1]);
    await g.node("If", [condition], { then_branch: { graph: branches[0]! }, else_branch: { graph: branches[1]! } }, count);
  };
}

function loop(grow: Grow): Maker {
  return async (g) => {
    const { random } = g;
    const initial = Array.from({ length: random.between(0, 2) }, () => g.any({ types: ["float32", "int64", "int32"], rank: [0, 3] }));
    const body = bodyOf(g);
    const iteration = body.add({ ...filled("int64", [], [0]), name: g.name("i"), origin: "node" });
    const going = body.add({ ...filled("bool", [], [1]), name: g.name("going"), origin: "node" });
    const carried = initial.map(({ dtype, dims, data }) => body.add({ dtype, dims, data, name: g.name("carried"), origin: "node" }));
    await grow(body, random.between(1, 5));
    const next = random.chance(0.6)
      ? (await body.node("Identity", [going]))?.[0]
      : (await body.node("Less", [iteration, body.stored(filled("int64", [], [random.between(0, 2)]))]))?.[0];
    const outputs: (Value | undefined)[] = [next];
    for (const { dtype } of initial) outputs.push(await made(body, [dtype as Type], outputs));
    for (let more = random.between(initial.length === 0 ? 1 : 0, 2); more > 0; more--) {
      outputs.push(await made(body, ["float32", "int64"], outputs));
    }
    if (outputs.includes(undefined)) return;
    // What a scan that never runs has for a shape, onnxruntime and the standard do not agree on.
    const scans = outputs.length - 1 - initial.length;
    const limit = random.chance(0.85) ? g.how([random.between(scans > 0 ? 1 : 0, 4)], "int64", []) : undefined;
    const first = limit === undefined || random.chance(0.3)
      ? g.stored(filled("bool", [], [scans > 0 || random.chance(0.9) ? 1 : 0]))
      : undefined;
    const endless = limit === undefined && body.trail.at(-1) !== "Less";
    if (endless && !body.trail.includes("Less")) return;
    await g.node("Loop", [limit, first, ...initial], {
      body: { graph: graphOf(body, [iteration, going, ...carried], outputs as Value[], [iteration, going]) },
    }, outputs.length - 1);
  };
}

function scan(grow: Grow): Maker {
  return async (g) => {
    const { random } = g;
    if (g.opset < 9) return;
    const steps = random.between(1, 3);
    const sequence = g.any({ types: ["float32", "int64"], rank: [1, 3], where: ({ dims }) => dims[0]! > 0 }, [steps, 2]);
    const at = axis(g, sequence.dims.length);
    if (sequence.dims.at(at)! === 0) return;
    const state = g.any({ types: ["float32", "int64"], rank: [0, 2] });
    const body = bodyOf(g);
    const carried = body.add({ dtype: state.dtype, dims: state.dims, data: state.data, name: g.name("state"), origin: "node" });
    const rest = sequence.dims.toSpliced(at < 0 ? at + sequence.dims.length : at, 1);
    const piece = body.add({
      ...filled(sequence.dtype as Type, rest, new Array(rest.reduce((a, b) => a * b, 1)).fill(1)),
      name: g.name("piece"),
      origin: "node",
    });
    await grow(body, random.between(1, 3));
    const [after] = await body.node(random.pick(["Identity", "Neg", "Abs"]), [carried]) ?? [];
    const scanned = await made(body, ["float32", "int64"], [after]);
    if (after === undefined || scanned === undefined) return;
    const attributes = {
      num_scan_inputs: 1,
      ...(at !== 0 && { scan_input_axes: [at] }),
      ...(scanned.dims.length > 0 && random.chance(0.2) && { scan_output_axes: [random.pick([1, -1])] }),
    };
    await g.node("Scan", [state, sequence], { ...attributes, body: { graph: graphOf(body, [carried, piece], [after, scanned]) } }, 2);
  };
}

/** A function's body may take nothing from outside but its inputs, and stores nothing. */
function call(grow: Grow): Maker {
  return async (g) => {
    if (g.opset < 13) return;
    const operands = Array.from({ length: g.random.between(1, 3) }, () => g.any({ types: ["float32", "int64"] }));
    const body = new Growth(g.random, g.opset, g, true);
    const formal = operands.map(({ dtype, dims, data }) => body.add({ dtype, dims, data, name: g.name("x"), origin: "node" }));
    await grow(body, g.random.between(1, 5));
    const outputs = g.random.some(body.made.filter(({ name }) => name.startsWith("v")), g.random.between(1, 2));
    if (outputs.length === 0) return;
    const name = g.name("Function");
    const { functions } = g.shared;
    functions.push({
      name,
      domain: "local",
      input: formal.map((value) => value.name),
      output: outputs.map((value) => value.name),
      node: body.nodes,
      opsetImport: [{ domain: "", version: g.opset }, { domain: "com.microsoft", version: 1 }, { domain: "local", version: 1 }],
    });
    const twice = g.random.chance(0.3) ? 2 : 1;
    for (let times = 0; times < twice; times++) {
      const made = await g.node(`local:${name}`, operands, {}, outputs.length);
      if (made === undefined && times === 0) return void functions.splice(functions.findIndex((each) => each.name === name), 1);
    }
  };
}

/** A sequence's way through a few nodes, which give tensors at the end. */
const sequences: Maker = async (g) => {
  const { random } = g;
  if (g.opset < 11) return;
  const x = g.any({ types: ["float32", "int64"], rank: [1, 3] });
  const at = axis(g, x.dims.length);
  const [start, second] = [g.name("s"), g.name("s")];
  const keep = random.below(2);
  const nodes: NodeProto[] = random.chance(0.5)
    ? [{ opType: "SplitToSequence", input: [x.name], output: [start], attribute: written({ axis: at, keepdims: keep }) }]
    : [{
      opType: "SequenceConstruct",
      input: [x.name, x.name, g.fresh(x.dtype as Type, x.dims).name].slice(0, random.between(1, 3)),
      output: [start],
    }];
  const insert = nodes[0]!.opType === "SequenceConstruct" && random.chance(0.5); // of empty pieces, onnxruntime joins what does not fit
  if (insert) {
    nodes.push({
      opType: "SequenceInsert",
      input: [start, x.name, ...(random.chance(0.4) ? [g.how([0], "int64", []).name] : [])],
      output: [second],
    });
  }
  const last = insert ? second : start;
  const outputs = [g.name("v"), g.name("v"), g.name("v")];
  const stack = random.below(2);
  nodes.push(
    { opType: "SequenceLength", input: [last], output: [outputs[0]!] },
    { opType: "SequenceAt", input: [last, g.how([random.pick([0, -1])], "int64", []).name], output: [outputs[1]!] },
    {
      opType: "ConcatFromSequence",
      input: [last],
      output: [outputs[2]!],
      attribute: written({ axis: stack === 1 ? random.pick([0, -1]) : 0, new_axis: stack }),
    },
  );
  const wanted = random.between(1, 3);
  await g.fragment(nodes.slice(0, (insert ? 2 : 1) + wanted), outputs.slice(0, wanted), "Sequence");
};

/** A sequence that a loop lengthens by one or two tensors at each step, from nothing or from one on. */
const growing: Maker = async (g) => {
  const { random } = g;
  if (g.opset < 13) return;
  const x = g.any({ types: ["float32"], rank: [1, 3] }, [2, 3]);
  const limit = g.how([random.between(0, 4)], "int64", []);
  const [start, grown, going, counter] = [g.name("s"), g.name("s"), g.name("going"), g.name("i")];
  const [carried, once, twice, still] = [g.name("s"), g.name("s"), g.name("s"), g.name("going")];
  const type = { sequenceType: { elemType: { tensorType: { elemType: 1 } } } };
  const doubles = random.chance(0.3);
  const body: GraphMembers = {
    name: g.name("body"),
    node: [
      { opType: "Identity", input: [going], output: [still] },
      { opType: "SequenceInsert", input: [carried, x.name], output: [once] },
      ...(doubles ? [{ opType: "SequenceInsert", input: [once, x.name], output: [twice] }] : []),
    ],
    input: [{ name: counter, type: tensorTypeProto("int64", []) }, { name: going, type: tensorTypeProto("bool", []) }, {
      name: carried,
      type,
    }],
    output: [{ name: still, type: tensorTypeProto("bool", []) }, { name: doubles ? twice : once, type }],
  };
  const outputs = [g.name("v"), g.name("v")];
  const stack = random.below(2);
  const empty = random.chance(0.5) && limit.origin !== "input";
  const nodes: NodeProto[] = [
    empty ? { opType: "SequenceEmpty", output: [start] } : { opType: "SequenceConstruct", input: [x.name], output: [start] },
    { opType: "Loop", input: [limit.name, "", start], output: [grown], attribute: written({ body: { graph: body } }) },
    { opType: "SequenceLength", input: [grown], output: [outputs[0]!] },
    {
      opType: "ConcatFromSequence",
      input: [grown],
      output: [outputs[1]!],
      attribute: written({ axis: random.pick([0, -1]), new_axis: stack }),
    },
  ];
  const wanted = random.between(1, 2);
  await g.fragment(nodes.slice(0, 2 + wanted), outputs.slice(0, wanted), "GrowingSequence");
};

/** Makers of nodes that run graphs, which `grow` fills. */
export function subgraphs(grow: Grow): Makers {
  const deep = (maker: Maker): Maker => async (g) => g.depth < MAX_DEPTH ? await maker(g) : undefined;
  return { branch: deep(branch(grow)), loop: deep(loop(grow)), scan: deep(scan(grow)), call: deep(call(grow)), sequences, growing };
}
