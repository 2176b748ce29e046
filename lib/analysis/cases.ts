/**
 * What follows a branch whose outputs may have one rank or another. No type says both, so it is inferred once for each case; what comes out alike is one node
 * again, the rest counts as often as its case occurs.
 *
 * @module
 */
import { type Dim, multiply, subtract, symbolName } from "../model/dim.ts";
import { substitution } from "../model/dim_substitute.ts";
import { type FlatNode, ownerOf } from "./inline.ts";
import { joinElements, joinTypes, sameType } from "./join_types.ts";
import { renameNode } from "./rename_graph.ts";
import type { TypedNode, TypedValue } from "./typed_model.ts";

/** The two cases of a branch. */
export const CASES = ["then", "else"] as const;

/** A branch whose outputs may have one rank or another. */
export interface Split {
  /** How often the first case occurs: a symbol between 0 and 1. */
  readonly then: Dim;
  /** The outputs in each case. */
  readonly cases: readonly [Outputs, Outputs];
  /** What the outputs have in common. */
  readonly joined: Outputs;
}

type Outputs = readonly (TypedValue | undefined)[];

/** The split that a branch makes; `undefined` where the ranks are the same, so that sizes between bounds say all. */
export function splitOf(then: Dim, yes: Outputs, no: Outputs, joined: Outputs): Split | undefined {
  const rank = (value: TypedValue | undefined) => value?.type?.kind === "tensor" ? value.type.shape?.length : undefined;
  const differ = yes.some((value, index) => rank(value) !== undefined && rank(no[index]) !== undefined && rank(value) !== rank(no[index]));
  return differ ? { then, cases: [yes, no], joined } : undefined;
}

function prefixOf(branch: FlatNode, label: string): string {
  return `${ownerOf(branch)}.${label}/`;
}

/** Nodes, and the values that they and the branch make, under names of their own for one case. */
export function inCase(rest: readonly FlatNode[], label: string, branch: FlatNode): { rest: FlatNode[]; value: (name: string) => string } {
  const prefix = prefixOf(branch, label);
  const made = new Set([branch, ...rest].flatMap(({ node }) => node.outputs));
  const value = (name: string) => made.has(name) ? prefix + name : name;
  return { rest: rest.map((flat) => ({ ...flat, node: renameNode(flat.node, flat.node.name, { value }), inCase: prefix })), value };
}

/**
 * The nodes of both cases in one list behind those `before`, under their first names where both are alike. Values of those names get the type that both have
 * in common. A case that contradicts an operator's definition cannot occur, so that the other is the only one.
 */
export function joinCases(
  before: readonly TypedNode[],
  runs: readonly (readonly TypedNode[])[],
  then: Dim,
  branch: FlatNode,
  values: Map<string, TypedValue>,
): { readonly nodes: readonly TypedNode[]; readonly note?: string } {
  const prefixes = CASES.map((label) => prefixOf(branch, label));
  const failing = runs.map((nodes) => nodes.find((node) => node.contradicts && node.times === undefined));
  if ((failing[0] === undefined) !== (failing[1] === undefined)) {
    const only = failing[0] === undefined ? 0 : 1;
    for (const output of branch.node.outputs) values.set(output, values.get(prefixes[only]! + output) ?? { constant: false });
    const nodes = [...decided(before, then, 1 - only), ...withFirstNames(runs[only]!, prefixes[only]!, () => true, values)];
    const { node, problem } = failing[1 - only]!;
    const reason = `behind the other, ${node.op} ${node.name || node.outputs[0]} cannot run: ${problem}`;
    return { nodes, note: `of ${ownerOf(branch)} only ${CASES[only]}_branch is counted, since ${reason}` };
  }
  const alike = findAlike(branch, runs, prefixes, values);
  // Of one type in both cases, but maybe of other contents.
  const shared = [...alike].map((name) => [name, joined(values.get(prefixes[0]! + name), values.get(prefixes[1]! + name))] as const);
  const [yes, no] = runs.map((nodes, at) => withFirstNames(nodes, prefixes[at]!, (name) => alike.has(name), values));
  for (const [name, value] of shared) values.set(name, value);
  const isShared = ({ node }: TypedNode) => alike.has(node.outputs[0] ?? "");
  for (const [at, nodes] of runs.entries()) {
    for (const name of nodes.flatMap(({ node }) => node.outputs.map((output) => first(output, prefixes[at]!)))) {
      if (!alike.has(name)) values.set(name, joined(values.get(prefixes[0]! + name), values.get(prefixes[1]! + name)));
    }
  }
  const nodes = [
    ...before,
    ...yes!.map((node) => isShared(node) ? node : often(node, then)),
    ...no!.filter((node) => !isShared(node)).map((node) => often(node, subtract(1, then))),
  ];
  return { nodes };
}

