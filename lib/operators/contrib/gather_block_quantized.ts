import { type Dim, divideExactly, floorDivide, multiply } from "../../model/dim.ts";
import { knownDType, tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator } from "../define.ts";
import { inBits } from "./_packed_bits.ts";
import { axisOf, type Operand } from "../operand.ts";

/** How many elements lie in one of the stored ones: several, low bits first along the last axis, only where they are stored as bytes. */
function packed(data: Operand, bits: number): number {
  return data.dtype === "uint8" ? 8 / bits : 1;
}

/** Gather from a table that is quantized by blocks, then DequantizeLinear (onnxruntime, docs/ContribOperators.md). */
export const gatherBlockQuantized: Operator = defineOperator({
  name: "GatherBlockQuantized",
  domain: "com.microsoft",
  summary: "For each index, the slice of a quantized table at that place of an axis, as real numbers.",
  inputs: ["data", "indices", "scales", "zero_points?"],
  outputs: ["output"],
  attributes: { bits: 4, block_size: 128, gather_axis: 0, quantize_axis: 1 },
  roles: { data: "parameter", scales: "constant", zero_points: "constant" },
  packed({ data }, { bits }) {
    const shape = data.shape.map((dim, axis) => Number(dim) * (axis === data.rank - 1 ? packed(data, bits) : 1));
    return { data: { shape, ...(data.dtype === "uint8" && inBits(bits)) } };
  },
  shape({ data, indices, scales }, { bits, gather_axis }) {
    const at = axisOf(gather_axis, data.rank, "data");
    const last = data.rank - 1;
    const table = data.shape.map((dim, axis) => axis === last ? multiply(dim, packed(data, bits)) : dim);
    return [tensorType(knownDType(scales), [...table.slice(0, at), ...indices.shape, ...table.slice(at + 1)])];
  },
  // Bytes without zero points lie around the middle of their range.
  work: ({ data, zero_points }, { output: { size } }) => ({ muls: size, adds: zero_points || data.dtype === "uint8" ? size : 0 }),
  reads({ data }, { output: { size } }, { bits }): { data: Dim } {
    const count = packed(data, bits);
    return { data: divideExactly(size, count) ?? floorDivide(size, count) };
  },
});
