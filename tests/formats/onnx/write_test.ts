import { assertEquals, assertRejects } from "@std/assert";
import { load, type Model } from "../../../mod.ts";
import { weightBytes, writeOnnx } from "../../../lib/formats/onnx/write.ts";
import type { AttributeValue } from "../../../lib/model/model.ts";
import type { Tensor } from "../../../lib/model/tensor.ts";

/** A model of one node with these attributes. */
function modelOf(op: string, attributes: Record<string, AttributeValue>, initializers: readonly Tensor[] = []): Model {
  const type = { kind: "tensor", dtype: "float32", shape: [2] } as const;
  return {
    name: "one",
    format: "test",
    producer: "test 1",
    opset: new Map([["ai.onnx", 17], ["example", 1]]),
    graph: {
      name: "g",
      inputs: [{ name: "x", type }],
      outputs: [{ name: "y", type }],
      initializers: new Map(initializers.map((tensor) => [tensor.name, tensor])),
      valueInfo: new Map(),
      nodes: [{
        name: "n",
        op,
        domain: "ai.onnx",
        overload: "",
        inputs: ["x", ...initializers.map((tensor) => tensor.name)],
        outputs: ["y"],
        attributes: new Map(Object.entries(attributes)),
        metadata: new Map([["note", "kept"]]),
      }],
    },
    functions: [],
    metadata: new Map([["author", "somebody"]]),
    bytes: 0,
    bytesRead: 0,
  };
}

function tensor(name: string, dtype: Tensor["dtype"], shape: readonly number[], bytes: Uint8Array): Tensor {
  return { name, dtype, shape, byteLength: bytes.length, load: () => Promise.resolve(bytes) };
}

Deno.test("attributes of every kind come back as they were", async () => {
  const graph = modelOf("Relu", {}).graph;
  const attributes = {
    whole: -3,
    fraction: 0.5,
    text: "linear",
    wholes: [1, -2, 2 ** 40],
    fractions: [0.25, 2],
    texts: ["a", "b"],
    inner: graph,
    kind: { kind: "tensor", dtype: "int64", shape: [] } as const,
  };
  const back = (await load(await writeOnnx(modelOf("If", attributes)))).graph.nodes[0]!.attributes;
  const { inner, ...plain } = Object.fromEntries(back);
  const { inner: _, ...wanted } = attributes;
  assertEquals(plain, wanted as Record<string, AttributeValue>);
  assertEquals((inner as typeof graph).nodes[0]!.op, "Relu");
});

Deno.test("a whole number is written as a real one where the standard says so", async () => {
  // AttributeProto of alpha = 1: name, f (field 2, wire type 5) 1.0, type FLOAT; of group = 1: i (field 3, varint), type INT
  const bytes = await writeOnnx(modelOf("Elu", { alpha: 1, group: 1 }));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  assertEquals(hex.includes("0a05616c70686115" + "0000803f" + "a00101"), true);
  assertEquals(hex.includes("0a0567726f7570" + "1801" + "a00102"), true);
});

Deno.test("names, notes, versions and declared types are written", async () => {
  const model = modelOf("Relu", {});
  const back = await load(await writeOnnx(model));
  assertEquals([back.opset, back.producer, back.metadata], [model.opset, model.producer, model.metadata]);
  assertEquals([back.graph.name, back.graph.inputs, back.graph.outputs], ["g", model.graph.inputs, model.graph.outputs]);
  assertEquals([...back.graph.nodes[0]!.metadata], [["note", "kept"]]);
});

Deno.test("small tensors stand inside, large ones beside, in order", async () => {
  const large = ["a", "b"].map((name, index) => tensor(name, "float32", [300], new Uint8Array(1200).fill(index + 1)));
  const model = modelOf("Sum", {}, [large[0]!, tensor("s", "int64", [1], new Uint8Array(8)), large[1]!]);
  const back = await load(await writeOnnx(model, { weights: "external", location: "weights.bin" }));
  const places = [...back.graph.initializers.values()].map((
    { name, storage },
  ) => [name, storage!.external, storage!.external ? storage!.offset : 0]);
  assertEquals(places, [["a", true, 0], ["s", false, 0], ["b", true, 1200]]);
  const pieces = await Array.fromAsync(weightBytes(model));
  assertEquals(pieces.map((piece) => [piece.length, piece[0]]), [[1200, 1], [1200, 2]]);
});

Deno.test("tensors that no node uses are left out", async () => {
  const model = modelOf("Relu", {});
  const unused = new Map([["lost", tensor("lost", "float32", [1], new Uint8Array(4))]]);
  assertEquals((await load(await writeOnnx({ ...model, graph: { ...model.graph, initializers: unused } }))).graph.initializers.size, 0);
});

Deno.test("what no file can hold is refused before anything is made", async () => {
  const huge: Tensor = {
    name: "w",
    dtype: "float32",
    shape: [2 ** 30],
    byteLength: 2 ** 32,
    load: () => Promise.reject(new Error("asked for")),
  };
  await assertRejects(() => writeOnnx(modelOf("Add", {}, [huge])), RangeError, "4294967296 bytes, more than 2147483647");
});