/** The nodes that run when the first case occurs so often, never or always. */
function decided(nodes: readonly TypedNode[], then: Dim, often: number): TypedNode[] {
  const put = substitution(new Map([[symbolName(then)!, often]]));
  return nodes.map((node) => node.times === undefined ? node : { ...node, times: put(node.times) }).filter(({ times }) => times !== 0);
}

/** The name that a value had before it got one for its case. */
function first(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** Gives values their first names again where `isShared` says so. */
function withFirstNames(
  nodes: readonly TypedNode[],
  prefix: string,
  isShared: (name: string) => boolean,
  values: Map<string, TypedValue>,
): TypedNode[] {
  const restored = (name: string) => name.startsWith(prefix) && isShared(first(name, prefix)) ? first(name, prefix) : name;
  return nodes.map((node) => {
    for (const output of node.node.outputs) {
      if (output === restored(output)) continue;
      const value = values.get(output);
      if (value === undefined) continue; // a broken file's node may give one value twice
      values.set(restored(output), value);
      values.delete(output);
    }
    return { ...node, node: { ...node.node, inputs: node.node.inputs.map(restored), outputs: node.node.outputs.map(restored) } };
  });
}

/** The first names of what is the same in both cases. */
function findAlike(
  branch: FlatNode,
  runs: readonly (readonly TypedNode[])[],
  [yes = "", no = ""]: readonly string[],
  values: ReadonlyMap<string, TypedValue>,
): Set<string> {
  const key = (names: readonly string[], prefix: string) => names.map((name) => first(name, prefix)).join("\n");
  const seconds = new Map(runs[1]!.map((node) => [key(node.node.outputs, no), node]));
  const alike = new Set(branch.node.outputs.filter((name) => sameType(values.get(yes + name)?.type, values.get(no + name)?.type)));
  for (const node of runs[0]!) {
    const other = seconds.get(key(node.node.outputs, yes));
    if (other !== undefined && isAlike(node, other, values)) { for (const output of node.node.outputs) alike.add(first(output, yes)); }
  }
  alike.delete("");
  return alike;
}

function often(node: TypedNode, times: Dim): TypedNode {
  return { ...node, times: multiply(node.times ?? 1, times) };
}

function isAlike(a: TypedNode, b: TypedNode, values: ReadonlyMap<string, TypedValue>): boolean {
  if (a.problem !== b.problem || a.times !== b.times || a.node.inputs.length !== b.node.inputs.length) return false;
  const same = (one: string, two: string) => one === "" || sameType(values.get(one)?.type, values.get(two)?.type);
  return a.node.inputs.every((input, at) => same(input, b.node.inputs[at]!)) &&
    a.node.outputs.every((output, at) => same(output, b.node.outputs[at]!));
}

/** What two values have in common: a size that differs is not known, and so no shape either. */
function joined(a: TypedValue | undefined, b: TypedValue | undefined): TypedValue {
  if (a === undefined || b === undefined) return { constant: false };
  const elements = joinElements(a.elements, b.elements);
  if (sameType(a.type, b.type)) {
    return { ...(a.type && { type: a.type }), ...(elements && { elements }), constant: a.constant && b.constant };
  }
  let differs = false;
  const type = joinTypes(a.type, b.type, (_, [size]) => {
    differs = true;
    return size!;
  });
  const dtype = type?.kind === "tensor" ? type.dtype : undefined;
  const known = differs ? { kind: "tensor" as const, ...(dtype && { dtype }) } : type;
  return { ...(known && { type: known }), constant: a.constant && b.constant };
}
