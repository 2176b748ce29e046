/** Arithmetic on numbers of 8 bits whose results have 32 (onnxruntime, docs/ContribOperators.md). */
import { add } from "../../model/dim.ts";
import { broadcast } from "../_broadcast.ts";
import { tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, Operand } from "../operand.ts";
import { reductions } from "../reductions.ts";
import { named } from "./_channels_last.ts";

const domain = "com.microsoft";

const mulInteger = defineOperator({
  name: "MulInteger",
  domain,
  summary: "The product of whole numbers, less their zero points.",
  inputs: ["A", "A_zero_point?", "B", "B_zero_point?"],
  outputs: ["C"],
  attributes: {},
  roles: { A_zero_point: "constant", B_zero_point: "constant" },
  shape: ({ A, B }, _, site) => [tensorType("int32", broadcast([A.shape, B.shape], site))],
  work: ({ A, A_zero_point, B, B_zero_point }, { C }) => ({
    muls: C.size,
    adds: add(A_zero_point ? A.size : 0, B_zero_point ? B.size : 0),
  }),
});

const reduceSum = named(reductions, "ReduceSum");

/** The operands of ReduceSum, whose axes are a list here. */
function sumOperands(data: Operand, axes: readonly number[] | undefined): never {
  if (axes === undefined) throw new Contradiction("attribute axes must be present: it is missing");
  return { data, axes: new Operand("axes", tensorType("int64", [axes.length]), axes) } as never;
}

const reduceSumInteger = defineOperator({
  name: "ReduceSumInteger",
  domain,
  summary: "The sum of whole numbers along axes.",
  inputs: ["data"],
  outputs: ["reduced"],
  attributes: { axes: optional.ints, keepdims: 1 },
  shape({ data }, { axes, keepdims }, site) {
    const [shape] = reduceSum.shape(sumOperands(data, axes), { keepdims, noop_with_empty_axes: 0 }, site);
    return [tensorType(data.dtype === "uint8" ? "uint32" : "int32", shape as never)];
  },
  work: ({ data }, { reduced }, { axes, keepdims }) =>
    reduceSum.work(sumOperands(data, axes), { reduced } as never, { keepdims, noop_with_empty_axes: 0 }),
});

/** The arithmetic on numbers of 8 bits. */
export const integerArithmetic: readonly Operator[] = [mulInteger, reduceSumInteger];
