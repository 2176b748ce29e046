import type { TypedModel, TypedNode } from "./typed_model.ts";

/** True for a node whose outputs can all be computed before inference, so that it costs nothing. */
export function isFolded(typed: TypedModel, { node }: TypedNode): boolean {
  return node.outputs.every((output) => output === "" || typed.values.get(output)?.constant === true);
}
