import { assertEquals, assertRejects } from "@std/assert";
import { MemorySource } from "../../../lib/bytes/memory_source.ts";
import { FormatSyntaxError } from "../../../lib/formats/format_error.ts";
import { readModel } from "../../../lib/formats/mod.ts";
import { Reference } from "../../../lib/model/model.ts";
import { bytesField, fileOf, handMadeFile, numberField, onnx, readBytes, varint } from "./_encode.ts";

Deno.test("a model's own fields", async () => {
  const bytes = fileOf({ name: "main", docString: "skipped" }, {
    producerName: "pytorch",
    producerVersion: "1.13.0",
    opsetImport: [{ domain: "", version: 17 }, { domain: "com.microsoft", version: 1 }],
    metadataProps: [{ key: "task", value: "segmentation ☃" }],
    docString: "skipped",
    modelVersion: 3,
  });
  const model = await readBytes(bytes, "net.onnx");
  assertEquals([model.name, model.format, model.producer, model.graph.name], ["net.onnx", "onnx", "pytorch 1.13.0", "main"]);
  assertEquals([...model.opset], [["ai.onnx", 17], ["com.microsoft", 1]]);
  assertEquals([...model.metadata], [["task", "segmentation ☃"]]);
  assertEquals([model.bytes, model.bytesRead], [bytes.length, bytes.length]);
});

Deno.test("a node's fields", async () => {
  const node = { name: "n", opType: "Clip", domain: "ai.onnx", input: ["x", "", "max"], output: ["y", ""], docString: "skipped" };
  const newer = [
    ...bytesField(4, "Gelu"),
    ...bytesField(8, "variant"),
    ...bytesField(9, [...bytesField(1, "k"), ...bytesField(2, "v")]),
    ...bytesField(10, "?"),
  ];
  const [written, byHand] = [await readBytes(fileOf({ node: [node] })), await readBytes(handMadeFile(bytesField(1, newer)))];
  assertEquals(written.graph.nodes, [{
    name: "n",
    op: "Clip",
    domain: "ai.onnx",
    overload: "",
    inputs: ["x", "", "max"],
    outputs: ["y", ""],
    attributes: new Map(),
    metadata: new Map(),
  }]);
  const { op, overload, metadata, domain } = byHand.graph.nodes[0]!;
  assertEquals([op, overload, metadata, domain], ["Gelu", "variant", new Map([["k", "v"]]), "ai.onnx"]);
});

Deno.test("fields may come in any order and with unknown ones between them", async () => {
  const unknown = [...numberField(99, 7), ...bytesField(1000, "later"), ...varint(77 << 3 | 5), 1, 2, 3, 4];
  const graph = bytesField(7, [...bytesField(2, "g"), ...unknown, ...bytesField(1, bytesField(4, "Relu"))]);
  const bytes = Uint8Array.from([
    ...graph,
    ...unknown,
    ...bytesField(8, [...numberField(2, 9), ...bytesField(1, "ai.onnx")]),
    ...numberField(1, 4),
  ]);
  const model = await readBytes(bytes);
  assertEquals([model.graph.name, model.graph.nodes[0]!.op, model.opset.get("ai.onnx")], ["g", "Relu", 9]);
});

Deno.test("a function with references, defaults and an overload", async () => {
  const reference = onnx.AttributeProto.encode({ name: "alpha", refAttrName: "slope", type: 1 }).finish();
  const node = [...bytesField(4, "LeakyRelu"), ...bytesField(1, "x"), ...bytesField(2, "y"), ...bytesField(5, [...reference])];
  const defaults = onnx.AttributeProto.encode({ name: "slope", f: 0.5, type: 1 }).finish();
  const valueInfo = onnx.ValueInfoProto.encode({ name: "y", type: { tensorType: { elemType: 1 } } }).finish();
  const body = [
    ...bytesField(1, "Leak"),
    ...bytesField(10, "custom"),
    ...bytesField(13, "v2"),
    ...bytesField(4, "x"),
    ...bytesField(5, "y"),
    ...bytesField(6, "beta"),
    ...bytesField(11, [...defaults]),
    ...bytesField(9, [...bytesField(1, ""), ...numberField(2, 16)]),
    ...bytesField(7, node),
    ...bytesField(12, [...valueInfo]),
  ];
  const model = await readBytes(Uint8Array.from([...handMadeFile(bytesField(2, "g")), ...bytesField(25, body)]));
  const { nodes, ...facts } = model.functions[0]!;
  assertEquals(facts, {
    name: "Leak",
    domain: "custom",
    overload: "v2",
    inputs: ["x"],
    outputs: ["y"],
    attributes: ["beta"],
    defaults: new Map([["slope", 0.5]]),
    opset: new Map([["ai.onnx", 16]]),
    valueInfo: new Map([["y", { name: "y", type: { kind: "tensor" as const, dtype: "float32" as const } }]]),
  });
  assertEquals(nodes[0]!.attributes.get("alpha"), new Reference("slope"));
});

Deno.test("functions as onnx-proto writes them", async () => {
  const functions = [{
    name: "F",
    domain: "d",
    input: ["a"],
    output: ["b"],
    attribute: ["k"],
    node: [{ opType: "Relu" }],
    opsetImport: [{ version: 15 }],
  }];
  const { name, domain, inputs, outputs, attributes, nodes, opset } = (await readBytes(fileOf({}, { functions }))).functions[0]!;
  assertEquals([name, domain, inputs, outputs, attributes, nodes.length, opset.get("ai.onnx")], ["F", "d", ["a"], ["b"], ["k"], 1, 15]);
});

Deno.test("a file of IR version 1 uses operator set 1", async () => {
  const bytes = Uint8Array.from([...numberField(1, 1), ...bytesField(7, bytesField(1, bytesField(4, "Relu")))]);
  assertEquals([...(await readModel(new MemorySource(bytes))).opset], [["ai.onnx", 1]]);
});

const GRAPH = bytesField(7, bytesField(2, "g"));
const OPSET = bytesField(8, numberField(2, 17));
const INCOMPLETE: readonly [string, readonly number[], string][] = [
  ["a graph", [...numberField(1, 8), ...OPSET], "has no graph"],
  ["an IR version", [...OPSET, ...GRAPH], "has no ir_version"],
  ["an operator set", [...numberField(1, 8), ...GRAPH], "does not say which operator set"],
  ["a single graph", [...numberField(1, 8), ...OPSET, ...GRAPH, ...GRAPH], "has two graphs"],
];
for (const [what, bytes, text] of INCOMPLETE) {
  Deno.test(`a file without ${what} is refused`, async () => {
    await assertRejects(() => readBytes(Uint8Array.from(bytes)), FormatSyntaxError, text);
  });
}
