import { assert, assertEquals } from "@std/assert";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import { receptiveFields } from "../../lib/analysis/receptive_field.ts";
import type { Model } from "../../lib/model/model.ts";
import type { Tensor } from "../../lib/model/tensor.ts";
import type { Module } from "../../lib/nn/module.ts";
import * as zoo from "../../lib/nn/zoo/mod.ts";
import { load } from "../../lib/profile.ts";
import { model, type NodeSpec, tensor, value } from "./_models.ts";
import { extent, firstRow, perturb } from "./_perturbation.ts";

const NETWORKS = [
  "alexnet.keep",
  "mobilenet_v2.dyn",
  "resnet18.keep",
  "resnet18.qdq",
  "resnet50.dyn",
  "resnet50_nc99.init",
  "shufflenet_v2_x0_5.fold",
  "squeezenet1_1.keep",
  "unet.keep",
  "unet.dyn",
  "vgg16.keep",
];
/** Higher than the receptive field of every one of them. */
const HEIGHT = 832;

/** A model that was exported with the image's size in its Reshapes (a shuffle of channels and back), with the height left to be found. */
function ofAnyHeight(source: Model): Model {
  let channels = -1;
  const freed = (tensor: Tensor): Tensor => {
    const sizes = tensor.elements!.map(Number);
    if (sizes.length === 5) channels = sizes[1]! * sizes[2]!;
    if (sizes.length === 4 && sizes[1] === -1) sizes[1] = channels;
    return sizes.length < 4 ? tensor : { ...tensor, elements: sizes.with(-2, -1) };
  };
  const { graph } = source;
  const initializers = new Map(graph.initializers);
  const constants = new Map(graph.nodes.filter(({ op }) => op === "Constant").map((node) => [node.outputs[0]!, node]));
  for (const { op, inputs } of graph.nodes) {
    const [, target = ""] = inputs;
    const stored = initializers.get(target) ?? constants.get(target)?.attributes.get("value");
    if (op === "Reshape" && stored !== undefined) initializers.set(target, freed(stored as Tensor));
  }
  const nodes = graph.nodes.filter(({ outputs }) => !initializers.has(outputs[0]!));
  return { ...source, graph: { ...graph, nodes, initializers } };
}

/** Holds every value's field against what a change of the input's rows reaches; answers how many values were compared in full, and the largest field. */
function assertSupports(name: string, network: Model, height: number): { checked: number; largest: number } {
  const source = ofAnyHeight(network);
  const typed = inferShapes(source, { inputs: { [source.graph.inputs[0]!.name]: [1, 3, height, 224] } });
  const fields = receptiveFields(typed);
  let [checked, largest] = [0, 0];
  for (const [reached, { axis, rows }] of perturb(typed)) {
    const size = fields.get(reached)?.size[0];
    assert(size !== undefined, `${name}: ${reached} has no receptive field`);
    if (axis < 0 || size === Infinity) {
      assertEquals(new Set(rows).size, 1, `${name}: ${reached} does not depend on all`);
      checked++;
      continue;
    }
    assertEquals(Math.max(...rows.map(extent)) <= size, true, `${name}: ${reached}`);
    const inside = rows.filter((each) => each !== 0n && firstRow(each) > 0 && extent(each) + firstRow(each) < height);
    if (inside.length === 0) continue;
    assertEquals(Math.max(...inside.map(extent)), size, `${name}: ${reached}`);
    largest = Math.max(largest, size);
    checked++;
  }
  return { checked, largest };
}

Deno.test("a receptive field is the support of what a change of the input reaches, for every network of convolutions", async () => {
  for (const name of NETWORKS) {
    const { checked } = assertSupports(name, (await load(new URL(`../data/zoo/${name}.onnx`, import.meta.url))).model, HEIGHT);
    assert(checked >= 16, `${name}: ${checked} values`);
  }
});

/** Networks that see further: with what is published of them (Araujo, Norris and Sim, 2019, table 1), where it is. */
const FAR: readonly (readonly [name: string, network: Module, published?: number])[] = [
  ["inception_v3", zoo.inception_v3(), 1311],
  ["densenet121", zoo.densenet121()],
  ["convnext_tiny", zoo.convnext_tiny()],
  ["regnet_x_400mf", zoo.regnet_x_400mf()],
  ["mnasnet1_0", zoo.mnasnet1_0()],
  ["googlenet", zoo.googlenet()],
  ["fcn_resnet50", zoo.fcn_resnet50()],
  ["mobilenet_v3_large", zoo.mobilenet_v3_large()],
];

