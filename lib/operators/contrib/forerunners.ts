/**
 * Operators that onnxruntime had before the standard, or with more types, in its meaning (docs/ContribOperators.md). The versions
 * of onnxruntime's domain are not the standard's, so nothing here was otherwise in earlier ones.
 */
import { knownDType, tensorType } from "../_tensor_type.ts";
import type { Operands, Operator } from "../define.ts";
import { gathers } from "../gather.ts";
import { grids } from "../grids.ts";
import { Operand } from "../operand.ts";
import { pad as standardPad } from "../pad.ts";
import { quantizers } from "../quantization.ts";
import { rearrangements } from "../rearrange.ts";

const domain = "com.microsoft";

const NAMES = new Set(["DequantizeLinear", "GatherND", "GridSample", "QuantizeLinear", "Trilu"]);

/** The padding as a vector, which may also be a matrix of one row here. */
function asVector(inputs: Operands<string>): Operands<string> {
  const pads = inputs.pads as Operand;
  if (!pads.hasShape || pads.rank !== 2) return inputs;
  return { ...inputs, pads: new Operand("pads", tensorType(knownDType(pads), [pads.size]), pads.elements) } as Operands<string>;
}

const pad: Operator = {
  ...standardPad,
  domain,
  earlier: [],
  shape: (inputs, attributes, site) => standardPad.shape(asVector(inputs), attributes, site),
  value: (inputs, attributes, outputs) => standardPad.value!(asVector(inputs), attributes, outputs),
};

/** The operators that are the standard's in another domain. */
export const forerunners: readonly Operator[] = [
  pad,
  ...[...gathers, ...grids, ...quantizers, ...rearrangements]
    .filter(({ name }) => NAMES.has(name))
    .map((operator) => ({ ...operator, domain, earlier: [] })),
];
