import { assertEquals, assertThrows } from "@std/assert";
import { encodeModel } from "../../../lib/formats/onnx/encode/encode_model.ts";
import type { Model } from "../../../lib/model/model.ts";
import { profile } from "../../../lib/profile.ts";
import { load } from "../../../lib/profile.ts";
import { randomWeights } from "../../../lib/runner/random_data.ts";
import { attributesOf, fileOf, onnx, readBytes, real } from "./_encode.ts";
import { model, tensor, value } from "../../analysis/_models.ts";

const zoo = new URL("../../data/zoo/", import.meta.url);

/** What a model is without its data and what it is called. */
function structureOf({ graph, opset, functions }: Model) {
  const nodes = [...graph.nodes, ...functions.flatMap((local) => local.nodes)].map((node) => ({
    ...node,
    attributes: [...node.attributes].map(plain),
  }));
  return {
    nodes,
    opset,
    inputs: graph.inputs,
    outputs: graph.outputs,
    initializers: [...graph.initializers].map(([name, { dtype, shape }]) => [name, dtype, shape]),
  };
}

function plain([name, value]: readonly [string, unknown]): unknown {
  return [
    name,
    JSON.stringify(
      value,
      (_, item) => item !== null && typeof item === "object" && "load" in item ? [item.dtype, item.shape, item.elements] : item,
    ),
  ];
}

for (const name of ["gpt2_nano.dyn", "lstm_lm.dyn", "mobilenet_v2.dyn", "resnet18.fp16", "resnet18.qdq", "unet.dyn", "resnet18.fn"]) {
  Deno.test(`${name}: what is written is read as the same`, async () => {
    const { model: original } = await load(new URL(`${name}.onnx`, zoo));
    const again = await readBytes(encodeModel(original, randomWeights()));
    assertEquals(structureOf(again), structureOf(original));
    assertEquals((await profile(again)).macs, (await profile(original)).macs);
  });
}

Deno.test("a real attribute stays real where its value is whole, as onnx-proto reads it", async () => {
  const graph = { node: [{ opType: "Gemm", attribute: attributesOf({ alpha: real(1), transB: 1 }) }] };
  const file = onnx.ModelProto.decode(encodeModel(await readBytes(fileOf(graph)), randomWeights()));
  const { FLOAT, INT } = onnx.AttributeProto.AttributeType;
  assertEquals(file.graph!.node![0]!.attribute!.map(({ name, type }) => [name, type]), [["alpha", FLOAT], ["transB", INT]]);
});

Deno.test("a sparse tensor is refused", () => {
  const sparse = { ...tensor("s", [2]), sparse: { values: tensor("v", [1]), indices: tensor("i", [1], "int64") } };
  assertThrows(
    () => encodeModel(model({ inputs: [value("x", [1])], outputs: ["x"], nodes: [], tensors: [sparse] }), randomWeights()),
    TypeError,
  );
});
