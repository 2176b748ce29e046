/** Numbers of calflops 29ca584, run with PyTorch 1.13. */
import { assertEquals } from "@std/assert";
import { checkLayers, otherwise } from "./_layers.ts";

Deno.test("calflops: single layers", () =>
  checkLayers("calflops", {
    "Conv2d(16,32,3,p1)": { flops: 2219520, macs: 1105920, params: 4640 },
    "Conv2d without bias": { flops: 2211840, macs: 1105920 },
    "Conv2d s2 g4": { flops: 140160, macs: 69120 },
    "ConvTranspose2d s2 op1": { flops: 2213760, macs: 1105920 },
    "ConvTranspose2d s2 g4": { flops: 138560, macs: 69120 },
    "Linear(20,30) on 2×7×20": { flops: 16800, macs: 8400 },
    "Linear without bias on 2×20": { flops: 2400, macs: 1200 },
    "F.linear(20,30) on 2×7×20": { flops: 16800, macs: 8400 }, // the function is patched
    BatchNorm2d: { flops: 7680, macs: 0 },
    "LayerNorm(20) on 2×7×20": { flops: 1400, macs: 0 },
    "GroupNorm(4,16)": { flops: 19200, macs: 0 },
    "InstanceNorm2d affine": { flops: 19200, macs: 0 },
    ReLU: { flops: 3840, macs: 0 },
    "F.relu": { flops: 3840, macs: 0 },
    LeakyReLU: { flops: 3840, macs: 0 },
    PReLU: { flops: 3840, macs: 0 },
    GELU: { flops: 3840, macs: 0 },
    SiLU: { flops: 3840, macs: 0 },
    Sigmoid: { flops: 0, macs: 0 },
    Hardswish: { flops: 0, macs: 0 },
    "Softmax(-1) on 2×7×20": { flops: 280, macs: 0 },
    "MaxPool2d(2)": { flops: 3840, macs: 0 },
    "AvgPool2d(2)": { flops: 3840, macs: 0 },
    "AdaptiveAvgPool2d(1)": { flops: 3840, macs: 0 },
    "AdaptiveAvgPool2d((3,5))": { flops: 3840, macs: 0 },
    "x + x": { flops: 0, macs: 0 },
    "x @ xᵀ on 2×3×7×5": { flops: 0, macs: 0 },
    "Upsample ×2 bilinear": { flops: 3840, macs: 0 },
    "F.interpolate ×2 bilinear": { flops: 3840, macs: 0 },
    "RNN(8,16,2) on 3×5×8": { flops: 27360, macs: 0 },
    "GRU(8,16,2) on 3×5×8": { flops: 84000, macs: 0 },
    "LSTM(8,16,2) on 3×5×8": { flops: 112320, macs: 0 },
    "LSTM(8,16,2) both ways": { flops: 286080, macs: 0 },
    "MultiheadAttention(64,4) on 2×10×64": { flops: 656160, macs: 327680 },
    "MultiheadAttention with a mask": { flops: 656160 + 2 * 12800 + 100, macs: 327680 + 12800 }, // torch.baddbmm is patched
    "Embedding(50,8) on 2×7": { flops: 0, macs: 0 },
  }));

Deno.test("calflops: a product written torch.matmul is seen", async () => {
  assertEquals(await otherwise("calflops", "x @ xᵀ on 2×3×7×5", "matmul-operator"), { flops: 2940, macs: 1470, params: 0 });
});
