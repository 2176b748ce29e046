/** Changes of element type. */
import type { Dim } from "../model/dim.ts";
import { type DType, isFloat, isInteger } from "../model/dtype.ts";
import type { Element } from "../model/tensor.ts";
import { rounded, withinRange } from "./_elements.ts";
import { dtypeOf, knownDType, tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Unknown } from "./operand.ts";

/** An element as another type holds it; `undefined` where the standard leaves the result open or this does not know it. */
function castElement(element: Element, to: DType): Element {
  if (element === undefined || typeof element === "string") return to === "string" ? element : undefined;
  if (to === "bool") return typeof element === "number" ? (element === 0 ? 0 : 1) : undefined;
  if (typeof element !== "number") return isInteger(to) ? withinRange(element, to) : isFloat(to) ? element : undefined;
  if (isInteger(to)) return Number.isFinite(element) ? withinRange(Math.trunc(element) + 0 as Dim, to) : undefined;
  return isFloat(to) ? rounded(element, to) : undefined;
}

const cast = defineOperator({
  name: "Cast",
  summary: "Each element as another type.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: { to: optional.int, saturate: 1, round_mode: "up" },
  shape({ input }, { to }) {
    if (to === undefined) throw new Unknown("the node does not say which type it casts to");
    return [tensorType(dtypeOf(to, "to"), input.shape)];
  },
  value: ({ input }, _, [output]) => [input.value.map((element) => castElement(element, output!.dtype))],
  work: () => ({ free: "movement" }),
});

const castLike = defineOperator({
  name: "CastLike",
  summary: "Each element as the type of another tensor.",
  inputs: ["input", "target_type"],
  outputs: ["output"],
  attributes: { saturate: 1, round_mode: "up" },
  shapeOperands: ["target_type"],
  shape: ({ input, target_type }) => [tensorType(knownDType(target_type), input.shape)],
  value: ({ input }, _, [output]) => [input.value.map((element) => castElement(element, output!.dtype))],
  work: () => ({ free: "movement" }),
});

/** The changes of element type. */
export const casts: readonly Operator[] = [cast, castLike];
