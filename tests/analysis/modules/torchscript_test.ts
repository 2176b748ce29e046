// Names as PyTorch 1.13 wrote them for torchvision networks (tests/data/zoo).
import { assertEquals } from "@std/assert";
import { body, model, value } from "../_models.ts";
import { chainTree, conv, kernel, treeOf } from "./_trees.ts";

const paths = (names: readonly string[]) => chainTree(names).paths;

Deno.test("scopes of the TorchScript exporter become module paths", () => {
  assertEquals(paths(["/conv1/Conv"]), ["conv1"]);
  assertEquals(paths(["/layer1/layer1.0/conv1/Conv"]), ["layer1.0.conv1"]);
  assertEquals(paths(["/features/features.0/features.0.0/Conv"]), ["features.0.0"]);
  assertEquals(paths(["/h.0/ln_1/Div"]), ["h.0.ln_1"]);
  assertEquals(paths(["/Add"]), [""]);
});

Deno.test("the second call of a module is that module", () => {
  assertEquals(paths(["/layer1/layer1.0/relu/Relu", "/layer1/layer1.0/relu_1/Relu"]), ["layer1.0.relu", "layer1.0.relu"]);
});

Deno.test("a name that ends in a number is a name of its own where parameters say so, or where nothing has the name without it", () => {
  const nodes = [conv("/m/branch/Conv", "x", "a", "m.branch.weight"), conv("/m/branch_1/Conv", "a", "y", "m.branch_1.weight")];
  const tensors = ["m.branch.weight", "m.branch_1.weight"].map(kernel);
  assertEquals(treeOf(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors })).paths, ["m.branch", "m.branch_1"]);
  assertEquals(paths(["/m/ln_1/Mul"]), ["m.ln_1"]);
});

Deno.test("a list that is never called is a ModuleList, one that is called a Sequential", () => {
  const types = (names: readonly string[]) => [...chainTree(names).modules.values()].map(({ path, type }) => `${path}: ${type}`);
  assertEquals(types(["/h.0/act/Relu", "/h.1/act/Relu"]), [
    ": Module",
    "h: ModuleList",
    "h.0: Module",
    "h.0.act: ReLU",
    "h.1: Module",
    "h.1.act: ReLU",
  ]);
  assertEquals(types(["/net/net.0/Relu", "/net/net.2/Relu"]), [": Module", "net: Sequential", "net.0: ReLU", "net.2: ReLU"]);
});

Deno.test("nodes that tools added stand where the node is that they are for", () => {
  assertEquals(paths(["/a/Relu", "InsertedCast_/a/Relu", "/a/Relu_Grad/ReluGrad_0"]), ["a", "a", "a"]);
  // onnxruntime's layer_norm_fusion.cc and matmul_add_fusion.cc
  assertEquals(paths(["/a/Mul/LayerNormFusion/", "/b/MatMul/MatMulAddFusion", "/c/Mul/LayerNormFusion/_token_3"]), ["a", "b", "c"]);
});

Deno.test("a name with more scopes than any program has does not end the walk", () => {
  const [path] = paths([`/${Array.from({ length: 5000 }, (_, index) => `s${index}`).join("/")}/Relu`]);
  assertEquals(path!.split(".").length, 64);
});

Deno.test("a node without a name in a body belongs where the node stands that runs the body", () => {
  const branch = body([], ["b"], [{ op: "Relu", inputs: ["x"], outputs: ["b"] }, {
    op: "Tanh",
    name: "/decoder/act/Tanh",
    inputs: ["b"],
    outputs: ["c"],
  }]);
  const nodes = [{
    op: "If",
    name: "/decoder/If",
    inputs: ["flag"],
    outputs: ["y"],
    attributes: { then_branch: branch, else_branch: branch },
  }];
  const { modules } = treeOf(model({ inputs: [value("x", [2]), value("flag", [], "bool")], outputs: ["y"], nodes }));
  assertEquals([...modules.keys()], ["", "decoder", "decoder.act"]);
});

// A ModuleDict is never called, and its children are named by their keys alone (tests/data/torch_modules/sequences.keep.onnx).
Deno.test("where the owner of a scope's tensors has the scope's name, it has the word", () => {
  const nodes = [conv("/a/Conv", "x", "b", "dict.a.weight"), { op: "Relu", name: "/a/Relu", inputs: ["b"], outputs: ["y"] }];
  const { paths } = treeOf(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors: [kernel("dict.a.weight")] }));
  assertEquals(paths, ["dict.a", "dict.a"]);
});

Deno.test("what a repeated call never does is a module of its own", () => {
  const nodes = [
    { op: "Relu", name: "/act/Relu", inputs: ["x"], outputs: ["a"] },
    { op: "Relu", name: "/act_1/Relu", inputs: ["a"], outputs: ["b"] },
    { op: "Elu", name: "/act_1/Elu", inputs: ["b"], outputs: ["y"] },
  ];
  assertEquals(treeOf(model({ inputs: [value("x", [2])], outputs: ["y"], nodes })).paths, ["act", "act", "act_1"]);
});
