import { assertEquals } from "@std/assert";
import { inRegistrationOrder } from "../../../lib/analysis/modules/registration.ts";
import { profile } from "../../../lib/profile.ts";
import { model, type NodeSpec, tensor, value } from "../_models.ts";
import { conv, kernel, treeOf } from "./_trees.ts";

Deno.test("what a model's writer declares has the word", () => {
  const metadata = { "pkg.torch.onnx.name_scopes": '["", "body", "body.0", "body.0"]' };
  const nodes = [{ ...conv("/body/body.0/Conv", "x", "y", "body.0.weight"), metadata }];
  const modules = [
    { path: "", type: "Net", detail: "" },
    { path: "body", type: "Stem", detail: "" },
    { path: "body.0", type: "Conv2d", detail: "4, 4, kernel_size=(3, 3), stride=(1, 1), bias=False" },
    { path: "body.1", type: "Dropout", detail: "p=0.5, inplace=False" },
    { path: "head", type: "Stem", detail: "", aliasOf: "body" },
  ];
  const tree = treeOf(model({ inputs: [value("x", [1, 4, 8, 8])], outputs: ["y"], nodes, tensors: [kernel("body.0.weight")], modules }));
  const listed = [...tree.modules.values()].map(({ path, type, detail, aliasOf }) => ({ path, type, detail, ...(aliasOf && { aliasOf }) }));
  assertEquals(listed, modules);
});

// Transformers register norm1 behind linear2 and run it before linear1 (torch/nn/modules/transformer.py).
Deno.test("modules stand in the order in which the file has their tensors, and others behind what runs before them", () => {
  const norm = (name: string, input: string, output: string): NodeSpec => ({
    op: "LayerNormalization",
    name: `/${name}/LayerNormalization`,
    inputs: [input, `${name}.weight`],
    outputs: [output],
  });
  const linear = (name: string, input: string, output: string): NodeSpec => ({
    op: "MatMul",
    name: `/${name}/MatMul`,
    inputs: [input, `${name}.weight`],
    outputs: [output],
  });
  const nodes = [
    linear("attention", "x", "a"),
    norm("norm1", "a", "b"),
    linear("linear1", "b", "c"),
    { op: "Relu", name: "/activation/Relu", inputs: ["c"], outputs: ["d"] },
    linear("linear2", "d", "e"),
    norm("norm2", "e", "y"),
  ];
  const order = ["attention", "linear1", "linear2", "norm1", "norm2"];
  const tensors = order.map((name) => tensor(`${name}.weight`, name.startsWith("norm") ? [8] : [8, 8]));
  const { modules } = treeOf(model({ inputs: [value("x", [2, 8])], outputs: ["y"], nodes, tensors }));
  assertEquals([...modules.keys()], ["", "attention", "linear1", "activation", "linear2", "norm1", "norm2"]);
});

Deno.test("without a place in the file, the order of execution stands", () => {
  const rank = (execution?: number, inFile?: number) => ({
    ...(execution !== undefined && { execution }),
    ...(inFile !== undefined && { inFile }),
  });
  const ranks = new Map([["c", rank(2)], ["a", rank(0)], ["never", rank()], ["b", rank(1)]]);
  assertEquals(inRegistrationOrder([...ranks.keys()], (name) => ranks.get(name)!), ["a", "b", "c", "never"]);
});

Deno.test("names that are no paths of any program are counted once in each module around them", async () => {
  const names = ["/.hidden/Relu", "/a..b/Relu", "/./Relu", "a/b.c/Relu", "/__proto__/constructor/Relu", "///Relu"];
  const nodes = names.map((name, index): NodeSpec => ({ op: "Relu", name, inputs: [`v${index}`], outputs: [`v${index + 1}`] }));
  const { modules, flops } = await profile(model({ inputs: [value("v0", [2, 8])], outputs: ["v6"], nodes }));
  assertEquals([modules[0]!.flops, modules[0]!.nodeCount, flops], [96, 6, 96]);
  assertEquals(modules.map(({ name }) => name).includes("__proto__.constructor"), true);
});
