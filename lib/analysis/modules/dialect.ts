/**
 * What an exporter's way of naming says about modules: the interface behind which each dialect stands in a file of its own.
 *
 * @module
 */
import type { FlatNode } from "../inline.ts";
import type { StoredTensors } from "../stored_tensors.ts";
import type { TypedModel } from "../typed_model.ts";

/** What a dialect reads from. */
export interface Subject {
  /** The model, flattened and in order of execution. */
  readonly typed: TypedModel;
  /** Its stored tensors. */
  readonly stored: StoredTensors;
  /** Every module that the model's writer declares or the names of stored tensors speak of: `layer1`, `layer1.0` and `layer1.0.bn1` for `layer1.0.bn1.weight`. */
  readonly owners: ReadonlySet<string>;
}

/** What a dialect has read. */
export interface Reading {
  /** The path of the module that each node belongs to, in order of execution; `undefined` where this dialect does not say, `""` for the network itself. */
  readonly paths: readonly (string | undefined)[];
  /** Classes that the file's words give, by path. */
  readonly classes?: ReadonlyMap<string, string>;
  /** Modules that are seen to be called; missing where the dialect cannot see it. A container that is not among them is never called. */
  readonly called?: ReadonlySet<string>;
}

/** A way in which exporters write modules down. */
export interface Dialect {
  /** A short name, such as `torchscript`. */
  readonly name: string;
  /** What it reads, in one sentence. */
  readonly summary: string;
  /** True where its words are PyTorch's, so that the tensors of a module are registered in it under PyTorch's names. */
  readonly pytorch?: boolean;
  /** True where the modules are a guess from repeated structure, and no words of the file. */
  readonly guessed?: boolean;
  /** Reads a model; `undefined` where the model does not speak this dialect. `placed` are the paths that dialects before this one have read. */
  read(subject: Subject, placed: readonly (string | undefined)[]): Reading | undefined;
}

/** What an exporter has written about a node: for one out of a function, about the outermost call; for one in a body that has no name, about the node that runs it. */
export function wordsOf({ node, calls, within }: FlatNode): { readonly name: string; readonly metadata: ReadonlyMap<string, string> } {
  return calls[0] ?? (within === undefined ? node : { name: within, metadata: node.metadata });
}

/** True where names begin with the network itself, as the TorchScript exporter writes them, and not with a scope in it. */
export function areRooted(names: readonly string[]): boolean {
  const rooted = names.filter((name) => name.startsWith("/")).length;
  return rooted > 0 && 2 * rooted >= names.filter((name) => name.includes("/")).length;
}

/** Deeper nesting than any program's; the names of a broken file may pretend more. */
const MAX_DEPTH = 64;

/** A path as far as modules nest. */
export function withinDepth(path: string): string {
  const parts = path.split(".", MAX_DEPTH);
  return parts.length < MAX_DEPTH ? path : parts.join(".");
}

/** A path and all above it, the network itself first. */
export function ancestorsOf(path: string): string[] {
  const paths = [path];
  for (let at = path; at !== "";) paths.push(at = parentOf(at));
  return paths.reverse();
}

/** The path without its last part; `""` for one of a single part. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}

/** A path's last part. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** A path below another. */
export function joinPath(parent: string, part: string): string {
  return parent === "" ? part : `${parent}.${part}`;
}
