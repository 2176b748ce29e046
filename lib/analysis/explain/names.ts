import { ArgumentError } from "../argument_error.ts";
import type { Profile } from "../profile.ts";

/** So many names are proposed. */
const MOST = 5;

/** What a name stands for. */
export type Named = { readonly kind: "module"; readonly index: number } | { readonly kind: "node"; readonly index: number };

/**
 * The module, or else the node, of that name; `""` is the network itself.
 *
 * @throws {ArgumentError} If there is none: with the names that are nearest, or that a pattern matches.
 */
export function findNamed({ modules, nodes }: Profile, name: string): Named {
  const module = modules.findIndex((each) => each.name === name);
  if (module >= 0) return { kind: "module", index: module };
  const node = nodes.findIndex((each) => each.name === name);
  if (node >= 0) return { kind: "node", index: node };
  const names = [...new Set([...modules, ...nodes].map((each) => each.name))].filter((each) => each !== "");
  const matched = /[*?]/.test(name) ? names.filter((each) => asPattern(name).test(each)) : [];
  const found = matched.length > 0 ? matched : nearest(names, name);
  const words = `${found.slice(0, MOST).map((each) => JSON.stringify(each)).join(", ")}${
    found.length > MOST && matched.length > 0 ? `, … ${found.length - MOST} more` : ""
  }`;
  const state = matched.length > 0
    ? `it is a pattern that matches ${words}`
    : found.length === 0
    ? "the network names none"
    : `the nearest are ${words}`;
  throw new ArgumentError(`Cannot explain ${JSON.stringify(name)} as it must be the name of one module or node: ${state}`);
}

/** `*` stands for anything, `?` for one character. */
function asPattern(pattern: string): RegExp {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, ".*").replace(/\?/g, ".");
  return new RegExp(`^${source}$`);
}

/** Names by how few letters differ; of a long list, those that share most letter pairs are compared. */
function nearest(names: readonly string[], name: string): string[] {
  const wanted = pairsOf(name);
  const scored = names.map((each) => {
    const pairs = pairsOf(each);
    const shared = [...pairs].filter((pair) => wanted.has(pair)).length;
    return { each, score: 2 * shared / (pairs.size + wanted.size || 1) };
  });
  return scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score).slice(0, MOST).map(({ each }) => each);
}

/** Each two letters that follow each other, as of the Sørensen–Dice coefficient; the ends count too. */
function pairsOf(text: string): Set<string> {
  const ended = `^${text.toLowerCase()}$`;
  return new Set(Array.from({ length: ended.length - 1 }, (_, at) => ended.slice(at, at + 2)));
}
