import { ArgumentError } from "../argument_error.ts";
import { nearestNames } from "../nearest_names.ts";
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
  const found = matched.length > 0 ? matched : nearestNames(names, name).slice(0, MOST);
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
