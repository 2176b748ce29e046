import type { Profile } from "../profile.ts";
import type { BoxBuilder } from "./boxes.ts";
import type { DataFlow } from "./data_flow.ts";
import type { GraphBox, GraphEdge, ModuleGraph } from "./module_graph.ts";

/** A value that crosses the border of what is shown, with the boxes inside that take or make it. */
interface Crossing {
  readonly value: string;
  /** What makes it, or takes it, out there; none for an input or output of the network itself. */
  readonly beyond: readonly number[];
  readonly boxes: Set<number>;
}

/** Edges by the boxes that they join. */
class EdgeList {
  readonly #edges = new Map<string, { readonly from: number; readonly to: number; readonly values: string[] }>();

  add(from: number, to: number, value: string): void {
    if (from === to) return;
    const key = `${from} ${to}`;
    const known = this.#edges.get(key);
    if (known === undefined) this.#edges.set(key, { from, to, values: [value] });
    else if (!known.values.includes(value)) known.values.push(value);
  }

  get all(): readonly GraphEdge[] {
    return [...this.#edges.values()];
  }
}

/** Joins the boxes by what flows between them, and adds boxes for what comes from outside and goes there. */
export function edgesOf(
  profile: Profile,
  flow: DataFlow,
  members: readonly number[],
  boxes: readonly GraphBox[],
  builder: BoxBuilder,
): Pick<ModuleGraph, "boxes" | "edges"> {
  const inside = new Set(members);
  const edges = new EdgeList();
  const taken = new Map<string, Crossing>();
  const given = new Map<string, Crossing>();
  const outputs = new Set(profile.outputs.map(({ name }) => name));
  for (const place of members) {
    for (const { value, from } of flow.taken[place]!) {
      if (from === undefined || !inside.has(from)) cross(taken, value, from === undefined ? [] : [from], builder.boxOf(place));
      else if (!goesRound(builder, from, place)) edges.add(builder.boxOf(from), builder.boxOf(place), value);
    }
    for (const value of profile.nodes[place]!.outputs) {
      const takers = (flow.takers.get(value) ?? []).filter((each) => !inside.has(each));
      if (takers.length > 0 || outputs.has(value)) cross(given, value, outputs.has(value) ? [] : takers, builder.boxOf(place));
    }
  }
  const inputs = merged(taken).map((crossings) => outerBox(profile, "input", crossings, builder));
  const results = merged(given).map((crossings) => outerBox(profile, "output", crossings, builder));
  for (const { box, crossings } of inputs) {
    for (const { value, boxes } of crossings) for (const to of boxes) edges.add(box.id, to, value);
  }
  for (const { box, crossings } of results) {
    for (const { value, boxes } of crossings) for (const from of boxes) edges.add(from, box.id, value);
  }
  return { boxes: [...inputs.map(({ box }) => box), ...boxes, ...results.map(({ box }) => box)], edges: edges.all };
}

/** True for what flows from one turn of a repeat to another. */
function goesRound(builder: BoxBuilder, from: number, to: number): boolean {
  const [mine, theirs] = [builder.turnsOf(from), builder.turnsOf(to)];
  for (const [level, { repeat, turn }] of mine.entries()) {
    if (theirs[level]?.repeat !== repeat) return false;
    if (theirs[level].turn !== turn) return true;
  }
  return false;
}

function cross(crossings: Map<string, Crossing>, value: string, beyond: readonly number[], box: number): void {
  const known = crossings.get(value);
  if (known === undefined) crossings.set(value, { value, beyond, boxes: new Set([box]) });
  else known.boxes.add(box);
}

/** Crossings together that a picture cannot tell apart: same boxes, same kind of place beyond. */
function merged(crossings: ReadonlyMap<string, Crossing>): Crossing[][] {
  const key = ({ beyond, boxes }: Crossing) => `${beyond.length === 0} ${[...boxes].sort((a, b) => a - b).join()}`;
  return [...Map.groupBy(crossings.values(), key).values()];
}

function outerBox(profile: Profile, kind: "input" | "output", crossings: readonly Crossing[], builder: BoxBuilder) {
  const names = [...new Set(crossings.flatMap((crossing) => outerNames(profile, builder.shown, kind, crossing)))];
  const shape = profile.tensors.get(crossings[0]!.value)?.shape;
  const box: GraphBox = {
    id: builder.nextId(),
    kind,
    name: names.join(", "),
    label: names.length === 1 ? names[0]! : `${names.length} ${kind}s`,
    type: names.length === 1 ? "" : `${names[0]} … ${names.at(-1)}`,
    times: 1,
    last: names.at(-1)!,
    macs: 0,
    parameters: 0,
    nodeCount: 0,
    ...(shape !== undefined && { shape }),
    inside: [],
  };
  return { box, crossings };
}

/** What a value's places beyond the border are called: the network's own name for it, or the modules that make or take it. */
function outerNames({ nodes }: Profile, shown: string, kind: "input" | "output", { value, beyond }: Crossing): string[] {
  if (beyond.length === 0) return [value];
  return beyond.map((place) => `${kind === "input" ? "from" : "to"} ${neighbour(nodes[place]!, shown)}`);
}

/** The outermost module around a node that the shown module is not in; the node itself, where there is none. */
function neighbour({ module, name }: Profile["nodes"][number], shown: string): string {
  const [theirs, ours] = [module.split("."), shown.split(".")];
  const shared = theirs.findIndex((part, index) => part !== ours[index]);
  return shared < 0 || module === "" ? name : theirs.slice(0, shared + 1).join(".");
}