Deno.test("so it is for networks that see more than a thousand rows, that gate, normalise and dilate", async () => {
  for (const [name, network, published] of FAR) {
    const { checked, largest } = assertSupports(name, (await load(network)).model, 2304);
    assert(checked > 100, `${name}: ${checked} values`);
    if (published !== undefined) assertEquals(largest, published, name);
  }
});

Deno.test("ResNet-50 has 267 behind its third stage and 427 behind its fourth", async () => {
  const fields = receptiveFields(inferShapes((await load(new URL("../../examples/resnet50.onnx", import.meta.url))).model, {}));
  const behind = (stage: string) => [...fields].filter(([name]) => name.startsWith(`/${stage}/`)).at(-1)![1];
  assertEquals(behind("layer3"), { input: "input", size: [267, 267], jump: [16, 16] });
  assertEquals(behind("layer4"), { input: "input", size: [427, 427], jump: [32, 32] });
});

/** The receptive field of the output of a few nodes, along the two axes of an image. */
function fieldOf(
  nodes: readonly NodeSpec[],
  tensors: Parameters<typeof model>[0]["tensors"] = [],
  shape: readonly number[] = [1, 4, 32, 48],
) {
  const spec = { inputs: [value("x", shape)], outputs: [nodes.at(-1)!.outputs[0]!], nodes, tensors };
  return receptiveFields(inferShapes(model(spec), {})).get(nodes.at(-1)!.outputs[0]!);
}

const conv = (from: string, to: string, attributes: NodeSpec["attributes"] = {}): NodeSpec => ({
  op: "Conv",
  inputs: [from, "w"],
  outputs: [to],
  attributes,
});
const weights = [tensor("w", [4, 4, 3, 5])];

Deno.test("windows, steps and holes along each axis of their own", () => {
  assertEquals(fieldOf([conv("x", "y")], weights)?.size, [3, 5]);
  assertEquals(fieldOf([conv("x", "y", { dilations: [2, 3], pads: [2, 6, 2, 6] })], weights)?.size, [5, 13]);
  assertEquals(fieldOf([conv("x", "y", { strides: [2, 1], pads: [1, 2, 1, 2] }), conv("y", "z")], weights), {
    input: "x",
    size: [7, 9],
    jump: [2, 1],
  });
});

Deno.test("branches depend on what either does", () => {
  const padded = { pads: [1, 2, 1, 2] };
  assertEquals(
    fieldOf([conv("x", "a", padded), conv("a", "b", padded), { op: "Add", inputs: ["b", "x"], outputs: ["y"] }], weights)?.size,
    [5, 9],
  );
  // one branch looks up, the other down: together they see both
  const up = { op: "Slice", inputs: ["x", "begin", "end", "axes"], outputs: ["u"] };
  const down = { op: "Slice", inputs: ["x", "later", "last", "axes"], outputs: ["d"] };
  const places = [["begin", 0], ["end", 28], ["later", 4], ["last", 32], ["axes", 2]].map(([name, at]) =>
    tensor(name as string, [1], "int64", [at as number])
  );
  const sum: NodeSpec = { op: "Add", inputs: ["u", "d"], outputs: ["s"] };
  assertEquals(
    fieldOf([up, down, sum, { op: "MaxPool", inputs: ["s"], outputs: ["y"], attributes: { kernel_shape: [1, 1] } }], places)?.size,
    [5, 1],
  );
});

Deno.test("a gate that has seen everything makes everything seen", () => {
  const gate: NodeSpec[] = [conv("x", "a"), { op: "GlobalAveragePool", inputs: ["a"], outputs: ["g"] }, {
    op: "Mul",
    inputs: ["a", "g"],
    outputs: ["y"],
  }];
  assertEquals(fieldOf(gate, weights), { input: "x", size: [Infinity, Infinity], jump: [undefined, undefined] });
});

Deno.test("what nobody has told is not known, and what is behind it neither", () => {
  assertEquals(
    fieldOf([conv("x", "a"), { op: "Strange", domain: "example", inputs: ["a"], outputs: ["b"] }, {
      op: "Relu",
      inputs: ["b"],
      outputs: ["y"],
    }], weights),
    undefined,
  );
  assertEquals(fieldOf([{ op: "Relu", inputs: ["x"], outputs: ["y"] }]), undefined, "a network without windows has none");
});
