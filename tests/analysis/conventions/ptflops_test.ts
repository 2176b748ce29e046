/** Numbers of ptflops d612c75, `pytorch` backend, run with PyTorch 1.13. The tool runs one sample whatever the batch is. */
import { assertEquals } from "@std/assert";
import { checkLayers, otherwise } from "./_layers.ts";

Deno.test("ptflops: single layers", () =>
  checkLayers("ptflops", {
    "Conv2d(16,32,3,p1)": { macs: 556800, params: 4640 },
    "Conv2d without bias": { macs: 552960 },
    "Conv2d s2 g4": { macs: 35520 },
    "ConvTranspose2d s2 op1": { macs: 568320 },
    "ConvTranspose2d s2 g4": { macs: 155040 },
    "Linear(20,30) on 2×7×20": { macs: 4410 },
    "Linear without bias on 2×20": { macs: 600 },
    "F.linear(20,30) on 2×7×20": { macs: 0 }, // F.linear is left as it is
    BatchNorm2d: { macs: 3840 },
    "LayerNorm(20) on 2×7×20": { macs: 140 },
    "GroupNorm(4,16)": { macs: 3840 },
    "InstanceNorm2d affine": { macs: 3840 },
    ReLU: { macs: 3840 },
    "F.relu": { macs: 1920 },
    LeakyReLU: { macs: 1920 },
    PReLU: { macs: 3840 },
    GELU: { macs: 3840 },
    SiLU: { macs: 1920 },
    Sigmoid: { macs: 0 },
    Hardswish: { macs: 0 },
    "Softmax(-1) on 2×7×20": { macs: 140 },
    "MaxPool2d(2)": { macs: 3840 },
    "AvgPool2d(2)": { macs: 3840 },
    "AdaptiveAvgPool2d(1)": { macs: 3840 },
    "AdaptiveAvgPool2d((3,5))": { macs: 3840 },
    "x + x": { macs: 0 },
    "x * x": { macs: 0 },
    "x @ xᵀ on 2×3×7×5": { macs: 0 },
    "Upsample ×2 bilinear": { macs: 15360 },
    "Upsample ×2 nearest": { macs: 15360 },
    "F.interpolate ×2 bilinear": { macs: 7680 },
    "RNN(8,16,2) on 3×5×8": { macs: 4960 },
    "GRU(8,16,2) on 3×5×8": { macs: 15520 },
    "LSTM(8,16,2) on 3×5×8": { macs: 20800 },
    "LSTM(8,16,2) both ways": { macs: 51840 },
    "MultiheadAttention(64,4) on 2×10×64": { macs: 193440 },
    "MultiheadAttention with a mask": { macs: 193440 + 100 }, // baddbmm in the place of bmm
  }));

Deno.test("ptflops: a product written torch.matmul is seen", async () => {
  assertEquals((await otherwise("ptflops", "x @ xᵀ on 2×3×7×5", "matmul-operator"))["macs"], 735);
});

Deno.test("ptflops: in a sequence-first network it divides by the steps, which it takes for the batch", () =>
  checkLayers("ptflops", {
    // (64·8 + 64·16 weights, 10·16 products, 128 biases) × 5 steps × 3 sequences / 5
    "LSTM(8,16) on 5×3×8": { macs: (512 + 1024 + 160 + 128) * 5 * 3 / 5 },
  }));

Deno.test("ptflops: an attention that is called by name ends the run", async () => {
  assertEquals(await otherwise("ptflops", "MultiheadAttention(64,4) on 2×10×64", "positional-attention"), { params: 16640 });
});
