/** Numbers of PyTorch's FlopCounterMode. */
import { checkLayers } from "./_layers.ts";

Deno.test("torch: single layers", () =>
  checkLayers("torch", {
    "Conv2d(16,32,3,p1)": { flops: 2211840 },
    "Conv2d s2 g4": { flops: 138240 },
    "ConvTranspose2d s2 op1": { flops: 2211840 },
    "ConvTranspose2d s2 g4": { flops: 552960 },
    "Linear(20,30) on 2×7×20": { flops: 16800 },
    "Linear without bias on 2×20": { flops: 2400 },
    "F.linear(20,30) on 2×7×20": { flops: 16800 },
    BatchNorm2d: { flops: 0 },
    "LayerNorm(20) on 2×7×20": { flops: 0 },
    ReLU: { flops: 0 },
    "x @ xᵀ on 2×3×7×5": { flops: 2940 },
    "Upsample ×2 bilinear": { flops: 0 },
    "RNN(8,16,2) on 3×5×8": { flops: 26880 },
    "GRU(8,16,2) on 3×5×8": { flops: 80640 },
    "LSTM(8,16,2) on 3×5×8": { flops: 107520 },
    "LSTM(8,16,2) both ways": { flops: 276480 },
    "MultiheadAttention(64,4) on 2×10×64": { flops: 706560 },
    "MultiheadAttention with a mask": { flops: 706560 },
    "Embedding(50,8) on 2×7": { flops: 0 },
  }));
