/**
 * Operators that onnxruntime had before the standard, or with more types, in its meaning (docs/ContribOperators.md). The versions
 * of onnxruntime's domain are not the standard's, so nothing here was otherwise in earlier ones.
 */
import type { Operator } from "../define.ts";
import { gathers } from "../gather.ts";
import { grids } from "../grids.ts";
import { pad } from "../pad.ts";
import { quantizers } from "../quantization.ts";
import { rearrangements } from "../rearrange.ts";

const NAMES = new Set(["DequantizeLinear", "GatherND", "GridSample", "Pad", "QuantizeLinear", "Trilu"]);

/** The operators that are the standard's in another domain. */
export const forerunners: readonly Operator[] = [...gathers, ...grids, pad, ...quantizers, ...rearrangements]
  .filter(({ name }) => NAMES.has(name))
  .map((operator) => ({ ...operator, domain: "com.microsoft", earlier: [] }));
