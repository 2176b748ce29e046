import type { Draft } from "./draft.ts";

/** PyTorch's own transformer layers in a program. */
export interface TransformerLayers {
  /** Paths of encoder and decoder layers. */
  readonly all: ReadonlySet<string>;
  /** True for an encoder layer, or a module in one, that PyTorch runs as one fused operation where no gradient is wanted. */
  isFused(module: string): boolean;
}

/** Inner modules by which an encoder layer is known. */
const ENCODER_PARTS: readonly (readonly [name: string, type: Draft["type"]])[] = [
  ["self_attn", "MultiheadAttention"],
  ["linear1", "Linear"],
  ["linear2", "Linear"],
  ["norm1", "LayerNorm"],
  ["norm2", "LayerNorm"],
];

/** Finds the layers by the names and types of what is in them. Only those that take the batch first have the fused path (since release 1.12). */
export function findTransformerLayers(
  calls: readonly { readonly draft: Draft; readonly isModule: boolean; readonly module: string }[],
): TransformerLayers {
  const modules = new Map(calls.filter(({ isModule }) => isModule).map(({ module, draft }) => [module, draft]));
  const all = new Set<string>();
  const fused = new Set<string>();
  for (const [path, draft] of modules) {
    if (draft.type !== "MultiheadAttention" || !/(^|\.)self_attn$/.test(path)) continue;
    const layer = path.slice(0, -".self_attn".length);
    if (!ENCODER_PARTS.every(([name, type]) => modules.get(`${layer}.${name}`)?.type === type)) continue;
    all.add(layer);
    if (draft.details?.batchFirst === true && !modules.has(`${layer}.multihead_attn`)) fused.add(layer);
  }
  return { all, isFused: (module) => [...fused].some((layer) => module === layer || module.startsWith(`${layer}.`)) };
}
