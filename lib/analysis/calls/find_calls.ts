/**
 * Reads the program that a graph was exported from: which modules and functions it called.
 *
 * A node directly in the scope of a module without inner ones, and nothing but that call beside it, is a call of the module; any other is a
 * function that the module's `forward` called. What a graph cannot tell is left to each convention's assumptions.
 *
 * @module
 */
import type { StoredTensors } from "../stored_tensors.ts";
import type { TypedModel } from "../typed_model.ts";
import { isMergedWeight } from "../merged_norms.ts";
import { attentionDraft, fusedAttention, withMask } from "./attention.ts";
import type { Call, CallType, Program } from "./call.ts";
import { DECOMPOSED } from "./decomposed.ts";
import type { Draft } from "./draft.ts";
import { GraphView } from "./graph_view.ts";
import { findLeafCalls, findLeafModules, leavesOf, moduleOfLayer } from "./leaves.ts";
import { recurrentDraft } from "./recurrent.ts";
import { SINGLE } from "./single.ts";
import { findTransformerLayers, type TransformerLayers } from "./transformer_layers.ts";

/** Operators that stand beside a module's own work without making it another class. */
const COMPANIONS = new Set(["Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Expand", "QuantizeLinear", "DequantizeLinear"]);
/** Calls that are functions whatever they run in. */
const FUNCTIONS = new Set<CallType>(["Addmm", "MatMul", "Einsum", "ScaledDotProductAttention", "Add", "Mul", "Other"]);

/** The program of a model whose nodes stand in the modules of these paths. */
export function findProgram(typed: TypedModel, stored: StoredTensors, modules: readonly string[]): Program {
  const view = new GraphView(typed, stored, modules);
  const leafModules = findLeafModules(view);
  const namesModules = modules.some((path) => path !== "");
  const gaps: number[] = [];
  const found = [...view.byInvocation.values()].flatMap((nodes) => {
    const mayBeModule = leafModules.has(view.modules[nodes[0]!]!);
    return namesModules ? foundIn(view, nodes, mayBeModule, gaps) : layersIn(view, nodes, gaps);
  }).sort((a, b) => a.draft.nodes[0]! - b.draft.nodes[0]!);
  const layers = findTransformerLayers(found.map(({ draft, isModule }) => ({ draft, isModule, module: view.modules[draft.nodes[0]!]! })));
  const calls = withPaths(found.map((each) => callOf(view, each, leafModules, layers)));
  const leaves = namesModules ? findLeafCalls(view, leafModules, calls) : leavesOf(view, calls);
  return { calls, leaves, namesModules, gaps };
}

/** A call, and in what it runs. */
interface Found {
  readonly draft: Draft;
  readonly isModule: boolean;
  readonly inAttention: boolean;
}

/** The calls that the nodes of one call of a module are. */
function foundIn(view: GraphView, nodes: readonly number[], mayBeModule: boolean, gaps: number[]): Found[] {
  const recurrent = attempt(nodes, gaps, () => recurrentDraft(view, nodes));
  const drafts = recurrent === undefined ? draftsOf(view, nodes, gaps) : [recurrent];
  const attention = attempt(nodes, gaps, () => attentionDraft(view, nodes, drafts));
  if (attention !== undefined) {
    const inner = withMask(view, drafts).map((draft): Found => ({ draft, isModule: false, inAttention: true }));
    return [{ draft: attention, isModule: true, inAttention: false }, ...inner];
  }
  const [only] = drafts;
  if (mayBeModule && drafts.length === 1 && isAlone(view, only!, nodes)) return [{ draft: only!, isModule: true, inAttention: false }];
  return drafts.map((draft) => ({ draft: draft.onlyAlone ? { ...draft, type: "MatMul" } : draft, isModule: false, inAttention: false }));
}

/** Where no modules are named: each layer is taken for one. */
function layersIn(view: GraphView, nodes: readonly number[], gaps: number[]): Found[] {
  return draftsOf(view, nodes, gaps).map((draft) => ({ draft, isModule: !FUNCTIONS.has(draft.type), inAttention: false }));
}

