/** Single layers as PyTorch's exporter writes them, whose counts by each tool are known from runs of the tools (conventions.md 2.10). */
import { assertEquals } from "@std/assert";
import type { Dim } from "../../../lib/model/dim.ts";
import type { AttributeValue, Model } from "../../../lib/model/model.ts";
import type { Tensor } from "../../../lib/model/tensor.ts";
import { profile } from "../../../lib/profile.ts";
import { model, type NodeSpec, tensor, value } from "../_models.ts";

const IMAGE = [2, 16, 10, 12];

interface Layer {
  readonly nodes: readonly NodeSpec[];
  readonly x?: readonly number[];
  readonly tensors?: readonly Tensor[];
  readonly opset?: number;
}

/** A node in the scope of the module `layer`; as a function, directly in the network. */
function node(op: string, inputs: string, outputs: string, attributes: Record<string, AttributeValue> = {}, scope = "layer"): NodeSpec {
  return {
    op,
    name: `${scope === "" ? "" : `/${scope}`}/${op}_${outputs.split(",")[0]}`,
    inputs: inputs.split(","),
    outputs: outputs.split(","),
    attributes,
  };
}

/** A tensor that the exporter wrote as a node: no parameter. */
const constant = (name: string, shape: number[]): NodeSpec => ({ ...node("Constant", "", name, { value: tensor("", shape) }), inputs: [] });

const floats = (name: string, ...shape: number[]) => tensor(name, shape);
const number = (name: string, value: number) => tensor(name, [], "float32", [value]);
const sizes = (name: string, ...values: number[]) => tensor(name, [values.length], "int64", values);

/** One operator in the module, or outside any. */
const single = (op: string, attributes: Record<string, AttributeValue> = {}, tensors: Tensor[] = [], x = IMAGE): Layer => ({
  nodes: [node(op, ["x", ...tensors.map(({ name }) => name)].join(","), "y", attributes)],
  tensors,
  x,
});

const asFunction = (layer: Layer): Layer => ({
  ...layer,
  nodes: [
    node("Identity", "x", "x0", {}, "first"),
    ...layer.nodes.map((each) => ({
      ...each,
      name: each.name!.replace("/layer", ""),
      inputs: each.inputs.map((name) => name === "x" ? "x0" : name),
    })),
  ],
});

function convolution(op: string, weight: number[], biased: boolean, attributes: Record<string, AttributeValue>): Layer {
  const out = op === "Conv" ? weight[0]! : weight[1]! * ((attributes["group"] as number | undefined) ?? 1);
  const tensors = [floats("layer.weight", ...weight), ...(biased ? [floats("layer.bias", out)] : [])];
  return single(op, { kernel_shape: [3, 3], ...attributes }, tensors);
}

const PADS = [1, 1, 1, 1];

function linear(from: number, to: number, biased: boolean, x: number[], scope = "layer", input = "x", output = "y"): Layer {
  const weights = [floats(`${scope}.weight`, to, from), ...(biased ? [floats(`${scope}.bias`, to)] : [])];
  if (x.length === 2) {
    return {
      x,
      tensors: weights,
      nodes: [node("Gemm", [input, ...weights.map(({ name }) => name)].join(","), output, { transB: 1 }, scope)],
    };
  }
  const product = biased ? `${output}p` : output;
  return {
    x,
    tensors: weights,
    nodes: [
      node("Transpose", `${scope}.weight`, `${output}t`, { perm: [1, 0] }, scope),
      node("MatMul", `${input},${output}t`, product, {}, scope),
      ...(biased ? [node("Add", `${scope}.bias,${product}`, output, {}, scope)] : []),
    ],
  };
}

/** A linear layer's parameters, used by the function in the module that holds the layer. */
function linearOf(scope: string, owner: string): Layer {
  const { nodes, tensors = [] } = linear(20, 30, true, [2, 7, 20], scope);
  const moved = (name: string) => name.replace(`${scope}.`, `${owner}.`);
  return {
    x: [2, 7, 20],
    tensors: tensors.map((each) => floats(moved(each.name), ...each.shape)),
    nodes: nodes.map((each) => ({ ...each, inputs: each.inputs.map(moved) })),
  };
}

