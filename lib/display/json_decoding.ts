import type { Decoding, PassCost } from "../analysis/decoding.ts";
import { accessJson, type CostWriter, dimJson, type JsonCost, type JsonDim, type JsonMemoryAccess } from "./json_cost.ts";

/** What one pass of a decoder costs. */
export interface JsonPass {
  /** Multiply-accumulates. */
  readonly macs: JsonCost;
  /** Operations under the `flopbook` convention. */
  readonly flops: JsonCost;
  /** Memory touched. */
  readonly memoryAccess: JsonMemoryAccess;
}

/** What it costs to write text with a decoder that has a cache, in its own free dimensions. */
export interface JsonDecoding {
  /** The dimension that counts texts. */
  readonly batch?: string;
  /** The dimension that counts cached tokens. */
  readonly past: string;
  /** The dimension that counts new tokens. */
  readonly added?: string;
  /** The pass over a prompt, with an empty cache. */
  readonly prefill?: JsonPass;
  /** The pass for one token more of each text. */
  readonly step: JsonPass;
  /** Bytes of the cache for each token of one text. */
  readonly cacheBytesPerToken: JsonDim;
  /** How many tensors the cache consists of. */
  readonly cacheTensors: number;
  /** The input that chooses between the two passes. */
  readonly switchedBy?: string;
}

/** The costs of writing text as a plain object. */
export function decodingJson({ prefill, step, cacheBytesPerToken, ...names }: Decoding, cost: CostWriter): JsonDecoding {
  const pass = ({ macs, flops, memoryAccess }: PassCost): JsonPass => ({
    macs: cost(macs),
    flops: cost(flops),
    memoryAccess: accessJson(memoryAccess, cost),
  });
  return { ...names, ...(prefill && { prefill: pass(prefill) }), step: pass(step), cacheBytesPerToken: dimJson(cacheBytesPerToken) };
}
