import { broadcast } from "./_broadcast.ts";
import { stretched, stretchedIfKnown } from "./_elements.ts";
import { knownDType, tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator } from "./define.ts";

/** Selection, element by element; it moves data. */
export const where: Operator = defineOperator({
  name: "Where",
  summary: "X where the condition is true, else Y.",
  inputs: ["condition", "X", "Y"],
  outputs: ["output"],
  attributes: {},
  shape({ condition, X, Y }, _, site) {
    return [tensorType(knownDType(X) ?? knownDType(Y), broadcast([condition.shape, X.shape, Y.shape], site))];
  },
  value({ condition, X, Y }, _, [output]) {
    const [yes, no] = [X, Y].map((operand) => stretchedIfKnown(operand, operand.shape, output!.shape));
    return [
      stretched(condition, condition.shape, output!.shape).map((decided, index) => {
        if (typeof decided === "number") return decided !== 0 ? yes![index] : no![index];
        return yes![index] === no![index] ? yes![index] : undefined;
      }),
    ];
  },
  work: () => ({ free: "movement" }),
});
