/** Numbers of DeepSpeed edaa722, run with PyTorch 1.13. */
import { checkLayers } from "./_layers.ts";

Deno.test("deepspeed: single layers", () =>
  checkLayers("deepspeed", {
    "Conv2d(16,32,3,p1)": { flops: 2219520, macs: 1105920, params: 4640 },
    "Conv2d s2 g4": { flops: 140160, macs: 69120 },
    "ConvTranspose2d s2 op1": { flops: 2213760, macs: 1105920 },
    "ConvTranspose2d s2 g4": { flops: 138560, macs: 69120 },
    "Linear(20,30) on 2×7×20": { flops: 16800, macs: 8400 },
    BatchNorm2d: { flops: 7680, macs: 0 },
    "LayerNorm(20) on 2×7×20": { flops: 1400, macs: 0 },
    "GroupNorm(4,16)": { flops: 19200, macs: 0 },
    ReLU: { flops: 3840, macs: 0 },
    "Softmax(-1) on 2×7×20": { flops: 280, macs: 0 },
    "AdaptiveAvgPool2d((3,5))": { flops: 3840, macs: 0 },
    "x @ xᵀ on 2×3×7×5": { flops: 2940, macs: 1470 },
    "Upsample ×2 bilinear": { flops: 15360, macs: 0 },
    "Upsample ×2 nearest": { flops: 15360, macs: 0 },
    "F.interpolate ×2 bilinear": { flops: 15360, macs: 0 },
    "RNN(8,16,2) on 3×5×8": { flops: 27360, macs: 0 },
    "GRU(8,16,2) on 3×5×8": { flops: 84000, macs: 0 },
    "LSTM(8,16,2) both ways": { flops: 286080, macs: 0 },
    "MultiheadAttention(64,4) on 2×10×64": { flops: 707360, macs: 353280 },
  }));
