/** From real numbers to few bits and back. */
import { type Dim, subtract } from "../model/dim.ts";
import { dtypeOf, knownDType, tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator } from "./define.ts";
import { repeatWork, sumWork, type Work } from "./work.ts";

/** saturate(round(x / scale) + zero point) of one element. */
export function quantizeWork(hasZeroPoint: boolean): Work {
  return { divs: 1, rounds: 1, adds: hasZeroPoint ? 1 : 0, compares: 2 };
}

const quantizeLinear = defineOperator({
  name: "QuantizeLinear",
  summary: "round(x / y_scale) + y_zero_point, kept within the range of y's type.",
  inputs: ["x", "y_scale", "y_zero_point?"],
  outputs: ["y"],
  attributes: { axis: 1, block_size: 0, output_dtype: 0, precision: 0, saturate: 1 },
  roles: { y_scale: "constant", y_zero_point: "constant" },
  shape({ x, y_zero_point }, { output_dtype }) {
    const named = output_dtype === 0 ? undefined : dtypeOf(output_dtype, "output_dtype");
    return [tensorType(y_zero_point ? knownDType(y_zero_point) ?? named : named ?? "uint8", x.shape)];
  },
  work: ({ y_zero_point }, { y }) => repeatWork(quantizeWork(y_zero_point !== undefined), y.size),
});

const dequantizeLinear = defineOperator({
  name: "DequantizeLinear",
  summary: "(x − x_zero_point) · x_scale.",
  inputs: ["x", "x_scale", "x_zero_point?"],
  outputs: ["y"],
  attributes: { axis: 1, block_size: 0, output_dtype: 0 },
  roles: { x_scale: "constant", x_zero_point: "constant" },
  shape({ x, x_scale }, { output_dtype }) {
    return [tensorType(output_dtype === 0 ? knownDType(x_scale) : dtypeOf(output_dtype, "output_dtype"), x.shape)];
  },
  work: ({ x_zero_point }, { y }) => ({ muls: y.size, adds: x_zero_point ? y.size : 0 }),
});

const dynamicQuantizeLinear = defineOperator({
  name: "DynamicQuantizeLinear",
  summary: "Quantizes x to 8 bits by a scale and zero point found from its own range.",
  inputs: ["x"],
  outputs: ["y", "y_scale", "y_zero_point"],
  attributes: {},
  shape: ({ x }) => [tensorType("uint8", x.shape), tensorType("float32", []), tensorType("uint8", [])],
  work: ({ x }) => dynamicQuantizeWork(x.size),
});

/** The work of DynamicQuantizeLinear on so many elements, as its function body has it. */
export function dynamicQuantizeWork(size: Dim): Work {
  // Range (kept around 0), scale, zero point, then QuantizeLinear.
  const others: Dim = subtract(size, 1);
  const range: Work[] = [{ compares: others }, { compares: others }, { compares: 2, adds: 1 }];
  const zeroPoint: Work = { divs: 2, adds: 1, compares: 2, rounds: 1 };
  return sumWork([...range, zeroPoint, repeatWork(quantizeWork(true), size)]);
}

/** The operators between real and quantized numbers. */
export const quantizers: readonly Operator[] = [quantizeLinear, dequantizeLinear, dynamicQuantizeLinear];