/** As opset 13 has it. */
const layerNorm: Layer = {
  x: [2, 7, 20],
  tensors: [floats("layer.weight", 20), floats("layer.bias", 20), number("two", 2), number("eps", 1e-5)],
  nodes: [
    node("ReduceMean", "x", "m", { axes: [-1] }),
    node("Sub", "x,m", "c"),
    node("Pow", "c,two", "q"),
    node("ReduceMean", "q", "v", { axes: [-1] }),
    node("Add", "v,eps", "e"),
    node("Sqrt", "e", "s"),
    node("Div", "c,s", "d"),
    node("Mul", "d,layer.weight", "w"),
    node("Add", "w,layer.bias", "y"),
  ],
};

const groupNorm: Layer = {
  tensors: [
    floats("layer.weight", 16, 1, 1),
    floats("layer.bias", 16, 1, 1),
    sizes("g", 0, 4, -1),
    sizes("b", 2, 16, 10, 12),
  ],
  nodes: [
    node("Reshape", "x,g", "r"),
    constant("ones", [4]),
    constant("zeros", [4]),
    node("InstanceNormalization", "r,ones,zeros", "n"),
    node("Reshape", "n,b", "k"),
    node("Mul", "k,layer.weight", "w"),
    node("Add", "w,layer.bias", "y"),
  ],
};

const gelu: Layer = {
  tensors: [number("root", Math.SQRT2), number("one", 1), number("half", 0.5)],
  nodes: [
    node("Div", "x,root", "a"),
    node("Erf", "a", "b"),
    node("Add", "b,one", "c"),
    node("Mul", "x,c", "d"),
    node("Mul", "d,half", "y"),
  ],
};

const resize = (mode: string): Layer => ({
  tensors: [tensor("scales", [4], "float32", [1, 1, 2, 2])],
  nodes: [{ ...node("Resize", "x,,scales", "y", { mode, coordinate_transformation_mode: "half_pixel" }) }],
});

const matmul: Layer = asFunction({
  x: [2, 3, 7, 5],
  nodes: [node("Transpose", "x", "t", { perm: [0, 1, 3, 2] }), node("MatMul", "x,t", "y")],
});

function recurrent(op: "RNN" | "GRU" | "LSTM", layers: number, directions: number, batchFirst = true): Layer {
  const gates = { RNN: 1, GRU: 3, LSTM: 4 }[op] * 16;
  const direction = directions === 2 ? "bidirectional" : "forward";
  const nodes = batchFirst ? [node("Transpose", "x", "h0", { perm: [1, 0, 2] })] : [node("Identity", "x", "h0")];
  const tensors: Tensor[] = [sizes("one", 1), sizes("flat", 0, 0, -1)];
  for (let index = 0; index < layers; index++) {
    const from = index === 0 ? 8 : 16 * directions;
    tensors.push(
      floats(`onnx::w${index}`, directions, gates, from),
      floats(`onnx::r${index}`, directions, gates, 16),
      floats(`onnx::b${index}`, directions, 2 * gates),
    );
    nodes.push(node(op, `h${index},onnx::w${index},onnx::r${index},onnx::b${index}`, `o${index}`, { hidden_size: 16, direction }));
    if (directions === 1) nodes.push(node("Squeeze", `o${index},one`, `h${index + 1}`));
    else {nodes.push(
        node("Transpose", `o${index}`, `t${index}`, { perm: [0, 2, 1, 3] }),
        node("Reshape", `t${index},flat`, `h${index + 1}`),
      );}
  }
  nodes.push(batchFirst ? node("Transpose", `h${layers}`, "y", { perm: [1, 0, 2] }) : node("Identity", `h${layers}`, "y"));
  return { x: batchFirst ? [3, 5, 8] : [5, 3, 8], nodes, tensors };
}

