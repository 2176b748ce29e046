import { ceilDivide, type Dim, multiply } from "../model/dim.ts";
import { bitsOf, type DType } from "../model/dtype.ts";

/** Bytes of so many elements; elements smaller than a byte are packed. Strings are counted as 0: their length is no property of the model. */
export function byteCount(count: Dim, dtype: DType): Dim {
  const bits = bitsOf(dtype) ?? 0;
  return bits % 8 === 0 ? multiply(count, bits / 8) : ceilDivide(multiply(count, bits), 8);
}
