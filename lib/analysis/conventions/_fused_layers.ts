import type { AssumptionRule } from "./convention.ts";

/** What runs inside a fused operation is seen by no hook. */
export const FUSED_ASSUMPTION: AssumptionRule = {
  id: "fused-encoder-layer",
  text:
    "nn.TransformerEncoderLayer runs as one fused operation, as it does in eval mode without gradients since PyTorch 1.12: no hook sees inside",
};
