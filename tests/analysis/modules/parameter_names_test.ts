import { assertEquals } from "@std/assert";
import { model, type NodeSpec, tensor, value } from "../_models.ts";
import { conv, kernel, treeOf, vector } from "./_trees.ts";

const relu = (name: string, input: string, output: string): NodeSpec => ({ op: "Relu", name, inputs: [input], outputs: [output] });

function pathsOf(nodes: readonly NodeSpec[], kernels: readonly string[]): readonly string[] {
  return treeOf(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors: kernels.map(kernel) })).paths;
}

Deno.test("a node belongs to the module whose tensors it uses, one between to the nearest that holds both sides", () => {
  const nodes = [
    relu("Relu_0", "x", "a"),
    conv("Conv_1", "a", "b", "layer1.0.conv1.weight"),
    relu("Relu_2", "b", "c"),
    conv("Conv_3", "c", "d", "layer1.0.conv2.weight"),
    relu("Relu_4", "d", "e"),
    conv("Conv_5", "e", "f", "layer1.1.conv1.weight"),
    relu("Relu_6", "f", "y"),
  ];
  const kernels = ["layer1.0.conv1.weight", "layer1.0.conv2.weight", "layer1.1.conv1.weight"];
  assertEquals(pathsOf(nodes, kernels), ["", "layer1.0.conv1", "layer1.0", "layer1.0.conv2", "layer1", "layer1.1.conv1", ""]);
});

// A residual block as torchvision writes it: the sum of what the block makes and what it takes.
Deno.test("a residual sum stands in the block whose input it takes, so that the blocks are a Sequential", () => {
  const block = (index: number, from: string, to: string): NodeSpec[] => [
    conv(`Conv_${index}`, from, `a${index}`, `layer.${index}.conv1.weight`),
    relu(`Relu_${index}`, `a${index}`, `b${index}`),
    conv(`Conv_${index}b`, `b${index}`, `c${index}`, `layer.${index}.conv2.weight`),
    { op: "Add", inputs: [`c${index}`, from], outputs: [`d${index}`] },
    relu(`Relu_${index}b`, `d${index}`, to),
  ];
  const nodes = [relu("Relu", "x", "h0"), ...block(0, "h0", "h1"), ...block(1, "h1", "h2"), ...block(2, "h2", "y")];
  const tensors = [0, 1, 2].flatMap((index) => ["conv1", "conv2"].map((name) => kernel(`layer.${index}.${name}.weight`)));
  const { modules, paths } = treeOf(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors }));
  assertEquals([4, 9, 14].map((index) => paths[index]), ["layer.0", "layer.1", "layer.2"]);
  assertEquals(modules.get("layer")!.type, "Sequential");
});

Deno.test("a stack with an activation between its convolutions is a Sequential, layers that run elsewhere are a ModuleList", () => {
  const nodes = [
    conv("Conv_0", "x", "a", "net.0.weight"),
    relu("Relu_1", "a", "b"),
    conv("Conv_2", "b", "c", "net.2.weight"),
    conv("Conv_3", "x", "d", "heads.0.weight"),
    conv("Conv_4", "c", "e", "heads.1.weight"),
    { op: "Add", inputs: ["d", "e"], outputs: ["y"] },
  ];
  const tensors = ["net.0.weight", "net.2.weight", "heads.0.weight", "heads.1.weight"].map(kernel);
  const { modules } = treeOf(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors }));
  assertEquals([modules.get("net")!.type, modules.get("heads")!.type], ["Sequential", "ModuleList"]);
});

// The names of other programs, as in the models of onnx's and onnxruntime's tests and of npm packages.
Deno.test("names of Caffe2, Paddle, TensorFlow and Core ML's converter", () => {
  const names = [
    "fire2/expand1x1_w_0",
    "conv2d_3.w_0",
    "gpu_0/conv1_w_0",
    "Conv2D_27/filter:0",
    "convolution12_W",
    "model/dense/kernel:0",
    "426",
  ];
  for (const [index, path] of ["fire2.expand1x1", "conv2d_3", "conv1", "Conv2D_27", "convolution12", "model.dense", ""].entries()) {
    assertEquals(pathsOf([conv("n", "x", "y", names[index]!)], [names[index]!]), [path]);
  }
});

Deno.test("an Identity that gives a merged tensor its own name belongs to that name's module", () => {
  const norm = (input: string, output: string, path: string): NodeSpec => ({
    op: "BatchNormalization",
    inputs: [input, ...["weight", "bias", "running_mean", "running_var"].map((name) => `${path}.${name}`)],
    outputs: [output],
  });
  const again = ["weight", "bias", "running_mean", "running_var"].map((name): NodeSpec => ({
    op: "Identity",
    inputs: [`bn1.${name}`],
    outputs: [`bn2.${name}`],
  }));
  const tensors = ["weight", "bias", "running_mean", "running_var"].map((name) => vector(`bn1.${name}`));
  const nodes = [...again, norm("x", "a", "bn1"), norm("a", "y", "bn2")];
  const { paths, modules } = treeOf(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors }));
  assertEquals(paths, ["bn2", "bn2", "bn2", "bn2", "bn1", "bn2"]);
  assertEquals([...modules.keys()], ["", "bn1", "bn2"]);
});

// A LayerNorm as PyTorch before 1.13 wrote it: numbered nodes without scopes.
Deno.test("the steps of a normalization belong to the module of its weight", () => {
  const step = (op: string, inputs: string[], output: string): NodeSpec => ({ op, name: `${op}_${output}`, inputs, outputs: [output] });
  const nodes = [
    step("Add", ["x", "x"], "r"),
    step("ReduceMean", ["r"], "m"),
    step("Sub", ["r", "m"], "d"),
    step("Pow", ["d", "two"], "q"),
    step("ReduceMean", ["q"], "v"),
    step("Add", ["v", "eps"], "e"),
    step("Sqrt", ["e"], "s"),
    step("Div", ["d", "s"], "n"),
    step("Mul", ["n", "layer.0.LayerNorm.weight"], "w"),
    step("Add", ["w", "layer.0.LayerNorm.bias"], "y"),
  ];
  const scalars = [tensor("two", [], "float32", [2]), tensor("eps", [], "float32", [1e-12])];
  const vectors = ["layer.0.LayerNorm.weight", "layer.0.LayerNorm.bias"].map((name) => tensor(name, [8]));
  const { paths, modules } = treeOf(model({ inputs: [value("x", [2, 8])], outputs: ["y"], nodes, tensors: [...scalars, ...vectors] }));
  assertEquals(paths, ["", ...Array(9).fill("layer.0.LayerNorm")]);
  const { type, detail } = modules.get("layer.0.LayerNorm")!;
  assertEquals(`${type}(${detail})`, "LayerNorm((8,), eps=1e-12, elementwise_affine=True)");
});
