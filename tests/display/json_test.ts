import { assertEquals } from "@std/assert";
import { toJson } from "../../lib/display/json.ts";
import { add, integer, multiply, symbol } from "../../lib/model/dim.ts";
import { conv, profileOf, residualNetwork } from "./_profiles.ts";

const batch = symbol("batch");

// deno-lint-ignore no-explicit-any -- the object as a reader of the text gets it
function parsed(profile: Parameters<typeof toJson>[0]): any {
  return JSON.parse(JSON.stringify(toJson(profile)));
}

Deno.test("the object has the contract's fields, in its order", () => {
  const json = parsed(profileOf([conv("conv1", 1, [3, 8], 3, 14)], { trainable: 100 }));
  const fields = "schema model inputs outputs totals coverage conventions modules nodes parameters buffers tensors constraints notes";
  assertEquals(Object.keys(json).join(" "), fields);
  assertEquals(Object.keys(json.model).join(" "), "name format producer opset bytes bytesRead");
  assertEquals(
    Object.keys(json.totals).join(" "),
    "parameters trainable buffers constants parameterBytes macs flops work memoryAccess peak",
  );
  assertEquals(Object.keys(json.totals.memoryAccess).join(" "), "elements readBytes writeBytes");
  assertEquals(Object.keys(json.totals.peak).join(" "), "activationBytes node");
  assertEquals(Object.keys(json.coverage).join(" "), "exact bounded unknown nodes");
  assertEquals(json.conventions, { flopbook: { flops: 2 * 42_336 + 1568, macs: 42_336 } });
  assertEquals(json.modules[1], {
    name: "conv1",
    type: "Conv2d",
    parameters: 224,
    buffers: 0,
    macs: 42_336,
    flops: 86_240,
    outputShapes: [[1, 8, 14, 14]],
  });
  assertEquals(
    Object.keys(json.nodes[0]).join(" "),
    "name op module inputs outputs macs flops work readBytes writeBytes parameters",
  );
  assertEquals(json.parameters, [{ name: "/conv1/Conv.weight", shape: [224], dtype: "float32" }]);
  assertEquals(json.tensors["/conv1/Conv:out"], { dtype: "float32", shape: [1, 8, 14, 14] });
});

Deno.test("columns sum to the totals", () => {
  const { totals, nodes, parameters } = toJson(profileOf(residualNetwork(1)));
  for (const field of ["macs", "flops", "parameters"] as const) {
    assertEquals(nodes.reduce((total, node) => total + (node[field] as number), 0), totals[field]);
  }
  assertEquals(parameters.reduce((total, { shape }) => total + shape[0]!, 0), totals.parameters);
});

Deno.test("a cost is a number, an expression, the digits of a large integer, or an interval", () => {
  const json = parsed(profileOf([
    { name: "free", work: { macs: multiply(batch, 12) }, shape: [batch, 3], reads: 1 },
    { name: "huge", work: { macs: integer(2n ** 60n) }, reads: 1 },
    { name: "bounded", work: { macs: add(multiply(symbol("boxes"), 5), 1) }, reads: 1 },
    { name: "open", work: { macs: symbol("items") }, reads: 1 },
  ], { ranges: new Map([["boxes", { min: 0, max: 50 }], ["items", { min: 1 }]]) }));
  const macs = json.nodes.map((node: { macs: unknown }) => node.macs);
  assertEquals(macs, ["12*batch", "1152921504606846976", { min: 1, max: 251 }, { min: 1 }]);
  assertEquals(json.tensors["free:out"].shape, ["batch", 3]);
  assertEquals(json.nodes[0].work, { macs: "12*batch" });
});

Deno.test("what is not known is missing, and named under coverage", () => {
  const json = parsed(profileOf([{ name: "x", op: "Custom", problem: "no rule" }]));
  assertEquals(Object.keys(json.nodes[0]).join(" "), "name op module inputs outputs parameters");
  assertEquals([json.coverage.unknown, json.coverage.nodes[0].name, json.coverage.nodes[0].reason], [1, "x", "no rule"]);
  assertEquals(json.tensors["x:out"], { dtype: "float32" });
  assertEquals("trainable" in json.totals, false);
});

Deno.test("the standard's own domain is ai.onnx, and names cannot reach a prototype", () => {
  const profile = profileOf([{ name: "__proto__", shape: [1] }]);
  const json = toJson({
    ...profile,
    model: { ...profile.model, opset: { "": 17, "com.microsoft": 1 } },
    tensors: new Map([["__proto__", { name: "__proto__", dtype: "float32", shape: [1] }]]),
  });
  assertEquals(json.model.opset, { "ai.onnx": 17, "com.microsoft": 1 });
  assertEquals(Object.hasOwn(json.tensors, "__proto__"), true);
});
