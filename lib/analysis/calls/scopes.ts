/**
 * The calls that a node was made in, as a tool that watches the program sees them: by every path that a module is called at, and no path where nothing is said.
 *
 * PyTorch's TorchScript exporter names a node by the scopes of the calls around it: `/layer1/layer1.0/conv1/Conv`. A child of a Sequential
 * repeats its parent's name, a second call of the same module gets a suffix (`relu_1`).
 *
 * @module
 */
import type { FlatNode } from "../inline.ts";

/** The path of the module that each node was called in; `""` where it is the network itself, or where nothing is said. */
export function callScopes(nodes: readonly FlatNode[], parameterNames: Iterable<string>): string[] {
  const owners = ownersOf(parameterNames);
  const scopes = nodes.map(scopeOf);
  const siblings = new Set(scopes.flatMap((scope) => scope.map((_, depth) => scope.slice(0, depth + 1).join("/"))));
  return scopes.map((scope) => pathOf(scope, owners, siblings));
}

/** Every module that owns a parameter, and those around it. */
function ownersOf(parameterNames: Iterable<string>): Set<string> {
  const owners = new Set<string>();
  for (const name of parameterNames) {
    for (let at = name.lastIndexOf("."); at > 0; at = name.lastIndexOf(".", at - 1)) owners.add(name.slice(0, at));
  }
  return owners;
}

/** The scopes around a node, outermost first: of its own name, or of the function calls that it came from. */
function scopeOf({ node, calls }: FlatNode): string[] {
  if (calls.length > 0) return calls.slice(1).map((call) => call.name.split("/").at(-1)!);
  if (!node.name.includes("/")) return [];
  return node.name.split("/").filter((part) => part !== "").slice(0, -1);
}

function pathOf(scope: readonly string[], owners: ReadonlySet<string>, siblings: ReadonlySet<string>): string {
  let path = "";
  let previous: string | undefined;
  scope.forEach((part, depth) => {
    const own = previous !== undefined && part.startsWith(`${previous}.`) ? part.slice(previous.length + 1) : part;
    const prefix = path === "" ? "" : `${path}.`;
    path = prefix + withoutRepeat(own, prefix, scope.slice(0, depth), part, owners, siblings);
    previous = part;
  });
  return path;
}

/** `relu_1` is the second call of `relu`, unless a module of that very name owns parameters or nothing is called `relu`. */
function withoutRepeat(
  own: string,
  prefix: string,
  around: readonly string[],
  part: string,
  owners: ReadonlySet<string>,
  siblings: ReadonlySet<string>,
): string {
  const repeat = /^(.+)_\d+$/.exec(own);
  if (repeat === null || owners.has(prefix + own)) return own;
  const first = repeat[1]!;
  const firstPart = part.slice(0, part.length - own.length) + first;
  return owners.has(prefix + first) || siblings.has([...around, firstPart].join("/")) ? first : own;
}
