import { nameOf } from "../operators/bind.ts";
import type { Operator } from "../operators/define.ts";

/** What a definition calls the inputs of a node that are not left out, with the values that stand there. */
export function namedInputs({ inputs }: Operator, values: readonly string[]): [name: string, value: string][] {
  return named(inputs, values);
}

/** The same of its outputs. */
export function namedOutputs({ outputs }: Operator, values: readonly string[]): [name: string, value: string][] {
  return named(outputs, values);
}

function named(marks: readonly string[], values: readonly string[]): [name: string, value: string][] {
  return values.flatMap((value, slot): [string, string][] => {
    const mark = marks[Math.min(slot, marks.length - 1)];
    return value === "" || mark === undefined ? [] : [[nameOf(mark), value]];
  });
}
