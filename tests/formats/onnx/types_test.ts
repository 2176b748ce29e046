import { assertEquals, assertRejects } from "@std/assert";
import { FormatSyntaxError } from "../../../lib/formats/format_error.ts";
import { symbol } from "../../../lib/model/dim.ts";
import { bytesField, handMadeFile, numberField, readBytes, readGraph } from "./_encode.ts";

Deno.test("declared shapes: sizes, names, and dimensions that are left open", async () => {
  const dim = [{ dimValue: 0 }, { dimValue: 3 }, { dimParam: "batch" }, { dimParam: "" }, { dimValue: -1 }, {}];
  const { inputs, outputs, valueInfo } = await readGraph({
    input: [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim } } } }, {
      name: "scalar",
      type: { tensorType: { elemType: 9, shape: {} } },
    }],
    output: [{ name: "y", type: { tensorType: { elemType: 10 } } }, { name: "untyped" }],
    valueInfo: [{ name: "v", type: { tensorType: { shape: { dim: [{}] } } } }],
  });
  assertEquals(inputs[0]!.type, {
    kind: "tensor",
    dtype: "float32",
    shape: [0, 3, symbol("batch"), symbol("?x.3"), symbol("?x.4"), symbol("?x.5")],
  });
  assertEquals(inputs[1]!.type, { kind: "tensor", dtype: "bool", shape: [] });
  assertEquals(outputs, [{ name: "y", type: { kind: "tensor", dtype: "float16" } }, { name: "untyped" }]);
  assertEquals([...valueInfo], [["v", { name: "v", type: { kind: "tensor", shape: [symbol("?v.0")] } }]]);
});

Deno.test("sequences, optionals, maps and sparse tensors", async () => {
  const text = { tensorType: { elemType: 8 } };
  const { inputs } = await readGraph({
    input: [
      { name: "s", type: { sequenceType: { elemType: text } } },
      { name: "o", type: { optionalType: { elemType: { sequenceType: {} } } } },
      { name: "m", type: { mapType: { keyType: 7, valueType: text } } },
      { name: "sp", type: { sparseTensorType: { elemType: 11, shape: { dim: [{ dimValue: 4 }] } } } },
    ],
  });
  assertEquals(inputs.map(({ type }) => type), [
    { kind: "sequence", element: { kind: "tensor", dtype: "string" } },
    { kind: "optional", element: { kind: "sequence" } },
    { kind: "map", key: "int64", value: { kind: "tensor", dtype: "string" } },
    { kind: "tensor", dtype: "float64", shape: [4] },
  ]);
});

Deno.test("a type may stand before the name of its value; opaque types are not known", async () => {
  const type = bytesField(2, bytesField(1, [...numberField(1, 1), ...bytesField(2, bytesField(1, []))]));
  const opaque = [...bytesField(1, "z"), ...bytesField(2, bytesField(7, bytesField(1, "domain")))];
  const { graph } = await readBytes(handMadeFile([...bytesField(11, [...type, ...bytesField(1, "x")]), ...bytesField(11, opaque)]));
  assertEquals(graph.inputs, [{ name: "x", type: { kind: "tensor", dtype: "float32", shape: [symbol("?x.0")] } }, { name: "z" }]);
});

Deno.test("more dimensions than any tensor has are refused", async () => {
  const dim = Array.from({ length: 65 }, () => ({ dimValue: 1 }));
  await assertRejects(
    () => readGraph({ input: [{ name: "x", type: { tensorType: { shape: { dim } } } }] }),
    FormatSyntaxError,
    "65 dimensions",
  );
});
