import type { DType } from "../../model/dtype.ts";

/** The type of whole numbers of so many bits, where the standard has one: weights of 3 or 5 bits have none. */
export function inBits(bits: number): { dtype?: DType } {
  const dtype = ({ 2: "uint2", 4: "uint4", 8: "uint8" } as const)[bits];
  return dtype === undefined ? {} : { dtype };
}
