/** Calls of modules against what PyTorch's own hooks saw (the shared zoo's truth), and graphs whose program is known. */
import { assertEquals } from "@std/assert";
import type { Call, Program } from "../../../lib/analysis/calls/call.ts";
import { findProgram } from "../../../lib/analysis/calls/find_calls.ts";
import { inferShapes } from "../../../lib/analysis/infer_shapes.ts";
import { callScopes } from "../../../lib/analysis/calls/scopes.ts";
import { findStoredTensors } from "../../../lib/analysis/stored_tensors.ts";
import type { Model } from "../../../lib/model/model.ts";
import { load } from "../../../lib/profile.ts";
import { model, type NodeSpec, tensor, value } from "../_models.ts";

function programOf(source: Model, inputs: Readonly<Record<string, readonly number[]>> = {}): Program {
  const typed = inferShapes(source, { inputs });
  const stored = findStoredTensors(typed);
  return findProgram(typed, stored, callScopes(typed.nodes, stored.all.map(({ name }) => name)));
}

/** Classes whose calls an export shows. */
const SHOWN =
  /^(Conv|ConvTranspose|BatchNorm|AdaptiveAvgPool|AvgPool|MaxPool)\dd$|^(Linear|ReLU|ReLU6|Hardswish|Hardsigmoid|Sigmoid|SiLU|GELU|LayerNorm|Embedding|LSTM|MultiheadAttention)$/;

const shared = new URL("../../../../shared/zoo/", import.meta.url);
const hasShared = await Deno.stat(shared).then(() => true, () => false);

type Hooked = [path: string, type: string, inputs: number[][], output: unknown];

function described({ module, type, output }: Call): string {
  return `${module} ${type} [${output}]`;
}

/** A hook's row in the same words; of several outputs the first. */
function inWords([path, type, , output]: Hooked): string {
  const shape = Array.isArray((output as number[][])[0]) ? (output as number[][])[0] : output;
  return `${path} ${type.replace(/\dd$/, "")} [${shape}]`;
}

Deno.test({
  name: `every call of a module that PyTorch's hooks saw${hasShared ? "" : " (skipped: ../shared/zoo is not there)"}`,
  ignore: !hasShared,
  async fn(context) {
    const { models } = JSON.parse(await Deno.readTextFile(new URL("truth.json", shared)));
    for (const name of Object.keys(models)) {
      await context.step(name, async () => {
        const file = await Deno.open(new URL(`modules/${name}.json.gz`, shared));
        const { torch } = await new Response(file.readable.pipeThrough(new DecompressionStream("gzip"))).json();
        const hooked = (torch.calls as Hooked[]).filter(([, type]) => SHOWN.test(type)).map(inWords);
        const { model } = await load(new URL(`models/${name}.keep.onnx`, shared));
        const { calls } = programOf(model);
        assertEquals(calls.filter(({ isModule }) => isModule).map(described).sort(), hooked.sort());
      });
    }
  },
});

const node = (op: string, name: string, inputs: string[], output: string, attributes = {}): NodeSpec => ({
  op,
  name,
  inputs,
  outputs: [output],
  attributes,
});

Deno.test("a function in a module that holds others, and a subclass, are no modules of torch.nn", () => {
  const nodes = [
    node("Conv", "/block/conv/Conv", ["x", "block.conv.weight"], "a", { kernel_shape: [1, 1] }),
    node("Relu", "/block/Relu", ["a"], "b"),
    node("Pad", "/same/Pad", ["b", "pads"], "c"),
    node("Conv", "/same/Conv", ["c", "same.weight"], "d", { kernel_shape: [3, 3] }),
    node("Relu", "/act/Relu", ["d"], "y"),
  ];
  const tensors = [
    tensor("block.conv.weight", [4, 4, 1, 1]),
    tensor("same.weight", [4, 4, 3, 3]),
    tensor("pads", [8], "int64", [0, 0, 1, 1, 0, 0, 1, 1]),
  ];
  const { calls } = programOf(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors }));
  assertEquals(calls.map(({ module, type, isModule }) => `${module} ${type} ${isModule}`), [
    "block.conv Conv true",
    "block ReLU false",
    "same Conv false",
    "act ReLU true",
  ]);
});

Deno.test("a graph that names no modules: every layer is one", () => {
  const nodes = [node("Conv", "Conv_0", ["x", "stem.weight"], "a", { kernel_shape: [1, 1] }), node("Relu", "Relu_1", ["a"], "y")];
  const program = programOf(
    model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors: [tensor("stem.weight", [4, 4, 1, 1])] }),
  );
  assertEquals(program.namesModules, false);
  assertEquals(program.calls.map(({ module, type, isModule }) => [module, type, isModule]), [["stem", "Conv", true], [
    "Relu_1",
    "ReLU",
    true,
  ]]);
  assertEquals(program.leaves.map(({ module }) => module), ["stem"]);
});

Deno.test("x @ W is a product, x @ Wᵀ a linear layer's", () => {
  const nodes = [
    node("MatMul", "/a/MatMul", ["x", "a.weight"], "h"),
    node("Relu", "/a/Relu", ["h"], "r"),
    node("Transpose", "/b/Transpose", ["b.weight"], "t", { perm: [1, 0] }),
    node("MatMul", "/b/MatMul", ["r", "t"], "y"),
  ];
  const { calls } = programOf(
    model({ inputs: [value("x", [2, 5, 4])], outputs: ["y"], nodes, tensors: [tensor("a.weight", [4, 4]), tensor("b.weight", [6, 4])] }),
  );
  assertEquals(calls.map(({ type, isModule }) => `${type} ${isModule}`), ["MatMul false", "ReLU false", "Linear true"]);
});

Deno.test("fused attention as PyTorch 2 exports it is one call", () => {
  const nodes = [
    node("Mul", "/attn/Mul", ["x", "scale"], "q"),
    node("Transpose", "/attn/Transpose", ["x"], "t", { perm: [0, 1, 3, 2] }),
    node("Mul", "/attn/Mul_1", ["t", "scale"], "k"),
    node("MatMul", "/attn/MatMul", ["q", "k"], "s"),
    node("Softmax", "/attn/Softmax", ["s"], "p", { axis: -1 }),
    node("MatMul", "/attn/MatMul_1", ["p", "x"], "y"),
  ];
  const { calls } = programOf(
    model({ inputs: [value("x", [1, 2, 7, 4])], outputs: ["y"], nodes, tensors: [tensor("scale", [], "float32", [0.7])] }),
  );
  assertEquals(calls.map(({ type }) => type), ["ScaledDotProductAttention"]);
  assertEquals(calls[0]!.details.attention, { queries: 7, keys: 7, heads: 2, queryFeatures: 4, valueFeatures: 4 });
});
