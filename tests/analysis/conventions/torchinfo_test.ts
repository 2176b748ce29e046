/** Numbers of torchinfo 5c4164f, run with PyTorch 1.13. */
import { checkLayers } from "./_layers.ts";

Deno.test("torchinfo: single layers", () =>
  checkLayers("torchinfo", {
    "Conv2d(16,32,3,p1)": { totalMultAdds: 1113600, totalParams: 4640 },
    "Conv2d without bias": { totalMultAdds: 1105920 },
    "Conv2d s2 g4": { totalMultAdds: 71040 },
    "ConvTranspose2d s2 op1": { totalMultAdds: 4454400 },
    "ConvTranspose2d s2 g4": { totalMultAdds: 1243200 },
    "Linear(20,30) on 2×7×20": { totalMultAdds: 8820 },
    "Linear without bias on 2×20": { totalMultAdds: 1200 },
    "F.linear(20,30) on 2×7×20": { totalMultAdds: 0, totalParams: 630 }, // no module is called
    BatchNorm2d: { totalMultAdds: 64 },
    "LayerNorm(20) on 2×7×20": { totalMultAdds: 80 },
    "GroupNorm(4,16)": { totalMultAdds: 64 },
    "InstanceNorm2d affine": { totalMultAdds: 64 },
    ReLU: { totalMultAdds: 0 },
    LeakyReLU: { totalMultAdds: 0 },
    PReLU: { totalMultAdds: 2 },
    GELU: { totalMultAdds: 0 },
    "Softmax(-1) on 2×7×20": { totalMultAdds: 0 },
    "AdaptiveAvgPool2d(1)": { totalMultAdds: 0 },
    "x @ xᵀ on 2×3×7×5": { totalMultAdds: 0 },
    "Upsample ×2 bilinear": { totalMultAdds: 0 },
    "RNN(8,16,2) on 3×5×8": { totalMultAdds: 14400 },
    "GRU(8,16,2) on 3×5×8": { totalMultAdds: 43200 },
    "LSTM(8,16,2) on 3×5×8": { totalMultAdds: 57600 },
    "LSTM(8,16,2) both ways": { totalMultAdds: 145920 },
    "MultiheadAttention(64,4) on 2×10×64": { totalMultAdds: 0 },
    "Embedding(50,8) on 2×7": { totalMultAdds: 800 },
  }));
