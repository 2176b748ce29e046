/** Numbers of onnx-tool 00f5f0a, run on exports of PyTorch 1.13 (opset 13). */
import { checkLayers } from "./_layers.ts";

Deno.test("onnx-tool: single layers", () =>
  checkLayers("onnx-tool", {
    "Conv2d(16,32,3,p1)": { macs: 1113600 },
    "Conv2d s2 g4": { macs: 71040 },
    "ConvTranspose2d s2 op1": { macs: 8878080 },
    "Linear(20,30) on 2×7×20": { macs: 8820 },
    "Linear on 2×20": { macs: 1260 },
    BatchNorm2d: { macs: 31 * 3840 },
    "LayerNorm(20) on 2×7×20": { macs: 11830 },
    ReLU: { macs: 3840 },
    GELU: { macs: 26880 },
    Sigmoid: { macs: 122880 },
    "Softmax(-1) on 2×7×20": { macs: 10080 },
    "MaxPool2d(2)": { macs: 3840 },
    "AvgPool2d(2)": { macs: 3840 },
    "AdaptiveAvgPool2d(1)": { macs: 3968 },
    "x + x": { macs: 3840 },
    "x * x": { macs: 3840 },
    "Upsample ×2 bilinear": { macs: 61440 },
    "Upsample ×2 nearest": { macs: 0 },
    "LSTM(8,16) on 5×3×8": { macs: 68160 },
    "GRU(8,16) on 5×3×8": { macs: 45120 },
    "Embedding(50,8) on 2×7": { macs: 0 },
  }));
