/** Dropout whose mask takes a bit an element (onnxruntime, docs/ContribOperators.md). At inference nothing is dropped. */
import { ceilDivide, type Dim, multiply } from "../../model/dim.ts";
import { tensorType } from "../_tensor_type.ts";
import { defineOperator, type Operator, optional, type OutputType } from "../define.ts";
import type { Operand } from "../operand.ts";

const domain = "com.microsoft";

/** The elements' shape, and words of 32 bits for all of them (contrib_ops/cuda/nn/dropout.cc). */
function shapesOf({ shape, size }: Operand): readonly OutputType[] {
  const words: Dim = ceilDivide(size, 32);
  return [shape, tensorType("uint32", [words])];
}

const bitmaskDropout = defineOperator({
  name: "BitmaskDropout",
  domain,
  summary: "The data as they are, at inference.",
  inputs: ["data", "ratio?", "training_mode?"],
  outputs: ["output", "mask?"],
  attributes: { seed: optional.int },
  shapeOperands: ["ratio", "training_mode"],
  view: "data",
  shape: ({ data }) => shapesOf(data),
  work: () => ({ free: "view" }),
});

const bitmaskBiasDropout = defineOperator({
  name: "BitmaskBiasDropout",
  domain,
  summary: "Dropout of data + bias, and the addition of a residual where there is one.",
  inputs: ["data", "bias", "residual?", "ratio?", "training_mode?"],
  outputs: ["output", "mask?"],
  attributes: { seed: optional.int },
  shapeOperands: ["ratio", "training_mode"],
  roles: { bias: "parameter" },
  shape: ({ data }) => shapesOf(data),
  work: ({ data, residual }) => ({ adds: multiply(data.size, residual ? 2 : 1) }),
});

/** Dropouts with a mask of bits. */
export const bitmaskDropouts: readonly Operator[] = [bitmaskDropout, bitmaskBiasDropout];
