import { assertEquals, assertThrows } from "@std/assert";
import { load, profile } from "../../mod.ts";
import { model, tensor, value } from "./_models.ts";

Deno.test("a weight that the file fills with one value is read, has statistics, and cannot be set", async () => {
  const half = { ...tensor("", [1]), elements: [0.5], load: () => Promise.resolve(new Uint8Array(Float32Array.of(0.5).buffer)) };
  const network = await load(
    model({
      inputs: [value("x", [1, 4, 8, 8])],
      outputs: ["y"],
      nodes: [
        { op: "ConstantOfShape", inputs: ["size"], outputs: ["w"], attributes: { value: half } },
        { op: "Conv", inputs: ["x", "w"], outputs: ["y"] },
      ],
      tensors: [{ ...tensor("size", [4], "int64"), elements: [2, 4, 3, 3] }],
    }),
  );
  const weight = network.getParameter("w");
  assertEquals(await weight.load(), new Float32Array(72).fill(0.5));
  const { mean, zeros, count } = await weight.statistics();
  assertEquals([mean, zeros, count], [0.5, 0, 72]);
  assertThrows(() => weight.set(new Float32Array(72)), TypeError, "it fills it with one value");
  assertEquals((await profile(network, { sparsity: true })).facts.sparsity!.zeros, 0);
});
