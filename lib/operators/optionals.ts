/** Operators on values that may be absent. */
import type { ValueType } from "../model/types.ts";
import { tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { type Operand, Unknown } from "./operand.ts";

function typeOf({ type, name }: Operand): ValueType {
  if (type === undefined) throw new Unknown(`the type of ${name} is not known`);
  return type;
}

const optionalValue = defineOperator({
  name: "Optional",
  summary: "The input as a value that is there, or one of a given type that is absent.",
  inputs: ["input?"],
  outputs: ["output"],
  attributes: { type: optional.type },
  view: "input",
  shape({ input }, { type }) {
    const element = input === undefined ? type : typeOf(input);
    return [{ kind: "optional", ...(element && { element }) }];
  },
  work: () => ({ free: "view" }),
});

const optionalGetElement = defineOperator({
  name: "OptionalGetElement",
  summary: "The value that an optional holds; a value that cannot be absent itself.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: {},
  view: "input",
  shape({ input }) {
    const type = typeOf(input);
    return [type.kind === "optional" ? type.element : type];
  },
  value: ({ input }) => [input.value],
  work: () => ({ free: "view" }),
});

const optionalHasElement = defineOperator({
  name: "OptionalHasElement",
  summary: "Whether a value is there.",
  inputs: ["input?"],
  outputs: ["output"],
  attributes: {},
  shape: () => [tensorType("bool", [])],
  value({ input }) {
    if (input === undefined) return [[0]];
    if (typeOf(input).kind === "optional") throw new Unknown("whether the optional holds a value is not known");
    return [[1]];
  },
  work: () => ({ free: "shape" }),
  reads: () => ({ input: 0 }),
});

/** The operators on values that may be absent. */
export const optionalOperators: readonly Operator[] = [optionalValue, optionalGetElement, optionalHasElement];