/** `nn.MultiheadAttention(64, 4, batch_first=True)` of one tensor with itself. */
const attention: Layer = {
  x: [2, 10, 64],
  tensors: [
    floats("layer.in_proj_weight", 192, 64),
    floats("layer.in_proj_bias", 192),
    floats("layer.out_proj.weight", 64, 64),
    floats("layer.out_proj.bias", 64),
    sizes("heads", 10, 8, 16),
    sizes("rows", 20, 64),
    sizes("back", 10, 2, 64),
  ],
  nodes: [
    node("Transpose", "x", "s", { perm: [1, 0, 2] }),
    node("Transpose", "layer.in_proj_weight", "wt", { perm: [1, 0] }),
    node("MatMul", "s,wt", "p"),
    node("Add", "layer.in_proj_bias,p", "qkv"),
    node("Split", "qkv", "q,k,v", { axis: 2 }),
    ...["q", "k", "v"].flatMap((name) => [
      node("Reshape", `${name},heads`, `${name}r`),
      node("Transpose", `${name}r`, `${name}h`, { perm: name === "k" ? [1, 2, 0] : [1, 0, 2] }),
    ]),
    constant("scale", []),
    node("Div", "qh,scale", "qs"),
    node("MatMul", "qs,kh", "a"),
    node("Softmax", "a", "w", { axis: -1 }),
    node("MatMul", "w,vh", "c"),
    node("Transpose", "c", "ct", { perm: [1, 0, 2] }),
    node("Reshape", "ct,rows", "cr"),
    node("Gemm", "cr,layer.out_proj.weight,layer.out_proj.bias", "o", { transB: 1 }),
    node("Reshape", "o,back", "ob"),
    node("Transpose", "ob", "y", { perm: [1, 0, 2] }),
  ],
};

/** The same with a mask that is added before the softmax, as `torch.baddbmm` does. */
const maskedAttention: Layer = {
  ...attention,
  nodes: [
    ...attention.nodes.map((each) => each.op === "Softmax" ? { ...each, inputs: ["m"] } : each),
    constant("mask", [10, 10]),
    node("Add", "a,mask", "m"),
  ],
};

const norm = [floats("layer.weight", 16), floats("layer.bias", 16)];

