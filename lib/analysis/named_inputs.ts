import { nameOf } from "../operators/bind.ts";
import type { Operator } from "../operators/define.ts";

/** What a definition calls the inputs of a node that are not left out, with the values that stand there. */
export function namedInputs(operator: Operator, inputs: readonly string[]): [name: string, value: string][] {
  const last = operator.inputs.length - 1;
  return inputs.flatMap((value, slot): [string, string][] => {
    const mark = operator.inputs[Math.min(slot, last)];
    return value === "" || mark === undefined ? [] : [[nameOf(mark), value]];
  });
}
