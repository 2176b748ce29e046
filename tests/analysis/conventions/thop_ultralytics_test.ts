/** The rules of ultralytics/thop 2.1.6 (`thop/vision/basic_hooks.py`) worked out by hand. */
import { checkLayers } from "./_layers.ts";

Deno.test("thop-ultralytics: single layers", () =>
  checkLayers("thop-ultralytics", {
    "Conv2d(16,32,3,p1)": { flops: 32 * 2 * 120 * 16 * 9, params: 4640 },
    "ConvTranspose2d s2 op1": { flops: 2 * 16 * 120 * 32 * 9 },
    "ConvTranspose2d s2 g4": { flops: 2 * 16 * 120 * 8 * 9 },
    BatchNorm2d: { flops: 15360 },
    "GroupNorm(4,16)": { flops: 15360, params: 32 },
    "AvgPool2d(2)": { flops: 3840 + 960 },
    "AdaptiveAvgPool2d(1)": { flops: 3840 + 32 },
    // slices of 4, 4, 4 of 10 rows, and of 3, 3, 4, 3, 3 of 12 columns
    "AdaptiveAvgPool2d((3,5))": { flops: 32 * 12 * 16 + 480 },
    "Upsample ×2 nearest": { flops: 0 },
    "Upsample ×2 bilinear": { flops: 168960 },
    // four projections, two products, 29 for each of 80 rows of 10
    "MultiheadAttention(64,4) on 2×10×64": { flops: 2 * (4 * 10 * 64 * 64 + 2 * 10 * 10 * 64) + 80 * 29, params: 16640 },
    "LSTM(8,16,2) on 3×5×8": { flops: 61440 },
    "Embedding(50,8) on 2×7": { flops: 0, params: 400 },
  }));
