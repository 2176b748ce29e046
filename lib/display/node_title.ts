import type { NodeCost } from "../analysis/profile.ts";

/**
 * What a reader calls a node: its operator and the module that it is in, which exporters hide in the middle of a long name.
 *
 * @param name What it is called where it is in no module, or not known.
 */
export function nodeTitle(node: Pick<NodeCost, "op" | "module"> | undefined, name: string): string {
  return node === undefined || node.module === "" ? name : `${node.op} of ${node.module}`;
}
