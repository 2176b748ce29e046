import type { Dim } from "../model/dim.ts";
import { type DType, DTYPES } from "../model/dtype.ts";
import type { TensorType } from "../model/types.ts";
import { Contradiction, type Operand } from "./operand.ts";

/** The type of a tensor, for an output whose element type is not the first input's. */
export function tensorType(dtype: DType | undefined, shape: readonly Dim[]): TensorType {
  return { kind: "tensor", ...(dtype && { dtype }), shape };
}

/** The element type that an attribute such as `to` or `dtype` names by its number in the standard's `TensorProto.DataType`. */
export function dtypeOf(code: number, attribute: string): DType {
  const dtype = DTYPES[code - 1];
  if (dtype === undefined) throw new Contradiction(`${attribute} must name an element type: current value is ${code}`);
  return dtype;
}

/** The element type of an operand, where it is there and known. */
export function knownDType(operand: Operand | undefined): DType | undefined {
  return operand?.type?.kind === "tensor" ? operand.type.dtype : undefined;
}
