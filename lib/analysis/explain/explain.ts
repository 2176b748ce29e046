/**
 * Where a module's or a node's numbers come from: formulas with the numbers put in, and each tool's rule.
 *
 * @module
 */
import { type Dim, subtract, sum } from "../../model/dim.ts";
import type { Network } from "../conventions/convention.ts";
import type { NodeCost, Profile } from "../profile.ts";
import { type ConventionRule, conventionRules } from "./convention_rules.ts";
import { type FoundLayer, LayerFinder } from "./find_layer.ts";
import { findNamed } from "./names.ts";
import { quantitiesOf, type Quantity } from "./quantities.ts";

/** A part of a module: a module in it, a node of its own, or the tensors that it holds itself. */
export interface ExplainedPart {
  /** Its name. */
  readonly name: string;
  /** What it is: a module's type or a node's operator. */
  readonly type: string;
  /** Its numbers, with formulas where it is one layer. */
  readonly quantities: readonly Quantity[];
}

/** An explanation. */
export interface Explanation {
  /** The name that was asked for; `""` is the network itself. */
  readonly name: string;
  /** Whether it is a module or a node. */
  readonly kind: "module" | "node";
  /** A module's type or a node's operator. */
  readonly type: string;
  /** What its operator does, in one sentence; of nodes. */
  readonly summary?: string;
  /** Shapes of the activations that it takes, where it is one layer. */
  readonly inputShapes: readonly (readonly Dim[])[];
  /** Shapes of what it gives. */
  readonly outputShapes: readonly (readonly Dim[])[];
  /** `parameters`, `macs` and `flops`, each with its formula where one comes to the very number that was counted. */
  readonly quantities: readonly Quantity[];
  /** What it consists of, where it is not one layer. The parts' numbers sum exactly to its own. */
  readonly parts: readonly ExplainedPart[];
  /** How each tool counts it. */
  readonly conventions: readonly ConventionRule[];
  /** Why a number is not known; missing where all are. */
  readonly problems: readonly string[];
}

/**
 * Explains a module or a node.
 *
 * @throws {ArgumentError} If there is none of that name.
 */
export function explain(profile: Profile, network: Network, name: string): Explanation {
  const { kind, index } = findNamed(profile, name);
  const subject = { profile, layers: new LayerFinder(network) };
  return kind === "module" ? explainModule(subject, index) : explainNode(subject, index);
}

/** What is explained. */
interface Subject {
  readonly profile: Profile;
  readonly layers: LayerFinder;
}

function explainModule({ profile, layers }: Subject, index: number): Explanation {
  const module = profile.modules[index]!;
  const isInside = (node: number) => isWithin(profile.nodes[node]!.module, module.name);
  const found = layers.ofModule(isInside);
  const members = profile.nodes.filter((_, node) => isInside(node));
  const isAttention = found[0]?.draft.type === "MultiheadAttention";
  return {
    name: module.name,
    kind: "module",
    type: isAttention ? "MultiheadAttention" : module.type,
    inputShapes: found[0]?.draft.inputs ?? [],
    outputShapes: module.outputShapes,
    quantities: quantitiesOf({ ...module, work: members.map(({ work }) => work) }, found),
    parts: found.length > 0 ? [] : partsOf({ profile, layers }, module.name),
    conventions: conventionRules(profile, isInside),
    problems: problemsOf(members),
  };
}

function explainNode({ profile, layers }: Subject, index: number): Explanation {
  const node = profile.nodes[index]!;
  const [layer] = layersOfNode({ profile, layers }, index);
  const summary = layers.summaryOf(index);
  return {
    name: node.name,
    kind: "node",
    type: node.op,
    ...(summary !== undefined && { summary }),
    inputShapes: layer?.draft.inputs ?? shapesOf(profile, node.inputs),
    outputShapes: shapesOf(profile, node.outputs),
    quantities: quantitiesOf({ ...node, work: [node.work] }, layer ? [layer] : []),
    parts: [],
    conventions: conventionRules(profile, (other) => other === index),
    problems: problemsOf([node]),
  };
}

/** The layer that a node is; one of no kind that has formulas is told by its shapes alone, and nothing where they are not known. */
function layersOfNode({ profile, layers }: Subject, index: number): FoundLayer[] {
  const found = layers.ofNode(index);
  if (found !== undefined) return [found];
  const { inputs, outputs } = profile.nodes[index]!;
  const [output] = shapesOf(profile, outputs.slice(0, 1));
  if (output === undefined) return [];
  const draft = { type: "Other", nodes: [index], inputs: shapesOf(profile, inputs), output } as const;
  return [{ draft, times: layers.timesOf(index), calls: 1, nodes: [index] }];
}

function shapesOf({ tensors }: Profile, values: readonly string[]): (readonly Dim[])[] {
  return values.map((value) => tensors.get(value)?.shape).filter((shape) => shape !== undefined);
}

/** The modules directly in a module, its own nodes that cost something, and the tensors that it holds itself. */
function partsOf({ profile, layers }: Subject, name: string): ExplainedPart[] {
  const { modules, nodes } = profile;
  const inner = modules.filter((module) => module.name !== "" && parentOf(module.name) === name);
  const own = nodes.flatMap((node, index) => node.module === name && (node.flops !== 0 || node.macs !== 0) ? [index] : []);
  const whole = modules.find((module) => module.name === name)!.parameters;
  const held = whole - inner.reduce((total, module) => total + module.parameters, 0);
  return [
    ...inner.map((module): ExplainedPart => {
      const isInside = (node: number) => isWithin(nodes[node]!.module, module.name);
      const work = nodes.filter((_, node) => isInside(node)).map((node) => node.work);
      return { name: module.name, type: module.type, quantities: quantitiesOf({ ...module, work }, layers.ofModule(isInside)) };
    }),
    ...own.map((index): ExplainedPart => {
      const node = nodes[index]!;
      const quantities = quantitiesOf({ ...node, work: [node.work] }, layersOfNode({ profile, layers }, index));
      return { name: node.name, type: node.op, quantities: quantities.filter((quantity) => quantity.name !== "parameters") };
    }),
    ...(held === 0 ? [] : [{ name: "", type: "its own tensors", quantities: [{ name: "parameters", value: held } as const] }]),
  ];
}

function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf(".")));
}

function isWithin(module: string, name: string): boolean {
  return name === "" || module === name || module.startsWith(`${name}.`);
}

function problemsOf(nodes: readonly NodeCost[]): string[] {
  return nodes.flatMap(({ name, problem }) => problem === undefined ? [] : [`${name}: ${problem}`]);
}

/** The sum of the parts' numbers less the whole's: 0, or the explanation is wrong. */
export function missingFromParts({ parts, quantities }: Explanation, name: Quantity["name"]): Dim {
  const whole = quantities.find((quantity) => quantity.name === name)?.value ?? 0;
  return subtract(
    sum(parts.flatMap((part) => part.quantities.filter((quantity) => quantity.name === name).map(({ value }) => value))),
    whole,
  );
}
