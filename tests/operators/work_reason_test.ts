/** An operator that does arithmetic and has no work does not pass: a work rule counts something, or says why there is nothing to count. */
import { assert, assertEquals } from "@std/assert";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import { bindOutputs } from "../../lib/analysis/measure_work.ts";
import { openSource } from "../../lib/bytes/open_source.ts";
import { readModel } from "../../lib/formats/mod.ts";
import { Operand, Unknown } from "../../lib/operators/operand.ts";

const folders = [new URL("../data/zoo/", import.meta.url)];
for (const name of ["zoo/models/", "models/real/", "models/small/"]) {
  const folder = new URL(`../../../shared/${name}`, import.meta.url);
  if (await Deno.stat(folder).then(() => true, () => false)) folders.push(folder);
}

async function* models(): AsyncGenerator<URL> {
  for (const folder of folders) {
    for await (const { name } of Deno.readDir(folder)) if (name.endsWith(".onnx")) yield new URL(name, folder);
  }
}

Deno.test(`every work rule counts something or says why not, in the models of ${folders.length === 1 ? "tests/data (../shared is not there)" : "../shared"}`, async () => {
  const met = new Set<string>();
  const answered = new Set<string>(); // a node may have nothing to do: a maximum of one, a product over one
  for await (const path of models()) {
    await using source = await openSource(path);
    const typed = inferShapes(await readModel(source));
    for (const node of typed.nodes) {
      if (node.operator === undefined || node.binding === undefined || node.problem !== undefined) continue;
      const outputs = bindOutputs(typed, node);
      if (Object.values(outputs).flat().every((output) => output instanceof Operand && output.hasShape && output.size === 0)) continue;
      met.add(node.node.op);
      try {
        const answer = node.operator.work(node.binding.inputs, outputs, node.binding.attributes);
        if ("free" in answer || Object.values(answer).some((count) => count !== 0 && count !== undefined)) answered.add(node.node.op);
      } catch (error) {
        assert(error instanceof Unknown, `${node.node.op} of ${path}: ${error}`);
        answered.add(node.node.op);
      }
    }
  }
  assertEquals([...met.difference(answered)], []);
  assert(met.size >= 30, `${met.size} operators were met`);
});
