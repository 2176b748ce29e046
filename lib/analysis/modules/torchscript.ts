/**
 * PyTorch's TorchScript exporter names a node by the scopes of the calls around it: `/layer1/layer1.0/conv1/Conv`. A child of a Sequential
 * repeats its parent's name, a child of a ModuleList stands beside the scope of the caller (`/h.0/ln_1/Div`), since a list is never called, and a
 * second call of the same module gets a suffix (`relu_1`).
 *
 * @module
 */
import { isOwnName } from "../stored_tensors.ts";
import { areRooted, type Dialect, joinPath, lastPart, parentOf, type Reading, type Subject, wordsOf } from "./dialect.ts";

/** Scopes of the TorchScript exporter. */
export const torchscript: Dialect = {
  name: "torchscript",
  summary: "node names by scopes of calls, `/layer1/layer1.0/conv1/Conv` (torch.onnx.export)",
  pytorch: true,
  read,
};

function read({ typed, stored, owners }: Subject): Reading | undefined {
  const names = typed.nodes.map((node) => wordsOf(node).name);
  if (!areRooted(names)) return undefined;
  const scopes = names.map(scopesOf);
  const modules = new Scopes(owners);
  scopes.forEach((scope, index) => {
    const { node } = typed.nodes[index]!;
    const tensors = node.inputs.flatMap((input) => stored.rootOf(input)?.name ?? []).filter(isOwnName);
    if (scope !== undefined) modules.add(scope, node.op, new Set(tensors.map(parentOf)));
  });
  const paths = scopes.map((scope, index) => scope && modules.pathOf(scope, typed.nodes[index]!.node.op));
  return { paths, called: modules.called };
}

/**
 * The scopes in a node's name, outermost first; `undefined` for a name of another kind. Tools put a word before the name of the node that they add one
 * for (`InsertedCast_/conv1/Conv`), or what they have done behind it (`/norm/Mul/LayerNormFusion/` and `/conv1/Conv_Grad/ConvGrad_0` by onnxruntime).
 */
function scopesOf(name: string): string[] | undefined {
  const start = /^(\w+_)?(?=\/)/.exec(name)?.[0].length;
  if (start === undefined) return undefined;
  const parts = name.slice(start).replace(/_token_\d+$/, "").split("/").filter((part) => part !== "");
  const gradient = parts.findIndex((part) => part.endsWith("_Grad"));
  if (gradient >= 0) return parts.slice(0, gradient);
  return parts.slice(0, parts.at(-1)?.endsWith("Fusion") ? -2 : -1);
}

/** Operators that one call of a module may need and another not. */
const INCIDENTAL = new Set([
  "Cast",
  "Concat",
  "Constant",
  "Expand",
  "Gather",
  "Identity",
  "Reshape",
  "Shape",
  "Slice",
  "Squeeze",
  "Unsqueeze",
]);

/** All scopes of a network, and the modules that they stand for. */
class Scopes {
  /** Modules that are called. */
  readonly called: Set<string> = new Set([""]);
  readonly #owners: ReadonlySet<string>;
  /** The operators in each scope. */
  readonly #ops = new Map<string, Set<string>>();
  /** The owner of the tensors that a scope uses, where it has the scope's name. */
  readonly #told = new Map<string, string>();

  constructor(owners: ReadonlySet<string>) {
    this.#owners = owners;
  }

  /** Takes in a node of a scope that uses tensors of these owners. */
  add(scope: readonly string[], op: string, owners: ReadonlySet<string>): void {
    scope.forEach((_, depth) => {
      const key = scope.slice(0, depth + 1).join("/");
      this.#ops.set(key, (this.#ops.get(key) ?? new Set()).add(op));
    });
    const [owner] = owners;
    const own = scope.at(-1)?.split(".").at(-1);
    if (owner === undefined || owners.size > 1 || own === undefined || this.#told.has(scope.join("/"))) return;
    const name = lastPart(owner);
    if (own === name || own.replace(/_\d+$/, "") === name) this.#told.set(scope.join("/"), owner);
  }

  /** The path of the module in whose innermost scope a node of that operator stands. */
  pathOf(scope: readonly string[], op: string): string {
    let path = "";
    let previous: string | undefined;
    scope.forEach((part, depth) => {
      const own = previous !== undefined && part.startsWith(`${previous}.`) ? part.slice(previous.length + 1) : part;
      const around = scope.slice(0, depth);
      path = this.#told.get([...around, part].join("/")) ?? joinPath(path, this.#withoutRepeat(own, path, around, part, op));
      this.called.add(path);
      previous = part;
    });
    return path;
  }

  /**
   * `relu_1` is the second call of `relu`, unless a module of that very name owns parameters, or nothing is called `relu`, or what is called so never does
   * what is done here.
   */
  #withoutRepeat(own: string, path: string, around: readonly string[], part: string, op: string): string {
    const first = /^(.+)_\d+$/.exec(own)?.[1];
    if (first === undefined || this.#owners.has(joinPath(path, own))) return own;
    const ops = this.#ops.get([...around, part.slice(0, part.length - own.length) + first].join("/"));
    if (ops === undefined) return this.#owners.has(joinPath(path, first)) ? first : own;
    return ops.has(op) || INCIDENTAL.has(op) ? first : own;
  }
}