/** The layers by name; `x` is 2×16×10×12 unless the name says otherwise. */
export const LAYERS = {
  "Conv2d(16,32,3,p1)": convolution("Conv", [32, 16, 3, 3], true, { pads: PADS }),
  "Conv2d without bias": convolution("Conv", [32, 16, 3, 3], false, { pads: PADS }),
  "Conv2d s2 g4": convolution("Conv", [32, 4, 3, 3], true, { pads: PADS, strides: [2, 2], group: 4 }),
  "ConvTranspose2d s2 op1": convolution("ConvTranspose", [16, 32, 3, 3], true, { pads: PADS, strides: [2, 2], output_padding: [1, 1] }),
  "ConvTranspose2d s2 g4": convolution("ConvTranspose", [16, 8, 3, 3], true, { strides: [2, 2], group: 4 }),
  "Linear(20,30) on 2×7×20": linear(20, 30, true, [2, 7, 20]),
  "Linear without bias on 2×20": linear(20, 30, false, [2, 20]),
  "Linear on 2×20": linear(20, 30, true, [2, 20]),
  "F.linear(20,30) on 2×7×20": linearOf("attn", "attn.qkv"),
  "Linear(7,30) on 2×7×20 transposed": {
    ...linear(7, 30, true, [2, 7, 20], "layer", "t"),
    nodes: [node("Transpose", "x", "t", { perm: [0, 2, 1] }, "first"), ...linear(7, 30, true, [2, 7, 20], "layer", "t").nodes],
  },
  BatchNorm2d: single("BatchNormalization", {}, [...norm, floats("layer.running_mean", 16), floats("layer.running_var", 16)]),
  "LayerNorm(20) on 2×7×20": layerNorm,
  "GroupNorm(4,16)": groupNorm,
  "InstanceNorm2d affine": single("InstanceNormalization", {}, norm),
  ReLU: single("Relu"),
  "F.relu": asFunction(single("Relu")),
  LeakyReLU: single("LeakyRelu"),
  PReLU: single("PRelu", {}, [floats("layer.weight", 1)]),
  GELU: gelu,
  SiLU: { nodes: [node("Sigmoid", "x", "s"), node("Mul", "x,s", "y")] },
  Sigmoid: single("Sigmoid"),
  Hardswish: single("HardSwish"),
  "Softmax(-1) on 2×7×20": single("Softmax", { axis: -1 }, [], [2, 7, 20]),
  "MaxPool2d(2)": single("MaxPool", { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] }),
  "AvgPool2d(2)": single("AveragePool", { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] }),
  "AdaptiveAvgPool2d(1)": single("GlobalAveragePool"),
  "AdaptiveAvgPool2d((3,5))": single("AveragePool", { kernel_shape: [4, 4], strides: [3, 2] }),
  "x + x": asFunction({ nodes: [node("Add", "x,x", "y")] }),
  "x * x": asFunction({ nodes: [node("Mul", "x,x", "y")] }),
  "x @ xᵀ on 2×3×7×5": matmul,
  "Upsample ×2 bilinear": resize("linear"),
  "Upsample ×2 nearest": resize("nearest"),
  "F.interpolate ×2 bilinear": asFunction(resize("linear")),
  "RNN(8,16,2) on 3×5×8": recurrent("RNN", 2, 1),
  "GRU(8,16,2) on 3×5×8": recurrent("GRU", 2, 1),
  "LSTM(8,16,2) on 3×5×8": recurrent("LSTM", 2, 1),
  "LSTM(8,16,2) both ways": recurrent("LSTM", 2, 2),
  "LSTM(8,16) on 5×3×8": recurrent("LSTM", 1, 1, false),
  "GRU(8,16) on 5×3×8": recurrent("GRU", 1, 1, false),
  "MultiheadAttention(64,4) on 2×10×64": attention,
  "MultiheadAttention with a mask": maskedAttention,
  "Embedding(50,8) on 2×7": { x: [2, 7], tensors: [floats("layer.weight", 50, 8)], nodes: [node("Gather", "layer.weight,x", "y")] },
} satisfies Record<string, Layer>;

/** A layer's name. */
export type LayerName = keyof typeof LAYERS;

/** A network of that one layer. */
export function networkOf(name: LayerName): Model {
  const { nodes, x = IMAGE, tensors = [], opset = 13 }: Layer = LAYERS[name];
  const dtype = name.startsWith("Embedding") ? "int64" : "float32";
  return model({ inputs: [value("x", x, dtype)], outputs: ["y"], nodes, tensors, opset });
}

/** Checks a convention's numbers for layers against what its tool gives. */
export async function checkLayers(
  convention: string,
  wanted: { readonly [L in LayerName]?: Readonly<Record<string, Dim>> },
): Promise<void> {
  const wrong: string[] = [];
  for (const [name, numbers] of Object.entries(wanted)) {
    const { conventions } = await profile(networkOf(name as LayerName));
    const count = conventions.by(convention);
    for (const [number, amount] of Object.entries(numbers)) {
      if (count.numbers[number] !== amount) wrong.push(`${name} ${number}: ${count.numbers[number]}, wanted ${amount}`);
    }
  }
  assertEquals(wrong, []);
}

/** The numbers of a layer under the assumption of that name taken the other way round. */
export async function otherwise(convention: string, name: LayerName, assumption: string): Promise<Readonly<Record<string, Dim>>> {
  const { conventions } = await profile(networkOf(name));
  return conventions.by(convention).assumptions.find(({ id }) => id === assumption)?.otherwise ?? {};
}
