import { assertEquals } from "@std/assert";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import { measure } from "../../lib/analysis/measure.ts";
import type { Profile } from "../../lib/analysis/profile.ts";
import { boundsOf } from "../../lib/model/dim_bounds.ts";
import { model, type ModelSpec, tensor, value } from "./_models.ts";

const profileOf = (spec: ModelSpec): Profile => measure(inferShapes(model(spec)));

const convolution: ModelSpec = {
  inputs: [value("x", [1, 3, 8, 8])],
  outputs: ["z"],
  nodes: [
    { op: "Conv", name: "/conv/Conv", inputs: ["x", "conv.weight", "conv.bias"], outputs: ["y"], attributes: { pads: [1, 1, 1, 1] } },
    { op: "Reshape", name: "/Reshape", inputs: ["y", "shape"], outputs: ["r"] },
    { op: "Relu", name: "/relu/Relu", inputs: ["r"], outputs: ["z"] },
  ],
  tensors: [tensor("conv.weight", [4, 3, 3, 3]), tensor("conv.bias", [4]), tensor("shape", [2], "int64", [4, 64])],
};

Deno.test("a convolution and what follows it, worked by hand", () => {
  const { totals, nodes } = profileOf(convolution);
  const [x, w, b, y] = [3 * 64, 4 * 27, 4, 4 * 64];
  assertEquals(totals.macs, y * 27);
  assertEquals(totals.work, { macs: y * 27, adds: y, compares: y });
  assertEquals(totals.flops, 2 * y * 27 + y + y);
  assertEquals(totals.parameters, w + b);
  assertEquals(totals.constants, 2);
  assertEquals(totals.memoryAccess, { elements: x + w + b + y + 2 * y, readBytes: 4 * (x + w + b + y), writeBytes: 4 * 2 * y });
  assertEquals(totals.peak, { activationBytes: 4 * 2 * y, node: "/relu/Relu" });
  assertEquals(nodes.map((node) => node.parameters), [w + b, 0, 0]);
});

Deno.test("modules hold what their nodes and names say", () => {
  const { modules, totals } = profileOf(convolution);
  assertEquals(modules.map(({ name, type, parameters, outputShapes }) => ({ name, type, parameters, outputShapes })), [
    { name: "", type: "Module", parameters: totals.parameters, outputShapes: [[4, 64]] },
    { name: "conv", type: "Conv2d", parameters: totals.parameters, outputShapes: [[1, 4, 8, 8]] },
    { name: "relu", type: "ReLU", parameters: 0, outputShapes: [[4, 64]] },
  ]);
});

Deno.test("what can be computed before inference costs nothing", () => {
  const { totals, nodes } = profileOf({
    inputs: [value("x", [2, 3])],
    outputs: ["y"],
    nodes: [
      { op: "Transpose", inputs: ["w"], outputs: ["t"], attributes: { perm: [1, 0] } },
      { op: "MatMul", inputs: ["x", "t"], outputs: ["y"] },
    ],
    tensors: [tensor("w", [5, 3])],
  });
  assertEquals(nodes.map((node) => node.folded), [true, false]);
  assertEquals([totals.macs, totals.parameters, totals.memoryAccess.elements], [2 * 3 * 5, 15, 6 + 15 + 10]);
});

Deno.test("an operand that is used twice is read once", () => {
  const { totals } = profileOf({ inputs: [value("x", [10])], outputs: ["y"], nodes: [{ op: "Mul", inputs: ["x", "x"], outputs: ["y"] }] });
  assertEquals(totals.memoryAccess.elements, 20);
});

Deno.test("a gather touches its rows and indices, not its table", () => {
  const { totals } = profileOf({
    inputs: [value("i", [7], "int64")],
    outputs: ["y"],
    nodes: [{ op: "Gather", inputs: ["table", "i"], outputs: ["y"] }],
    tensors: [tensor("table", [1000, 16])],
  });
  assertEquals(totals.memoryAccess, { elements: 7 + 2 * 7 * 16, readBytes: 7 * 8 + 7 * 16 * 4, writeBytes: 7 * 16 * 4 });
});

Deno.test("a quantised weight is read as it is stored", () => {
  const { totals } = profileOf({
    inputs: [value("x", [1, 4])],
    outputs: ["y"],
    nodes: [
      { op: "DequantizeLinear", inputs: ["w8", "scale"], outputs: ["w"] },
      { op: "MatMul", inputs: ["x", "w"], outputs: ["y"] },
    ],
    tensors: [tensor("w8", [4, 6], "int8"), tensor("scale", [])],
  });
  assertEquals(totals.memoryAccess.readBytes, 4 * 4 + 24);
});

Deno.test("a node without a rule is in no sum, and is told", () => {
  const { coverage, totals } = profileOf({
    inputs: [value("x", [2, 3])],
    outputs: ["y"],
    nodes: [{ op: "Relu", inputs: ["x"], outputs: ["h"] }, { op: "Magic", domain: "my", name: "trick", inputs: ["h"], outputs: ["y"] }],
  });
  assertEquals(totals.flops, 6);
  assertEquals(coverage, {
    exact: 1,
    bounded: 0,
    unknown: 1,
    nodes: [{ name: "trick", op: "Magic", coverage: "unknown", reason: "no rule for operator Magic of domain my" }],
  });
});

Deno.test("what depends on the data is known within bounds", () => {
  const nodes = [
    { op: "NonZero", name: "find", inputs: ["x"], outputs: ["places"] },
    { op: "Transpose", name: "turn", inputs: ["places"], outputs: ["y"] },
  ];
  const { coverage, ranges, nodes: costs } = profileOf({ inputs: [value("x", [3, 5])], outputs: ["y"], nodes });
  assertEquals(ranges.get("find.count"), { min: 0, max: 15 });
  assertEquals(coverage.nodes.map(({ name, coverage }) => `${name}: ${coverage}`), ["find: bounded", "turn: bounded"]);
  assertEquals(coverage.nodes[1]!.reason, "depends on what the data tell: find.count (0 to 15)");
  assertEquals(boundsOf(costs[1]!.memoryAccess.elements, ranges), { min: 0, max: 2 * 2 * 15 });
});
