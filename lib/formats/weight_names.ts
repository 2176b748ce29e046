/**
 * What the names of weights tell, in files that hold weights and nothing about the modules that they belong to.
 *
 * @module
 */
import { type DType, isFloat } from "../model/dtype.ts";

/**
 * Last parts of names that belong to buffers. Sources: the calls of `register_buffer` in PyTorch 2 (`nn/modules/batchnorm.py`,
 * `nn/utils/spectral_norm.py`,
 * `ao/quantization/observer.py` and `fake_quantize.py`), torchvision (`models/swin_transformer.py`) and transformers 4 (`models/gpt2`, `llama`,
 * `bert`, `swin`).
 */
const BUFFERS: ReadonlySet<string> = new Set([
  "running_mean",
  "running_var",
  "num_batches_tracked",
  "weight_u",
  "weight_v",
  "_u",
  "_v",
  "min_val",
  "max_val",
  "zero_point",
  "fake_quant_enabled",
  "observer_enabled",
  "eps",
  "inv_freq",
  "original_inv_freq",
  "cos_cached",
  "sin_cached",
  "position_ids",
  "token_type_ids",
  "masked_bias",
  "causal_mask",
  "attn_mask",
  "relative_position_index",
  "relative_coords_table",
  "pixel_mean",
  "pixel_std",
]);

/** What thop registers on every module before it counts, and leaves there when counting fails or `clear` is off: `thop/profile.py` of version 0.1.1. */
const LEFTOVERS: ReadonlySet<string> = new Set(["total_ops", "total_params"]);

/** What names, types and shapes are told of a weight. */
export interface NamedWeight {
  /** The name. */
  readonly name: string;
  /** The element type. */
  readonly dtype: DType;
  /** The dimensions. */
  readonly shape: readonly number[];
}

/** The last part of a name. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/**
 * True for a weight that is a buffer to PyTorch, as far as name, type and shape tell: a known buffer's name; whole numbers, which have no gradient, except
 * quantised ones called `weight`; or GPT-2's causal mask, which is called `bias` and is square over its last axes.
 */
export function isBuffer({ name, dtype, shape }: NamedWeight): boolean {
  const last = lastPart(name);
  if (BUFFERS.has(last) || LEFTOVERS.has(last)) return true;
  if (last === "bias" && shape.length === 4 && shape[0] === 1 && shape[1] === 1 && shape[2] === shape[3]) return true;
  return !isFloat(dtype) && !(last === "weight" && /^u?int[248]$/.test(dtype));
}

/**
 * Names that a profiler left. One of thop's is told by what it is, too: a single number of double precision (or of what the network was made to),
 * with the other one beside it under the same module.
 */
export function findLeftovers(weights: Iterable<NamedWeight>): Set<string> {
  const found = new Map<string, string[]>();
  for (const { name, dtype, shape } of weights) {
    const last = lastPart(name);
    const single = shape.reduce((product, dim) => product * dim, 1) === 1 && shape.length <= 1;
    if (!LEFTOVERS.has(last) || !single || !isFloat(dtype)) continue;
    const owner = name.slice(0, name.length - last.length);
    found.set(owner, [...found.get(owner) ?? [], name]);
  }
  return new Set([...found.values()].filter((names) => names.length === LEFTOVERS.size).flat());
}
