import { assertEquals, assertRejects } from "@std/assert";
import { FormatSyntaxError } from "../../../lib/formats/format_error.ts";
import type { Graph } from "../../../lib/model/model.ts";
import type { Tensor } from "../../../lib/model/tensor.ts";
import { bytesField, handMadeFile, numberField, onnx, readAttributes, readBytes } from "./_encode.ts";

const { AttributeType } = onnx.AttributeProto;
const utf8 = (text: string) => new TextEncoder().encode(text);

Deno.test("numbers, texts and lists of them", async () => {
  const attributes = await readAttributes([
    { name: "f", type: AttributeType.FLOAT, f: 0.1 },
    { name: "i", type: AttributeType.INT, i: -3 },
    { name: "large", type: AttributeType.INT, i: 2 ** 52 },
    { name: "s", type: AttributeType.STRING, s: utf8("same ☃") },
    { name: "fs", type: AttributeType.FLOATS, floats: [1.5, -2] },
    { name: "is", type: AttributeType.INTS, ints: [1, -1, 300] },
    { name: "ss", type: AttributeType.STRINGS, strings: [utf8("a"), utf8("")] },
  ]);
  assertEquals(attributes, {
    f: Math.fround(0.1),
    i: -3,
    large: 2 ** 52,
    s: "same ☃",
    fs: [1.5, -2],
    is: [1, -1, 300],
    ss: ["a", ""],
  });
});

Deno.test("zeros and empty lists that the file leaves out, by the type that it states", async () => {
  const kinds = ["FLOAT", "INT", "STRING", "FLOATS", "INTS", "STRINGS", "TENSORS", "GRAPHS"] as const;
  const attributes = await readAttributes(kinds.map((name) => ({ name, type: AttributeType[name] })));
  assertEquals(attributes, { FLOAT: 0, INT: 0, STRING: "", FLOATS: [], INTS: [], STRINGS: [], TENSORS: [], GRAPHS: [] });
});

Deno.test("without a stated type, the field that is set tells", async () => {
  const attributes = await readAttributes([{ name: "f", f: 2 }, { name: "is", ints: [4, 5] }, { name: "nothing" }]);
  assertEquals(attributes, { f: 2, is: [4, 5], nothing: [] });
});

Deno.test("lists in the packed form and one by one", async () => {
  const ints = [
    ...bytesField(1, "is"),
    ...bytesField(8, [1, 2, ...numberField(8, -1).slice(1)]),
    ...numberField(8, 9),
    ...numberField(20, 7),
  ];
  const floats = [...bytesField(1, "fs"), ...bytesField(7, [...new Uint8Array(Float32Array.of(0.5, -4).buffer)]), ...numberField(20, 6)];
  const node = [...bytesField(4, "Op"), ...bytesField(5, ints), ...bytesField(5, floats)];
  const { graph } = await readBytes(handMadeFile(bytesField(1, node)));
  assertEquals([...graph.nodes[0]!.attributes], [["is", [1, 2, -1, 9]], ["fs", [0.5, -4]]]);
});

Deno.test("tensors, graphs and sparse tensors", async () => {
  const body = { name: "body", node: [{ opType: "Relu" }] };
  const tensor = { name: "t", dims: [2], dataType: 7, int64Data: [5, 6] };
  const sparse = { dims: [4], values: { ...tensor, name: "sp" }, indices: { dims: [2], dataType: 7, int64Data: [0, 3] } };
  const attributes = await readAttributes([
    { name: "t", type: AttributeType.TENSOR, t: tensor },
    { name: "ts", type: AttributeType.TENSORS, tensors: [tensor, tensor] },
    { name: "g", type: AttributeType.GRAPH, g: body },
    { name: "gs", type: AttributeType.GRAPHS, graphs: [body] },
    { name: "sp", type: AttributeType.SPARSE_TENSOR, sparseTensor: sparse },
    { name: "sps", type: AttributeType.SPARSE_TENSORS, sparseTensors: [sparse] },
  ]);
  assertEquals((attributes.t as Tensor).elements, [5, 6]);
  assertEquals((attributes.ts as Tensor[]).map(({ name }) => name), ["t", "t"]);
  assertEquals((attributes.g as Graph).nodes[0]!.op, "Relu");
  assertEquals((attributes.gs as Graph[])[0]!.name, "body");
  const { name, shape, sparse: parts } = attributes.sp as Tensor;
  assertEquals([name, shape, parts!.values.elements, parts!.indices.elements], ["sp", [4], [5, 6], [0, 3]]);
  assertEquals((attributes.sps as Tensor[]).length, 1);
});

Deno.test("types", async () => {
  const type = { sequenceType: { elemType: { tensorType: { elemType: 7 } } } };
  const attributes = await readAttributes([
    { name: "type", type: AttributeType.TYPE_PROTO, tp: type },
    { name: "types", type: AttributeType.TYPE_PROTOS, typeProtos: [type] },
  ]);
  const expected = { kind: "sequence", element: { kind: "tensor", dtype: "int64" } };
  assertEquals(JSON.stringify(attributes), JSON.stringify({ type: expected, types: [expected] }));
});

Deno.test("a tensor that the stated type promises must be there", async () => {
  await assertRejects(
    () => readAttributes([{ name: "value", type: AttributeType.TENSOR }]),
    FormatSyntaxError,
    '"value" lacks the value of the kind 4',
  );
});
