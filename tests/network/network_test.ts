import { assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../lib/analysis/argument_error.ts";
import { symbol } from "../../lib/model/dim.ts";
import { Network } from "../../lib/network/network.ts";
import { load, profile } from "../../lib/profile.ts";
import { model, type NodeSpec, tensor, value } from "../analysis/_models.ts";
import { conv, kernel, vector } from "../analysis/modules/_trees.ts";

const relu = (name: string, input: string, output: string): NodeSpec => ({ op: "Relu", name, inputs: [input], outputs: [output] });

/** Two blocks in a Sequential, and a norm's statistics. */
function network(): Network {
  const nodes: NodeSpec[] = [
    conv("/body/body.0/conv/Conv", "x", "a", "body.0.conv.weight", "body.0.conv.bias"),
    relu("/body/body.0/act/Relu", "a", "b"),
    conv("/body/body.1/conv/Conv", "b", "c", "body.1.conv.weight"),
    {
      op: "BatchNormalization",
      name: "/norm/BatchNormalization",
      inputs: ["c", ...["weight", "bias", "running_mean", "running_var"].map((name) => `norm.${name}`)],
      outputs: ["y"],
    },
  ];
  const vectors = ["body.0.conv.bias", ...["weight", "bias", "running_mean", "running_var"].map((name) => `norm.${name}`)];
  const tensors = [kernel("body.0.conv.weight"), ...vectors.map(vector), kernel("body.1.conv.weight")];
  return new Network(model({ inputs: [value("x", [symbol("batch"), 4, 8, 8])], outputs: ["y"], nodes, tensors }));
}

const names = (pairs: Iterable<readonly [string, unknown]>) => [...pairs].map(([name]) => name);

Deno.test("a module's names begin at it", () => {
  const body = network().getSubmodule("body");
  assertEquals(names(body.namedModules()), ["", "0", "0.conv", "0.act", "1", "1.conv"]);
  assertEquals(names(body.namedParameters()), ["0.conv.weight", "0.conv.bias", "1.conv.weight"]);
  assertEquals(body.getSubmodule("1.conv").getParameter("weight").name, "body.1.conv.weight");
  assertEquals(body.path, "body");
});

Deno.test("without recursion, only what is registered directly", () => {
  const root = network();
  assertEquals(names(root.namedParameters(false)), []);
  assertEquals(names(root.getSubmodule("norm").namedParameters(false)), ["weight", "bias"]);
  assertEquals(names(root.namedBuffers()), ["norm.running_mean", "norm.running_var"]);
  assertEquals([...root.buffers()].map((buffer) => buffer.numel()), [4, 4]);
});

Deno.test("a module and a tensor are the same object whichever way one comes to it", () => {
  const root = network();
  const [body] = root.children();
  assertEquals(root.getSubmodule("body") === body, true);
  assertEquals(root.getSubmodule("") === root, true);
  assertEquals(root.stateDict().get("norm.weight") === root.getParameter("norm.weight"), true);
});

Deno.test("an unknown path is answered with the nearest that exist", () => {
  const root = network();
  const submodule = assertThrows(() => root.getSubmodule("body.0.cnv"), ArgumentError);
  assertEquals(
    submodule.message,
    'Cannot get submodule "body.0.cnv" as "body.0" must hold "cnv": it holds "body.0.conv", "body.0.act"',
  );
  const parameter = assertThrows(() => root.getParameter("body.0.conv.wieght"), ArgumentError);
  assertEquals(
    parameter.message,
    'Cannot get parameter "body.0.conv.wieght" as the module must hold it: it holds "body.0.conv.weight", "body.1.conv.weight", ' +
      '"body.0.conv.bias", "norm.weight", "norm.bias"',
  );
  assertThrows(() => root.getBuffer("norm.weight"), ArgumentError);
  assertThrows(() => root.stateDict().get("nothing"), ArgumentError);
  assertThrows(() => root.getSubmodule("__proto__"), ArgumentError);
});

Deno.test("a module that is registered twice is listed once, and its tensors stand under both names in the state", () => {
  const nodes = [conv("/encoder/Conv", "x", "a", "encoder.weight"), relu("/act/Relu", "a", "y")];
  const modules = [
    { path: "", type: "Autoencoder", detail: "" },
    { path: "encoder", type: "Conv2d", detail: "4, 4, kernel_size=(3, 3), stride=(1, 1), bias=False" },
    { path: "act", type: "ReLU", detail: "" },
    { path: "again", type: "Conv2d", detail: "4, 4, kernel_size=(3, 3), stride=(1, 1), bias=False", aliasOf: "encoder" },
  ];
  const trained = { ...kernel("encoder.weight"), requiresGrad: false };
  const root = new Network(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors: [trained], modules }));
  assertEquals(names(root.namedModules()), ["", "encoder", "act"]);
  assertEquals(names(root.namedChildren()), ["encoder", "act"]);
  assertEquals(names(root.namedParameters()), ["encoder.weight"]);
  assertEquals([...root.stateDict().keys()], ["encoder.weight", "again.weight"]);
  assertEquals(root.getSubmodule("again") === root.getSubmodule("encoder"), true);
  assertEquals(root.getParameter("again.weight").requiresGrad, false);
  assertEquals(String(root).split("\n").at(-2), "  (again): Conv2d(4, 4, kernel_size=(3, 3), stride=(1, 1), bias=False)");
});

Deno.test("a profile tells trained from frozen parameters where somebody has said it", async () => {
  const nodes = [conv("/a/Conv", "x", "b", "a.weight"), conv("/b/Conv", "b", "y", "b.weight")];
  const tensors = [{ ...kernel("a.weight"), requiresGrad: false }, { ...kernel("b.weight"), requiresGrad: true }];
  const spec = { inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes };
  const said = await profile(model({ ...spec, tensors }));
  assertEquals([said.parameters, said.trainable, said.frozen], [288, 144, 144]);
  const unsaid = await profile(model({ ...spec, tensors: ["a.weight", "b.weight"].map(kernel) }));
  assertEquals([unsaid.trainable, unsaid.frozen], [undefined, undefined]);
});

Deno.test("a tensor with a name of another program's keeps it", () => {
  const nodes: NodeSpec[] = [{ op: "MatMul", name: "model/dense/MatMul", inputs: ["x", "model/dense/kernel:0"], outputs: ["y"] }];
  const root = new Network(
    model({ inputs: [value("x", [2, 8])], outputs: ["y"], nodes, tensors: [tensor("model/dense/kernel:0", [8, 3])] }),
  );
  assertEquals(names(root.namedParameters()), ["model/dense/kernel:0"]);
  assertEquals(root.getSubmodule("model.dense").type, "Linear");
});

Deno.test("what load() gives is the model too, and can be profiled and loaded again", async () => {
  const root = await load(new URL("../data/zoo/resnet18.keep.onnx", import.meta.url));
  assertEquals([root.format, root.graph === root.model.graph, root.bytes > 0], ["onnx", true, true]);
  assertEquals(await load(root) === root, true);
  assertEquals((await profile(root)).parameters, (await profile(root.model)).parameters);
});
