import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { identify } from "../../lib/identify.ts";
import { model, tensor, value } from "../analysis/_models.ts";

const resnet18 = new URL("../data/zoo/resnet18.keep.onnx", import.meta.url);

Deno.test("the answer names the tool, the exact number and how it is printed", async () => {
  // peers.json: ptflops printed 1,825,313,768, and no other tool a number that rounds to 1.83
  const text = String(await identify(resnet18, "1.83 GMACs"));
  assertStringIncludes(text, "Who printed 1.83 GMACs?");
  assert(/^ptflops macs +1,825,313,768 +1\.83 G +its own output$/m.test(text), text);
});

Deno.test("a number that nothing explains is answered so, with the nearest output", async () => {
  const found = await identify(resnet18, "2.5 GFLOPs");
  assertStringIncludes(String(found), "Nothing explains it");
  assertEquals(found.toJSON().matches, []);
  assertEquals(found.toJSON().digits, 2);
});

Deno.test("a cell shows a table, and the whole answer as text", async () => {
  const bundle = (await identify(resnet18, "1.83 GMACs")).toMimeBundle();
  assertEquals(Object.keys(bundle), ["text/html", "text/plain"]);
  assertStringIncludes(bundle["text/html"]!, "ptflops macs");
});

Deno.test("names from a model file do not become markup", async () => {
  const network = model({
    inputs: [value("<b>x", [1, 4])],
    outputs: ["y"],
    nodes: [
      { op: "Gemm", inputs: ["<b>x", "v"], outputs: ["z"], name: "first", attributes: { transB: 1 } },
      { op: "Gemm", inputs: ["z", "w"], outputs: ["y"], name: "<i>last", attributes: { transB: 1 } },
    ],
    tensors: [tensor("v", [5, 4]), tensor("w", [3, 5])],
  });
  // 20 of 35 multiply-accumulates: the network without its last layer
  const { "text/html": html } = (await identify(network, "20 MACs", { inputs: { "<b>x": [1, 4] } })).toMimeBundle();
  assert(!/<b>x|<i>last/.test(html!), html);
});
