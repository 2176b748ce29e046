import { nameOf } from "../operators/bind.ts";
import type { Operands } from "../operators/define.ts";
import { Operand } from "../operators/operand.ts";
import type { Work } from "../operators/work.ts";
import type { TypedModel, TypedNode } from "./typed_model.ts";

/** A node's outputs under the names that its operator declares. */
export function bindOutputs(typed: TypedModel, { node, operator }: TypedNode): Operands<string> {
  const bound: { [name: string]: Operand | readonly Operand[] } = {};
  operator!.outputs.forEach((mark, index) => {
    const name = nameOf(mark);
    const operand = (value: string) => new Operand(name, typed.values.get(value)?.type, typed.values.get(value)?.elements);
    if (mark.endsWith("*")) bound[name] = node.outputs.slice(index).filter((value) => value !== "").map(operand);
    else if (node.outputs[index]) bound[name] = operand(node.outputs[index]);
    else if (!mark.endsWith("?")) bound[name] = new Operand(name, undefined);
  });
  return bound as Operands<string>;
}

/** The work of a node that has a definition; nothing where the definition says that there is none. */
export function measureWork({ operator, binding }: TypedNode, outputs: Operands<string>): Work {
  const answer = operator!.work(binding!.inputs, outputs, binding!.attributes);
  if ("free" in answer) return {};
  return Object.fromEntries(Object.entries(answer).filter(([, count]) => count !== 0));
}
