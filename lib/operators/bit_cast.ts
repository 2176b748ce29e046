import { bitsOf } from "../model/dtype.ts";
import { dtypeOf, tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction } from "./operand.ts";

/** The same bits under another type. */
export const bitCast: Operator = defineOperator({
  name: "BitCast",
  summary: "The input's bits, read as another type of the same width.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: { to: optional.int },
  view: "input",
  shape({ input }, { to }) {
    if (to === undefined) throw new Contradiction("attribute to must be present: it is missing");
    const dtype = dtypeOf(to, "to");
    if (bitsOf(dtype) !== bitsOf(input.dtype)) {
      throw new Contradiction(`to must be as wide as the input's type: they are ${dtype} and ${input.dtype}`);
    }
    return [tensorType(dtype, input.shape)];
  },
  work: () => ({ free: "view" }),
});
