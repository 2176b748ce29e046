/** Files of other programs, with what other programs say of them. They are no part of the repository; without them these tests are ignored. */
import { assert, assertEquals } from "@std/assert";
import { openSource } from "../../../lib/bytes/open_source.ts";
import { readModel } from "../../../lib/formats/mod.ts";
import type { Model, Node } from "../../../lib/model/model.ts";
import type { Tensor } from "../../../lib/model/tensor.ts";

const SHARED = new URL("../../../../shared/", import.meta.url);

function corpus(name: string, truth: string, test: (truth: string) => Promise<void>): void {
  let text: string | undefined;
  try {
    text = Deno.readTextFileSync(new URL(truth, SHARED));
  } catch {
    // The name says why.
  }
  Deno.test({
    name: text === undefined ? `${name} (IGNORED: ${new URL(truth, SHARED).pathname} is missing)` : name,
    ignore: text === undefined,
    fn: () => test(text!),
  });
}

async function readFile(path: string): Promise<Model> {
  await using source = await openSource(new URL(path, SHARED));
  return await readModel(source);
}

/** Nodes, those of subgraphs counted in. */
function countNodes(nodes: readonly Node[]): number {
  let count = nodes.length;
  for (const value of nodes.flatMap((node) => [...node.attributes.values()].flat())) {
    if (typeof value === "object" && "nodes" in value) count += countNodes(value.nodes);
  }
  return count;
}

function elementsOf(tensors: Iterable<Tensor>): number {
  let total = 0;
  for (const { shape } of tensors) total += shape.reduce((product, dim) => product * dim, 1);
  return total;
}

corpus("the zoo's files have what the onnx package finds in them", "zoo/truth.json", async (truth) => {
  const { models } = JSON.parse(truth);
  let files = 0;
  for (const [name, { files: variants }] of Object.entries<{ files: Record<string, Record<string, unknown>> }>(models)) {
    for (const [variant, facts] of Object.entries(variants)) {
      const { graph, functions, opset, producer } = await readFile(`zoo/models/${name}.${variant}.onnx`);
      const found = [
        graph.nodes.length,
        functions.length,
        graph.initializers.size,
        elementsOf(graph.initializers.values()),
        graph.valueInfo.size,
      ];
      const stated = [facts.nodes, facts.functions, facts.initializers, facts.initializer_elements, facts.value_info];
      assertEquals<unknown>(found, stated, `${name}.${variant}`);
      assert(opset.has("ai.onnx") && producer !== "", `${name}.${variant}`);
      files++;
    }
  }
  assert(files > 60);
});

for (const kind of ["real", "small"]) {
  corpus(`the ${kind} models have the nodes, functions and operator sets that their index tells`, "models/index.json", async (truth) => {
    const index = JSON.parse(truth)[kind];
    for (const { id, nodes, functions, opset, producer = "" } of index) {
      const model = await readFile(`models/${kind}/${id}.onnx`);
      const found = [countNodes(model.graph.nodes), model.functions.length, Object.fromEntries([...model.opset].sort()), model.producer];
      assertEquals<unknown>(found, [nodes, functions, Object.fromEntries(Object.entries(opset).sort()), producer], id);
    }
    assert(index.length > 30);
  });
}
