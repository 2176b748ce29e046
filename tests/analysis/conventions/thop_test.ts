/** Numbers of thop 43c064a, run with PyTorch 1.13. */
import { assertEquals } from "@std/assert";
import { profile } from "../../../lib/profile.ts";
import { model, tensor, value } from "../_models.ts";
import { checkLayers } from "./_layers.ts";

Deno.test("thop: single layers", () =>
  checkLayers("thop", {
    "Conv2d(16,32,3,p1)": { flops: 1105920, params: 4640 },
    "Conv2d without bias": { flops: 1105920 },
    "Conv2d s2 g4": { flops: 69120 },
    "ConvTranspose2d s2 op1": { flops: 4423680 },
    "ConvTranspose2d s2 g4": { flops: 1209600 },
    "Linear(20,30) on 2×7×20": { flops: 8400 },
    "Linear without bias on 2×20": { flops: 1200 },
    "F.linear(20,30) on 2×7×20": { flops: 0, params: 0 }, // no module is called
    BatchNorm2d: { flops: 15360 },
    "LayerNorm(20) on 2×7×20": { flops: 1120 },
    "GroupNorm(4,16)": { flops: 0, params: 0 },
    "InstanceNorm2d affine": { flops: 15360 },
    ReLU: { flops: 0 },
    "F.relu": { flops: 0 },
    LeakyReLU: { flops: 0 },
    PReLU: { flops: 3840 },
    GELU: { flops: 0 },
    SiLU: { flops: 0 },
    Sigmoid: { flops: 0 },
    Hardswish: { flops: 0 },
    "Softmax(-1) on 2×7×20": { flops: 826 },
    "MaxPool2d(2)": { flops: 0 },
    "AvgPool2d(2)": { flops: 960 },
    "AdaptiveAvgPool2d(1)": { flops: 3872 },
    "AdaptiveAvgPool2d((3,5))": { flops: 4320 },
    "x + x": { flops: 0 },
    "x * x": { flops: 0 },
    "x @ xᵀ on 2×3×7×5": { flops: 0 },
    "Upsample ×2 bilinear": { flops: 168960 },
    "Upsample ×2 nearest": { flops: 15360 },
    "F.interpolate ×2 bilinear": { flops: 0 },
    "RNN(8,16,2) on 3×5×8": { flops: 14880 },
    "GRU(8,16,2) on 3×5×8": { flops: 46560 },
    "LSTM(8,16,2) on 3×5×8": { flops: 61440 },
    "LSTM(8,16,2) both ways": { flops: 153600 },
    "MultiheadAttention(64,4) on 2×10×64": { flops: 0 },
    "Embedding(50,8) on 2×7": { flops: 0, params: 0 },
  }));

Deno.test("thop: a module that three others hold counts nine times", async () => {
  const nodes = ["a", "b", "c"].map((holder, index) => ({
    op: "Gemm",
    name: `/${holder}/shared/Gemm`,
    inputs: [index === 0 ? "x" : `h${index}`, "a.shared.weight"],
    outputs: [index === 2 ? "y" : `h${index + 1}`],
    attributes: { transB: 1 },
  }));
  const shared = model({ inputs: [value("x", [1, 8])], outputs: ["y"], nodes, tensors: [tensor("a.shared.weight", [8, 8])] });
  const { numbers, assumptions } = (await profile(shared)).conventions.by("thop");
  assertEquals(numbers, { flops: 9 * 3 * 64, params: 3 * 64 });
  assertEquals(assumptions.map(({ id, otherwise }) => [id, otherwise["flops"]]), [["shared-modules", 3 * 64]]);
});

Deno.test("thop: convolutions over three axes may be of a subclass without a rule", async () => {
  const conv = (name: string, input: string, output: string, kernel: number[]) => ({
    op: "Conv",
    name: `/${name}/Conv`,
    inputs: [input, `${name}.weight`],
    outputs: [output],
    attributes: { kernel_shape: kernel, pads: [...kernel, ...kernel].map((size) => (size - 1) / 2) },
  });
  const windows = [[3, 7, 7], [3, 3, 3], [3, 3, 3], [1, 1, 1]];
  const nodes = windows.map((window, index) =>
    conv(`c${index}`, index === 0 ? "x" : `h${index}`, index === 3 ? "y" : `h${index + 1}`, window)
  );
  const tensors = windows.map((window, index) => tensor(`c${index}.weight`, [2, 2, ...window]));
  const { conventions } = await profile(model({ inputs: [value("x", [1, 2, 4, 8, 8])], outputs: ["y"], nodes, tensors }));
  const positions = 2 * 4 * 8 * 8 * 2;
  const { numbers, assumptions } = conventions.by("thop");
  assertEquals(numbers, { flops: positions * (147 + 27 + 27 + 1), params: 4 * (147 + 27 + 27 + 1) });
  assertEquals(assumptions.map(({ id, otherwise }) => [id, otherwise]), [
    ["subclassed-convolutions", { flops: positions * (147 + 1), params: 4 * (147 + 1) }],
  ]);
});

Deno.test("thop: a layer that is called three times is held once", async () => {
  const nodes = ["", "_1", "_2"].map((suffix, index) => ({
    op: "Gemm",
    name: `/layer${suffix}/Gemm`,
    inputs: [index === 0 ? "x" : `h${index}`, "layer.weight"],
    outputs: [index === 2 ? "y" : `h${index + 1}`],
    attributes: { transB: 1 },
  }));
  const shared = model({ inputs: [value("x", [1, 8])], outputs: ["y"], nodes, tensors: [tensor("layer.weight", [8, 8])] });
  const { numbers, assumptions } = (await profile(shared)).conventions.by("thop");
  assertEquals(numbers, { flops: 3 * 64, params: 64 });
  assertEquals(assumptions, []);
});
