import { type Dim, subtract, sum } from "../../model/dim.ts";
import { Unknown } from "../../operators/operand.ts";
import { unfoldNorms } from "../calls/unfold_norms.ts";
import type { Convention, ConventionFacts, Item, Network } from "./convention.ts";

/** A tool's numbers under its own names; one that cannot be told is missing. */
export type ConventionNumbers = Readonly<Record<string, Dim>>;

/** What is assumed where the graph does not tell. */
export interface Assumption {
  /** Its name. */
  readonly id: string;
  /** What is assumed, in words. */
  readonly text: string;
  /** The numbers if it is not so. */
  readonly otherwise: ConventionNumbers;
}

/** Why a convention does not give what its tool would have printed. */
export interface Shortfall {
  /** What kind of reason it is. */
  readonly kind: "folded-norms" | "unknown-shapes" | "unknown-number" | "no-counterpart";
  /** The reason in words. */
  readonly text: string;
  /** How much each number misses, where that is known. */
  readonly missing: ConventionNumbers;
}

/** A network counted as a tool would. */
export interface ConventionCount {
  /** The convention. */
  readonly convention: ConventionFacts;
  /** The tool's numbers. */
  readonly numbers: ConventionNumbers;
  /** The parts of each number. */
  readonly items: Readonly<Record<string, readonly Item[]>>;
  /** What is assumed, if the numbers depend on it. */
  readonly assumptions: readonly Assumption[];
  /** Why the tool would have printed another number. */
  readonly shortfalls: readonly Shortfall[];
}

/** One network counted by any convention. */
export interface Counts {
  /**
   * The network counted by the convention of that name.
   *
   * @throws {ArgumentError} If there is none.
   */
  by(name: string): ConventionCount;
  /** The network counted by every convention, in the order in which they are shown. */
  all(): ConventionCount[];
  /** The same with the normalisations that the exporter has merged with convolutions counted. */
  unfolded(): Counts;
}

/** How a network is counted. */
export interface CountOptions {
  /** True to count the normalisation that each convolution had before the exporter merged the two. */
  readonly unfold?: boolean;
}

/** Counts a network by a convention. */
export function countBy(convention: Convention, network: Network, { unfold = false }: CountOptions = {}): ConventionCount {
  const unfolded = { ...network, program: unfoldNorms(network.program) };
  const subject = unfold ? unfolded : network;
  const { numbers, items, unknown } = numbersOf(convention, subject, () => false);
  const assumptions = (convention.assumptions ?? []).flatMap(({ id, text }): Assumption[] => {
    const otherwise = numbersOf(convention, subject, (asked) => asked === id).numbers;
    return sameNumbers(numbers, otherwise) ? [] : [{ id, text, otherwise }];
  });
  return {
    convention,
    numbers,
    items,
    assumptions: [...layersAreModules(convention, subject, numbers), ...assumptions],
    shortfalls: convention.counts === "nodes"
      ? unknown
      : [...unknown, ...gaps(subject), ...strangers(subject), ...folded(convention, network, unfolded, unfold)],
  };
}

/** What every convention of calls assumes of a graph that names no modules. */
function layersAreModules(convention: Convention, network: Network, numbers: ConventionNumbers): Assumption[] {
  if (network.program.namesModules) return [];
  const calls = network.program.calls.map((call) => ({ ...call, isModule: false }));
  const otherwise = numbersOf(convention, { ...network, program: { ...network.program, calls, leaves: [] } }, () => false).numbers;
  if (sameNumbers(numbers, otherwise)) return [];
  return [{
    id: "layers-are-modules",
    text: "the graph names no modules: each layer is taken for the call of a module, not of a function",
    otherwise,
  }];
}

function numbersOf(convention: Convention, network: Network, otherwise: (id: string) => boolean) {
  const numbers: Record<string, Dim> = {};
  const items: Record<string, readonly Item[]> = {};
  const unknown: Shortfall[] = [];
  for (const [name, rule] of Object.entries(convention.numbers)) {
    try {
      items[name] = rule.items(network, otherwise);
      const total = sum(items[name].map((item) => item.amount));
      const finished = rule.finish === undefined ? total : rule.finish(total);
      if (finished === undefined) throw new Unknown("it rounds, and the sizes are not known");
      numbers[name] = finished;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      unknown.push({ kind: "unknown-number", text: `${name} cannot be told: ${reason}`, missing: {} });
    }
  }
  return { numbers, items, unknown };
}

function sameNumbers(a: ConventionNumbers, b: ConventionNumbers): boolean {
  return Object.keys({ ...a, ...b }).every((name) => a[name] === b[name]);
}

function gaps({ program }: Network): Shortfall[] {
  const count = program.gaps.length;
  if (count === 0) return [];
  const text = `${count} ${count === 1 ? "node is" : "nodes are"} not counted as their shapes are not known`;
  return [{ kind: "unknown-shapes", text, missing: {} }];
}

/** Nodes with multiply-accumulates that no program of PyTorch makes: fused and quantised operators of a runtime. */
function strangers({ program, nodes }: Network): Shortfall[] {
  const claimed = new Set(program.calls.flatMap((call) => call.nodes));
  const others = nodes.filter(({ macs }, index) => macs !== 0 && !claimed.has(index));
  if (others.length === 0) return [];
  const ops = [...new Set(others.map(({ op }) => op))];
  const named = ops.length > 4 ? `${ops.slice(0, 4).join(", ")} and ${ops.length - 4} more` : ops.join(", ");
  const text = `${others.length} ${others.length === 1 ? "node stands" : "nodes stand"} for no call of PyTorch and ${
    others.length === 1 ? "is" : "are"
  } not counted: ${named}`;
  return [{ kind: "no-counterpart", text, missing: {} }];
}

/** What the normalisations are worth that the exporter has merged with convolutions. */
function folded(convention: Convention, network: Network, unfolded: Network, isUnfolded: boolean): Shortfall[] {
  const count = network.program.calls.filter((call) => call.foldedNorm).length;
  if (count === 0 || isUnfolded) return [];
  const [now, before] = [network, unfolded].map((each) => numbersOf(convention, each, () => false).numbers) as [
    ConventionNumbers,
    ConventionNumbers,
  ];
  if (sameNumbers(now, before)) return [];
  const names = Object.keys(before).filter((name) => now[name] !== undefined && now[name] !== before[name]);
  const missing = Object.fromEntries(names.map((name) => [name, subtract(before[name]!, now[name]!)]));
  const text = `the exporter has merged ${count} batch ${
    count === 1 ? "normalisation" : "normalisations"
  } with the convolutions before them`;
  return [{ kind: "folded-norms", text, missing }];
}
