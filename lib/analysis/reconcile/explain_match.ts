import { atMost, type Dim, divideExactly, multiply, subtract, sum } from "../../model/dim.ts";
import type { NodeCost } from "../profile.ts";
import type { Match, Part } from "./match_items.ts";
import type { Step } from "./waterfall.ts";

/** A difference between both sides in one match. */
export interface Difference {
  /** What kind it is. */
  readonly kind: Exclude<Step["kind"], "finish" | "sample">;
  /** How much the number that the reader goes to is more. */
  readonly amount: Dim;
  /** Parts that differ, of the number that the reader comes from. */
  readonly from: readonly Part[];
  /** Parts that differ, of the number that the reader goes to. */
  readonly to: readonly Part[];
  /** Indices of all nodes of the match. */
  readonly nodes: readonly number[];
}

/** What is asked of how a side counts. */
export interface Way {
  /** What it counts for one multiply-accumulate. */
  readonly perMac: number;
  /** True where its parts are of a graph's nodes, which a reader sees as one layer. */
  readonly isOfNodes: boolean;
}

/** How both sides count. */
export interface Ways {
  /** The number that the reader comes from. */
  readonly from: Way;
  /** The number that the reader goes to. */
  readonly to: Way;
}

/** What is known of the nodes of a match. */
interface Subject {
  readonly nodes: readonly number[];
  readonly macs: Dim;
  readonly biases: Dim;
}

/** Explains by what the parts of a match differ. All differences sum to that of the parts. */
export function explainMatch(match: Match, ways: Ways, nodes: readonly NodeCost[]): Difference[] {
  const costs = match.nodes.map((index) => nodes[index]!);
  const macs = sum(costs.map((node) => node.macs));
  const [scaled, rest] = pairUp(
    match,
    ({ amount: a }, { amount: b }) =>
      macs !== 0 && ways.from.perMac !== ways.to.perMac && multiply(a, ways.to.perMac) === multiply(b, ways.from.perMac),
  );
  const [, { from, to }] = pairUp(rest, (a, b) => a.amount === b.amount && a.item.nodes.join() === b.item.nodes.join());
  const inUnit = scaled.map(([a, b]): Difference => ({
    kind: "unit",
    amount: subtract(b.amount, a.amount),
    from: [a],
    to: [b],
    nodes: match.nodes,
  }));
  const subject = {
    nodes: match.nodes,
    macs: subtract(macs, sum(scaled.map(([a]) => divideExactly(a.amount, ways.from.perMac) ?? 0))),
    biases: macs === 0 ? 0 : sum(costs.map(({ work }) => work.adds ?? 0)),
  };
  return [...inUnit, ...partition(from, to).flatMap((each) => explainRest(each, ways, subject))].filter(({ amount }) => amount !== 0);
}

type Sides = Pick<Match, "from" | "to">;

/** Takes out pairs of which both sides say the same. */
function pairUp({ from, to }: Sides, isPair: (a: Part, b: Part) => boolean): [pairs: (readonly [Part, Part])[], rest: Sides] {
  const free = [...to];
  const pairs: (readonly [Part, Part])[] = [];
  const rest = from.filter((part) => {
    const at = free.findIndex((other) => isPair(part, other));
    if (at < 0) return true;
    pairs.push([part, free.splice(at, 1)[0]!]);
    return false;
  });
  return [pairs, { from: rest, to: free }];
}

/** Parts of several modules in the same nodes, as merged ones are, stand against each other by module if both sides tell them apart alike. */
function partition(from: readonly Part[], to: readonly Part[]): Sides[] {
  const [left, right] = [from, to].map((parts) => Map.groupBy(parts, ({ item }) => item.module)) as [
    Map<string, Part[]>,
    Map<string, Part[]>,
  ];
  if (left.size !== right.size || ![...left.keys()].every((module) => right.has(module))) return [{ from, to }];
  return [...left].map(([module, parts]) => ({ from: parts, to: right.get(module)! }));
}

function explainRest({ from, to }: Sides, ways: Ways, subject: Subject): Difference[] {
  if (from.length === 0 || to.length === 0) {
    return [...oneSided("only-from", from, ways.from, subject), ...oneSided("only-to", to, ways.to, subject)];
  }
  const [before, after] = [totalOf(from), totalOf(to)];
  const isOneUnit = ways.from.perMac === ways.to.perMac;
  const both = isOneUnit ? 0 : multiply(countedByBoth(before, after, ways, subject.macs), ways.to.perMac - ways.from.perMac);
  const amount = sum([after, multiply(before, -1), multiply(both, -1)]);
  const { nodes } = subject;
  return [{ kind: "unit", amount: both, from, to, nodes }, { kind: isBias(amount, subject) ? "bias" : "rule", amount, from, to, nodes }];
}

/** What only one side counts, each reason by itself. */
function oneSided(kind: "only-from" | "only-to", parts: readonly Part[], { isOfNodes }: Way, subject: Subject): Difference[] {
  return [...Map.groupBy(parts, ({ item }) => isOfNodes ? "" : item.reason).values()].map((same) => {
    const amount = multiply(totalOf(same), kind === "only-from" ? -1 : 1);
    const sides = kind === "only-from" ? { from: same, to: [] } : { from: [], to: same };
    return { kind: isBias(amount, subject) ? "bias" : kind, amount, ...sides, nodes: subject.nodes };
  });
}

/** True for as many operations as the additions that stand beside the nodes' multiply-accumulates. */
function isBias(amount: Dim, { biases }: Subject): boolean {
  return biases !== 0 && (amount === biases || amount === multiply(biases, -1));
}

function totalOf(parts: readonly Part[]): Dim {
  return sum(parts.map(({ amount }) => amount));
}

/** Multiply-accumulates that both sides have counted: all, or those of the side that has fewer; 0 where that cannot be told. */
function countedByBoth(before: Dim, after: Dim, ways: Ways, macs: Dim): Dim {
  const candidates = [macs, divideExactly(before, ways.from.perMac), divideExactly(after, ways.to.perMac)].filter((dim) =>
    dim !== undefined
  );
  const isWithin = (dim: Dim) =>
    atMost(dim, macs) && atMost(multiply(dim, ways.from.perMac), before) && atMost(multiply(dim, ways.to.perMac), after);
  return candidates.find(isWithin) ?? 0;
}
