import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, ints, of, type Options, scalar } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes, domain: "com.microsoft" });

Deno.test("com.microsoft Range: a step of 1 unless it is given", () => {
  const plain = apply("Range", [scalar(2), scalar(6)]);
  assertEquals([plain.shapes, plain.dtypes, plain.values], [[[4]], ["int64"], [[2, 3, 4, 5]]]);
  assertEquals(apply("Range", [scalar(2), scalar(6), scalar(3)]).values, [[2, 5]]);
});

Deno.test("com.microsoft Unique: the documents' example", () => {
  const applied = apply("Unique", [ints(2, 1, 1, 3, 4, 3)]);
  assertEquals([applied.shapes, applied.dtypes], [[[4], [6], [4]], ["int64", "int64", "int64"]]);
  assertEquals(applied.values, [[2, 1, 3, 4], [0, 1, 1, 2, 3, 2], [1, 2, 2, 1]]);
  assertEquals(apply("Unique", [of("int64", "n")]).shapes, [["`node.count`"], ["n"], ["`node.count`"]]);
});

Deno.test("ExpandDims is Unsqueeze at one axis", () => {
  for (const axis of [0, 1, 2, -1, -3]) {
    const standard = applyAny("Unsqueeze", [["a", "b"], ints(axis)]);
    const own = apply("ExpandDims", [["a", "b"], scalar(axis, "int32")]);
    assertEquals([own.shapes, own.work], [standard.shapes, standard.work]);
  }
});

Deno.test("UnfoldTensor: torch.Tensor.unfold", () => {
  // torch.arange(1., 8).unfold(0, 2, 1) has 6 rows, with step 2 it has 3 (PyTorch's documentation).
  assertEquals(apply("UnfoldTensor", [[7]], { dim: 0, size: 2 }).shapes, [[6, 2]]);
  assertEquals(apply("UnfoldTensor", [[7]], { dim: 0, size: 2, step: 2 }).shapes, [[3, 2]]);
  assertEquals(apply("UnfoldTensor", [["n", 8, 5]], { dim: 1, size: 4, step: 4 }).shapes, [["n", 2, 5, 4]]);
});

Deno.test("TorchEmbedding is Gather", () => {
  const applied = apply("TorchEmbedding", [[100, 16], of("int64", "b", 3)]);
  assertEquals([applied.shapes, applied.work, applied.reads], [[["b", 3, 16]], { free: "movement" }, { weight: "48*b" }]);
});

Deno.test("SampleOp, IsAllFinite", () => {
  assertEquals(apply("SampleOp", [["n", 3]]).shapes, [["n", 3]]);
  const finite = apply("IsAllFinite", [[4, 5], [7]]);
  assertEquals([finite.shapes, finite.dtypes, finite.work], [[[]], ["bool"], { compares: 27 }]);
});

Deno.test("ConvTransposeWithDynamicPads is ConvTranspose with pads as an input", () => {
  const operands: Given[] = [[1, 3, 5, 5], [3, 4, 3, 3]];
  const strides = { strides: [2, 2] };
  const standard = applyAny("ConvTranspose", operands, { attributes: { ...strides, pads: [1, 1, 1, 1] } });
  const own = apply("ConvTransposeWithDynamicPads", [...operands, ints(1, 1, 1, 1)], strides);
  assertEquals([own.shapes, own.work], [standard.shapes, standard.work]);
});

Deno.test("MaxpoolWithMask is MaxPool", () => {
  const window = { kernel_shape: [2, 2], strides: [2, 2] };
  const standard = applyAny("MaxPool", [[1, 3, 8, 6]], { attributes: window, outputs: 1 });
  const own = apply("MaxpoolWithMask", [[1, 3, 8, 6], of("int32", 1, 3, 8, 6)], window);
  assertEquals([own.shapes, own.work], [standard.shapes, standard.work]);
});
