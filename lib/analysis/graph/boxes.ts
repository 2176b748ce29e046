import { sum } from "../../model/dim.ts";
import type { Profile } from "../profile.ts";
import type { DataFlow } from "./data_flow.ts";
import { type Item, itemsOf } from "./items.ts";
import type { GraphBox } from "./module_graph.ts";
import { type Repeat, repeatsIn } from "./repeats.ts";

/** Which turn of which repeat a node belongs to. */
export interface Turn {
  /** The number of the repeat's box. */
  readonly repeat: number;
  /** The turn, from 0, which is the one that is shown. */
  readonly turn: number;
}

/** How boxes are made. */
interface BoxOptions {
  /** At most so many boxes at one level. */
  readonly limit: number;
  /** Whether a module that holds no others, of a type that everybody knows, is unfolded to its operators too. */
  readonly unfoldLeaves: boolean;
}

/** Makes the boxes of a graph, and remembers which box each node is drawn as. */
export class BoxBuilder {
  readonly #profile: Profile;
  readonly #flow: DataFlow;
  readonly #options: BoxOptions;
  readonly #types: ReadonlyMap<string, string>;
  /** The modules that hold others. */
  readonly #holders: ReadonlySet<string>;
  readonly #boxes = new Map<number, number>();
  readonly #turns = new Map<number, Turn[]>();
  readonly #shownAs = new Map<number, number>();
  #count = 0;
  /** The path of the module that is shown. */
  readonly shown: string;

  /** Makes boxes of a profile's nodes. */
  constructor(profile: Profile, flow: DataFlow, options: BoxOptions & { readonly shown: string }) {
    this.shown = options.shown;
    this.#profile = profile;
    this.#flow = flow;
    this.#options = options;
    this.#types = new Map(profile.modules.map(({ name, type }) => [name, type]));
    this.#holders = new Set(profile.modules.map(({ name }) => name.slice(0, Math.max(0, name.lastIndexOf(".")))));
  }

  /** A number for a box that nobody has yet. */
  nextId(): number {
    return this.#count++;
  }

  /** The number of the box that a node, or the one that is shown in its place, is drawn as. */
  boxOf(place: number): number {
    const shown = this.#shownAs.get(place);
    return shown === undefined ? this.#boxes.get(place)! : this.boxOf(shown);
  }

  /** The repeats that a node is in, outermost first. */
  turnsOf(place: number): readonly Turn[] {
    const own = this.#turns.get(place) ?? [];
    const shown = this.#shownAs.get(place);
    return shown === undefined ? own : [...own, ...this.turnsOf(shown).slice(own.length)];
  }

  /** The boxes that a module's nodes are drawn as, unfolded so many levels. */
  unfold(members: readonly number[], path: string, levels: number): GraphBox[] {
    const items = itemsOf(this.#profile, this.#flow, members, path);
    const repeats = repeatsIn(this.#profile, this.#flow, items);
    if (repeats.length <= this.#options.limit) return repeats.map((repeat) => this.#repeatBox(items, repeat, path, levels));
    const size = Math.ceil(items.length / this.#options.limit);
    return Array.from(
      { length: Math.ceil(items.length / size) },
      (_, part) => this.#severalBox(items.slice(part * size, (part + 1) * size)),
    );
  }

  #repeatBox(items: readonly Item[], repeat: Repeat, path: string, levels: number): GraphBox {
    const { start, period, times } = repeat;
    const first = items.slice(start, start + period);
    if (times === 1) return this.#itemBox(first[0]!, path, levels);
    const id = this.nextId();
    items.slice(start, start + period * times).forEach((item, index) => this.#remember(item, first[index % period]!, id, index / period));
    const last = this.#nameOf(items[start + period * times - 1]!);
    if (period === 1) return { ...this.#itemBox(first[0]!, path, levels, id), times, last };
    const inside = first.map((item) => this.#itemBox(item, path, levels));
    const nodes = first.flatMap((item) => item.nodes);
    const name = this.#nameOf(first[0]!);
    return { ...this.#summed(id, nodes), kind: "repeat", name, label: "", type: "", times, last, inside };
  }

  /** Remembers the turn of a repeat's nodes, and in whose place the first turn's are shown. */
  #remember(item: Item, first: Item, repeat: number, turn: number): void {
    item.nodes.forEach((place, index) => {
      const turns = this.#turns.get(place) ?? [];
      turns.push({ repeat, turn: Math.floor(turn) });
      this.#turns.set(place, turns);
      if (item !== first) this.#shownAs.set(place, first.nodes[index]!);
    });
  }

  #itemBox(item: Item, path: string, levels: number, id = this.nextId()): GraphBox {
    const { module, nodes } = item;
    const summed = this.#summed(id, nodes);
    const name = this.#nameOf(item);
    const inside = module !== undefined && levels > 1 && this.#mayUnfold(module, nodes) ? this.unfold(nodes, module, levels - 1) : [];
    if (inside.length === 0) { for (const place of nodes) this.#boxes.set(place, id); }
    if (module === undefined) {
      const { op } = this.#profile.nodes[nodes[0]!]!;
      return { ...summed, kind: "operator", name, label: op, type: op, times: 1, last: name, inside };
    }
    const type = this.#types.get(module) ?? "Module";
    return { ...summed, kind: "module", name, label: labelOf(module, path), type, times: 1, last: name, inside };
  }

  #mayUnfold(module: string, nodes: readonly number[]): boolean {
    if (nodes.length === 1 && this.#profile.nodes[nodes[0]!]!.module === module) return false;
    return this.#options.unfoldLeaves || this.#holders.has(module) || (this.#types.get(module) ?? "Module") === "Module";
  }

  #severalBox(items: readonly Item[]): GraphBox {
    const id = this.nextId();
    const nodes = items.flatMap((item) => item.nodes);
    for (const place of nodes) this.#boxes.set(place, id);
    const label = `${nodes.length} operators`;
    const name = this.#nameOf(items[0]!);
    return { ...this.#summed(id, nodes), kind: "several", name, label, type: "", times: 1, last: this.#nameOf(items.at(-1)!), inside: [] };
  }

  #nameOf({ module, nodes }: Item): string {
    return module ?? this.#profile.nodes[nodes[0]!]!.name;
  }

  #summed(id: number, places: readonly number[]): Pick<GraphBox, "id" | "macs" | "parameters" | "nodeCount" | "shape"> {
    const { nodes, tensors } = this.#profile;
    const members = places.map((place) => nodes[place]!);
    const shape = tensors.get(this.#handedOn(places) ?? "")?.shape;
    return {
      id,
      macs: sum(members.map(({ macs }) => macs)),
      parameters: members.reduce((total, { parameters }) => total + parameters, 0),
      nodeCount: members.length,
      ...(shape !== undefined && { shape }),
    };
  }

  /** The last value that nodes make for others, or for the network's caller. */
  #handedOn(places: readonly number[]): string | undefined {
    const inside = new Set(places);
    const made = places.flatMap((place) => this.#profile.nodes[place]!.outputs).filter((value) => value !== "");
    const given = new Set(this.#profile.outputs.map(({ name }) => name));
    const leaves = (value: string) => given.has(value) || (this.#flow.takers.get(value) ?? []).some((taker) => !inside.has(taker));
    return made.findLast(leaves) ?? made.at(-1);
  }
}

/** What a module is called in the one around it; a number alone would not tell much. */
function labelOf(module: string, path: string): string {
  const label = path === "" ? module : module.slice(path.length + 1);
  return /^\d+$/.test(label) ? module.split(".").slice(-2).join(".") : label;
}
