/** Numbers of ptflops d612c75, `aten` backend, run with PyTorch 1.13. The tool runs one sample whatever the batch is. */
import { checkLayers } from "./_layers.ts";

Deno.test("ptflops-aten: single layers", () =>
  checkLayers("ptflops-aten", {
    "Conv2d(16,32,3,p1)": { macs: 556800, params: 4640 },
    "Conv2d without bias": { macs: 552960 },
    "Conv2d s2 g4": { macs: 35520 },
    "ConvTranspose2d s2 op1": { macs: 568320 },
    "ConvTranspose2d s2 g4": { macs: 155040 },
    "Linear(20,30) on 2×7×20": { macs: 4410 },
    "Linear without bias on 2×20": { macs: 600 },
    "F.linear(20,30) on 2×7×20": { macs: 4410 },
    // elements that do not lie in order: PyTorch 1.13 adds the bias by itself (aten/src/ATen/native/Linear.cpp)
    "Linear(7,30) on 2×7×20 transposed": { macs: 20 * 7 * 30 },
    BatchNorm2d: { macs: 0 },
    "LayerNorm(20) on 2×7×20": { macs: 0 },
    ReLU: { macs: 0 },
    "Softmax(-1) on 2×7×20": { macs: 0 },
    "AdaptiveAvgPool2d(1)": { macs: 0 },
    "x + x": { macs: 0 },
    "x @ xᵀ on 2×3×7×5": { macs: 735 },
    "Upsample ×2 bilinear": { macs: 0 },
    "RNN(8,16,2) on 3×5×8": { macs: 4800 },
    "GRU(8,16,2) on 3×5×8": { macs: 14400 },
    "LSTM(8,16,2) on 3×5×8": { macs: 19200 },
    "LSTM(8,16,2) both ways": { macs: 48640 },
    "MultiheadAttention(64,4) on 2×10×64": { macs: 179200 },
    "MultiheadAttention with a mask": { macs: 179200 - 6400 }, // aten.baddbmm has no rule
  }));
