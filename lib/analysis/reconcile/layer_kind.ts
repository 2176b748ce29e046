import type { Call } from "../calls/call.ts";
import type { Item } from "../conventions/convention.ts";
import type { NodeCost } from "../profile.ts";

/** So many operators are named of a part that is no one call. */
const MOST_OPERATORS = 3;

/** Tells what kind of layer parts of a number are for that stand among these nodes, in a reader's words: `BatchNorm`, `MatMul as a function`. */
export type LayerKinds = (items: readonly Item[], nodes: readonly number[]) => string;

/** Kinds of layers of a network that makes these calls. */
export function layerKinds(calls: readonly Call[], nodes: readonly NodeCost[]): LayerKinds {
  const byNodes = Map.groupBy(calls, (call) => call.nodes.join());
  const byNode = new Map<number, Call[]>();
  for (const call of calls) call.nodes.forEach((index) => byNode.set(index, [...byNode.get(index) ?? [], call]));
  const exactly = ({ nodes, module }: Item): Call | undefined => {
    const same = byNodes.get(nodes.join()) ?? [];
    return same.find((call) => call.module === module) ?? same[0];
  };
  const inside = (indices: readonly number[]): Call | undefined => {
    const own = new Set(indices);
    return largest([...own].flatMap((index) => byNode.get(index) ?? []).filter((call) => call.nodes.every((each) => own.has(each))));
  };
  return (items, around) => {
    const call = largest(items.map(exactly).filter((each) => each !== undefined)) ?? inside(around);
    return call === undefined || call.type === "Other" ? operatorsOf(items, nodes) : kindOf(call);
  };
}

function largest(calls: readonly Call[]): Call | undefined {
  return calls.reduce<Call | undefined>(
    (best, call) => best === undefined || call.nodes.length > best.nodes.length ? call : best,
    undefined,
  );
}

/** What is called, and how, where that decides who sees it. */
function kindOf({ type, isModule, inLeaf, parameters, within }: Call): string {
  if (within.attention && !isModule) return `${type} in an attention module`;
  if (within.fused) return `${type} in a fused encoder layer`;
  if (isModule) return type;
  return inLeaf && parameters.length > 0 ? `${type} in a module of another class` : `${type} as a function`;
}

function operatorsOf(items: readonly Item[], nodes: readonly NodeCost[]): string {
  const ops = [...new Set(items.flatMap((item) => item.nodes).map((index) => nodes[index]!.op))];
  if (ops.length === 0) return "no node";
  return ops.slice(0, MOST_OPERATORS).join(", ") + (ops.length > MOST_OPERATORS ? "…" : "");
}
