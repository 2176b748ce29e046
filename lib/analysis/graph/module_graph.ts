/**
 * A network, or a module of it, as boxes and the data that flow between them.
 *
 * @module
 */
import type { Dim } from "../../model/dim.ts";
import type { Profile } from "../profile.ts";
import { BoxBuilder } from "./boxes.ts";
import { dataFlow } from "./data_flow.ts";
import { edgesOf } from "./edges.ts";

/** A part of a network as a picture shows it. */
export interface GraphBox {
  /** Its number among the boxes of its graph, from 0. */
  readonly id: number;
  /**
   * A module; an operator; a block of several boxes that is repeated; operators that are drawn as one since there are too many; what is taken from
   * outside, and what is given to it.
   */
  readonly kind: "module" | "operator" | "repeat" | "several" | "input" | "output";
  /** The module's path, the node's name, or the names of the values. */
  readonly name: string;
  /** What it is called within the box around it. */
  readonly label: string;
  /** The module's type or the operator; empty for the others. */
  readonly type: string;
  /** How many that are the same follow one another here, of which the first is shown; 1 for nearly all. */
  readonly times: number;
  /** The name of the last one of these; that of the box itself where there is one alone. */
  readonly last: string;
  /** Multiply-accumulates of one of them. */
  readonly macs: Dim;
  /** Elements of the parameters of one of them. */
  readonly parameters: number;
  /** Nodes that run in one of them. */
  readonly nodeCount: number;
  /** The shape of what it hands on first; missing where it is not known. */
  readonly shape?: readonly Dim[];
  /** The boxes that it is unfolded to; none where it is shown folded. */
  readonly inside: readonly GraphBox[];
}

/** Data that flow from a box to another. */
export interface GraphEdge {
  /** The box that makes them. */
  readonly from: number;
  /** The box that takes them. */
  readonly to: number;
  /** The values' names, those of the first of repeated boxes. */
  readonly values: readonly string[];
}

/** A network, or a module of it, as boxes and edges. */
export interface ModuleGraph {
  /** The module that is shown; `""` is the network itself. */
  readonly module: string;
  /** How many levels of modules are unfolded. */
  readonly depth: number;
  /** The boxes, in an order in which they can run; edges join those that are not unfolded. */
  readonly boxes: readonly GraphBox[];
  /** The flow of data. What flows from one turn of a repeat to the next has no edge. */
  readonly edges: readonly GraphEdge[];
}

/** What a graph is to show. */
export interface GraphOptions {
  /** The path of the module to unfold; the whole network by default. */
  readonly module?: string;
  /** How many levels of modules to unfold, down to operators where it is large enough; by default as many as a picture has room for. */
  readonly depth?: number;
  /** At most so many boxes; 500 by default. */
  readonly limit?: number;
}

/** The most boxes that a picture can hold. */
const MOST_BOXES = 500;
/** As many boxes as a reader sees at a glance on two pages; more only where they are asked for. */
const COMFORTABLE = 100;
/** More edges a box than this make a net that nobody can follow; again, only where they are asked for. */
const MOST_EDGES = 2;
/** Deeper nesting than any network that a person wrote. */
const DEEPEST = 24;

/**
 * Finds the boxes and the flow of data between them.
 *
 * @throws {RangeError} If there is no module of that name, or nothing in it runs.
 */
export function moduleGraph(profile: Profile, { module = "", depth, limit = MOST_BOXES }: GraphOptions = {}): ModuleGraph {
  if (depth !== undefined && !(Number.isSafeInteger(depth) && depth >= 1)) {
    throw new RangeError(`Cannot draw a graph as depth must be a whole number >= 1: current value is ${depth}`);
  }
  if (profile.model.hasGraph === false) throw new RangeError("Cannot draw a graph as the file holds weights and none");
  const flow = dataFlow(profile);
  const members = flow.running.filter((place) => isIn(profile.nodes[place]!.module, module));
  if (members.length === 0) throw new RangeError(whyNothing(profile, module));
  const build = (levels: number): ModuleGraph => {
    const builder = new BoxBuilder(profile, flow, { limit, unfoldLeaves: depth !== undefined, shown: module });
    const boxes = builder.unfold(members, module, levels);
    return { module, depth: levels, ...edgesOf(profile, flow, members, boxes, builder) };
  };
  if (depth !== undefined) return deepestThatFits(build, Math.min(depth, DEEPEST), limit);
  let best = build(1);
  for (let levels = 2; levels <= DEEPEST; levels++) {
    const next = build(levels);
    const drawn = countDrawn(next.boxes);
    if (drawn > COMFORTABLE || next.edges.length > MOST_EDGES * drawn) break;
    if (countAll(next.boxes) === countAll(best.boxes)) break;
    best = next;
  }
  return best;
}

function deepestThatFits(build: (levels: number) => ModuleGraph, depth: number, limit: number): ModuleGraph {
  let graph = build(depth);
  for (let levels = depth - 1; levels >= 1 && countDrawn(graph.boxes) > limit; levels--) graph = build(levels);
  return graph;
}

/** How many boxes are drawn that hold no others. */
export function countDrawn(boxes: readonly GraphBox[]): number {
  return boxes.reduce((total, { inside }) => total + (inside.length === 0 ? 1 : countDrawn(inside)), 0);
}

function countAll(boxes: readonly GraphBox[]): number {
  return boxes.reduce((total, { inside }) => total + 1 + countAll(inside), 0);
}

/** True for a module's own path and for those in it. */
function isIn(path: string, module: string): boolean {
  return module === "" || path === module || path.startsWith(`${module}.`);
}

function whyNothing({ modules }: Profile, module: string): string {
  if (module === "") return "Cannot draw a graph as no node of the network runs at inference";
  if (modules.some(({ name }) => name === module)) return `Cannot draw module "${module}" as no node of it runs at inference`;
  const end = module.slice(module.lastIndexOf(".") + 1);
  const like = modules.map(({ name }) => name).filter((name) => name !== "" && name.split(".").at(-1) === end);
  const names = (like.length > 0 ? like : modules.map(({ name }) => name).filter((name) => name !== "")).slice(0, 5);
  const present = names.length === 0 ? "the model names none" : `current ones are ${names.join(", ")}…`;
  return `Cannot draw module "${module}" as the model must have one of that name: ${present}`;
}