/** A call of `torch.nn` is one that does all that its module does. */
function isAlone(view: GraphView, { type, nodes: own }: Draft, nodes: readonly number[]): boolean {
  return !FUNCTIONS.has(type) &&
    nodes.every((index) => own.includes(index) || COMPANIONS.has(view.op(index)) || isPaddingMode(view, index));
}

/** A convolution pads with zeros itself: a Pad of another kind is its padding mode, one with zeros another class's work. */
function isPaddingMode(view: GraphView, index: number): boolean {
  return view.op(index) === "Pad" && view.attributes(index).mode !== "constant";
}

/** The calls that these nodes are: those of several operators first. */
function draftsOf(view: GraphView, nodes: readonly number[], gaps: number[]): Draft[] {
  const drafts: Draft[] = [];
  const claimed = new Set<number>();
  const bound = nodes.filter((index) => view.node(index).binding !== undefined);
  // What can never run has no call that its sizes could be taken from.
  const sound = bound.filter((index) => view.node(index).contradicts !== true);
  gaps.push(...bound.filter((index) => view.node(index).contradicts === true && SINGLE.has(view.op(index))));
  const claim = (draft: Draft | undefined) => {
    if (draft === undefined || draft.nodes.some((index) => claimed.has(index))) return;
    draft.nodes.forEach((index) => claimed.add(index));
    drafts.push(draft);
  };
  for (const index of sound) if (view.op(index) === "Softmax") claim(attempt([index], [], () => fusedAttention(view, index)));
  for (const index of sound) {
    const pattern = DECOMPOSED.get(view.op(index));
    if (pattern !== undefined && !claimed.has(index)) claim(attempt([index], [], () => pattern(view, index)));
  }
  for (const index of sound) {
    const pattern = SINGLE.get(view.op(index));
    if (pattern !== undefined && !claimed.has(index)) claim(attempt([index], gaps, () => pattern(view, index)));
  }
  return drafts;
}

/** Asks a pattern; a node whose shapes are not known, or that contradicts its definition, is a gap. */
function attempt(nodes: readonly number[], gaps: number[], ask: () => Draft | undefined): Draft | undefined {
  try {
    return ask();
  } catch {
    if (nodes.length === 1) gaps.push(nodes[0]!);
    return undefined;
  }
}

function callOf(
  view: GraphView,
  { draft, isModule, inAttention }: Found,
  leafModules: ReadonlySet<string>,
  layers: TransformerLayers,
): Call {
  const [first] = draft.nodes;
  const module = view.modules[first!]!;
  return {
    type: draft.type,
    isModule,
    inLeaf: leafModules.has(module),
    module: isModule && module === "" ? moduleOfLayer(view, draft.nodes) : module,
    invocation: view.invocations[first!]!,
    nodes: draft.nodes,
    inputs: draft.inputs,
    output: draft.output,
    parameters: draft.parameters ?? [],
    details: draft.details ?? {},
    times: view.node(first!).times ?? 1,
    within: { attention: inAttention, encoderLayer: layers.all.has(module), fused: layers.isFused(module) },
    paths: 1,
    foldedNorm: draft.type === "Conv" && isMerged(view, draft.nodes.at(-1)!),
  };
}

/** Calls of the same type with the same parameters at several paths are of one module that several others hold. */
function withPaths(calls: readonly Call[]): Call[] {
  const keyOf = (call: Call) => `${call.type}\n${call.parameters.map(({ tensor }) => tensor).join("\n")}`;
  const groups = Map.groupBy(
    calls.filter(({ isModule, parameters }) => isModule && parameters.every(({ tensor }) => tensor) && parameters.length > 0),
    keyOf,
  );
  const paths = new Map([...groups].map(([key, group]) => [key, new Set(group.map(({ module }) => module)).size]));
  return calls.map((call) => call.isModule && call.parameters.length > 0 ? { ...call, paths: paths.get(keyOf(call)) ?? 1 } : call);
}

/** True for a convolution whose weights the exporter has merged with a normalisation's. */
function isMerged(view: GraphView, convolution: number): boolean {
  const value = view.inputs(convolution)[1]!;
  return isMergedWeight(view.stored.rootOf(value)?.name ?? value);
}
