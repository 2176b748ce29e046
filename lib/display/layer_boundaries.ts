/**
 * What goes into a layer and comes out of it, and which windows it slides.
 *
 * @module
 */
import type { NodeCost, Profile } from "../analysis/profile.ts";
import type { ReceptiveField } from "../analysis/receptive_field.ts";
import type { Dim } from "../model/dim.ts";
import type { Layer } from "./layer_tree.ts";

/** A layer's edges. */
export interface Boundary {
  /** Shapes of what it takes from elsewhere, stored tensors left out; what has no known shape is missing. */
  readonly inputShapes: readonly (readonly Dim[])[];
  /** The window of a layer that slides one. */
  readonly kernel?: readonly number[];
  /** How much of the input an element of what it hands on depends on: the most, where it hands on several. */
  readonly field?: ReceptiveField;
}

/** A module's values while they are collected. */
interface Edges {
  readonly inputs: Set<string>;
  readonly outputs: Set<string>;
  readonly kernels: (readonly number[])[];
}

/** Looks up the edges of layers: of modules by path, of nodes by name. */
export function boundariesOf(profile: Profile): (layer: Layer) => Boundary {
  const modules = moduleEdges(profile);
  const nodes = new Map(profile.nodes.map((node) => [node.name, node]));
  const activations = activationsOf(profile);
  return ({ kind, name, children }) => {
    if (kind === "rest") return { inputShapes: [] };
    const node = kind === "node" ? nodes.get(name) : undefined;
    const edges = node === undefined ? modules.get(name) : edgesOf(node);
    if (edges === undefined) return { inputShapes: [] };
    const [kernel] = edges.kernels;
    const field = widest(profile, edges.outputs);
    return {
      inputShapes: [...edges.inputs].flatMap((value) => {
        const shape = activations.has(value) ? profile.tensors.get(value)?.shape : undefined;
        return shape === undefined ? [] : [shape];
      }),
      ...(kernel !== undefined && children.length === 0 && { kernel }),
      ...(field !== undefined && { field }),
    };
  };
}

function edgesOf({ inputs, outputs, kernel }: NodeCost): Edges {
  return { inputs: new Set(inputs), outputs: new Set(outputs), kernels: kernel === undefined ? [] : [kernel] };
}

/** The edges of every module: a value goes in where it is made outside, and comes out where it is taken outside. */
function moduleEdges({ nodes, outputs }: Profile): Map<string, Edges> {
  const makers = new Map<string, string>();
  const takers = new Map<string, Set<string> | undefined>(); // nothing for a value that the caller takes
  for (const node of nodes) for (const output of node.outputs) makers.set(output, node.module);
  for (const { module, inputs } of nodes) {
    for (const input of inputs) takers.set(input, (takers.get(input) ?? new Set()).add(module));
  }
  for (const { name } of outputs) takers.set(name, undefined);
  const found = new Map<string, Edges>();
  for (const node of nodes) {
    if (node.folded) continue;
    for (let path = node.module;; path = path.slice(0, Math.max(0, path.lastIndexOf(".")))) {
      let edges = found.get(path);
      if (edges === undefined) found.set(path, edges = { inputs: new Set(), outputs: new Set(), kernels: [] });
      for (const input of node.inputs) if (!isInside(makers.get(input), path)) edges.inputs.add(input);
      for (const output of node.outputs) {
        const taken = takers.get(output);
        if (taken === undefined ? takers.has(output) : [...taken].some((module) => !isInside(module, path))) edges.outputs.add(output);
      }
      if (node.kernel !== undefined) edges.kernels.push(node.kernel);
      if (path === "") break;
    }
  }
  return found;
}

function isInside(module: string | undefined, path: string): boolean {
  return module !== undefined && (path === "" || module === path || module.startsWith(`${path}.`));
}

/** What is there at inference only: stored tensors, and what is computed from them before, are no input. */
function activationsOf({ inputs, nodes }: Profile): ReadonlySet<string> {
  return new Set([...inputs.map(({ name }) => name), ...nodes.flatMap(({ folded, outputs }) => folded ? [] : outputs)]);
}

function widest({ receptiveFields }: Profile, values: ReadonlySet<string>): ReceptiveField | undefined {
  let most: ReceptiveField | undefined;
  for (const value of values) {
    const field = receptiveFields?.get(value);
    if (field !== undefined && (most === undefined || sizeOf(field) > sizeOf(most))) most = field;
  }
  return most;
}

function sizeOf({ size }: ReceptiveField): number {
  return size.reduce((product, each) => product * each, 1);
}

/** A receptive field in a table: `427`, `5 × 9`, `all` behind a global pooling. */
export function fieldText({ size }: ReceptiveField): string {
  const texts = size.map((each) => each === Infinity ? "all" : each.toLocaleString("en-US"));
  return new Set(texts).size === 1 ? texts[0]! : texts.join(" × ");
}
