/** Names that every object of the language has members of: they are names like any others. */
import { assertEquals } from "@std/assert";
import { load, profile } from "../../mod.ts";
import { fileOf } from "../formats/onnx/_encode.ts";
import { tensorTypeProto } from "../fuzz/growth.ts";
import { filled, tensorProto } from "../fuzz/values.ts";
import { showAll } from "./_hostile.ts";

const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype", "__defineGetter__"];

/** A linear layer of which everything that can have a name has that one. */
function model(name: string): Uint8Array {
  const weights = filled("float32", [4, 5], new Array(20).fill(1));
  return fileOf({
    name,
    input: [{ name, type: tensorTypeProto("float32", [name, 4]) }],
    initializer: [tensorProto(weights, `${name}.weight`)],
    node: [
      { name: `/${name}/MatMul`, opType: "MatMul", input: [name, `${name}.weight`], output: [`${name}.out`] },
      { name: `/${name}/Relu`, opType: "Relu", input: [`${name}.out`], output: ["y"], attribute: [{ name, type: 2, i: 1 }] },
    ],
    output: [{ name: "y" }],
  }, { metadataProps: [{ key: name, value: name }] });
}

for (const name of NAMES) {
  Deno.test(`a free size, an input, a tensor, a module and an attribute may be named ${name}`, async () => {
    const bytes = model(name);
    const report = await showAll(bytes);
    assertEquals(String(report.macs), `20*${name}`);
    assertEquals(report.parameters, 20);
    const bound = await profile(bytes, { inputs: { [name]: [3, 4] } });
    assertEquals(bound.macs, 60);
    assertEquals((await profile(bytes, { dims: { [name]: 2 } })).macs, 40);
    assertEquals((await profile(bytes, { inputs: {}, dims: {}, values: {} })).parameters, 20);
    const json = JSON.parse(JSON.stringify(bound));
    assertEquals(Object.hasOwn(json.tensors, name) && json.tensors[name].shape, [3, 4]);
    assertEquals(json.inputs, [{ name, dtype: "float32", shape: [3, 4] }]);
    const network = await load(bytes);
    assertEquals([...network.namedParameters()].map(([path]) => path), [`${name}.weight`]);
  });

  Deno.test(`an operator, a domain and a function may be named ${name}`, async () => {
    const node = (opType: string, domain: string, output: string) => ({ opType, domain, input: ["x"], output: [output] });
    const functions = [{
      name,
      domain: name,
      input: ["a"],
      output: ["b"],
      node: [{ opType: "Relu", input: ["a"], output: ["b"] }],
      opsetImport: [{ domain: "", version: 17 }],
    }];
    const graph = {
      input: [{ name: "x", type: tensorTypeProto("float32", [2, 3]) }],
      node: [node(name, "", "u"), node(name, "ai.onnx.ml", "v"), node("keys", name, "w"), node(name, name, "y")],
      output: [{ name: "y" }],
    };
    const report = await showAll(fileOf(graph, { functions, opsetImport: [{ domain: "", version: 17 }, { domain: name, version: 1 }] }));
    const { coverage, tensors } = JSON.parse(JSON.stringify(report));
    assertEquals([coverage.unknown, tensors.y.shape], [3, [2, 3]]);
  });
}

Deno.test("nothing of a model's names becomes a member of every object", async () => {
  for (const name of NAMES) await profile(model(name), { dims: { [name]: 1 } });
  assertEquals(Object.keys(Object.getPrototypeOf({})), []);
  assertEquals(({} as Record<string, unknown>)["weight"], undefined);
});
