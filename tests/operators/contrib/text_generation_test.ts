import { assertEquals, assertThrows } from "@std/assert";
import { Unknown } from "../../../lib/operators/operand.ts";
import { apply as applyAny, type Given, of, tensor } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[]) => applyAny(name, inputs, { domain: "com.microsoft" });
const one = (value: number) => tensor("int32", [value]);

Deno.test("BeamSearch", () => {
  // onnxruntime's test model dummy_t5 gives [1, 3, 10] and [1, 3] for a batch of 1, 3 sequences of at most 10 tokens.
  const penalty: Given = [1];
  const applied = apply("BeamSearch", [of("int32", "b", "s"), one(10), one(1), one(3), one(3), penalty]);
  assertEquals([applied.shapes, applied.dtypes], [[["b", 3, 10], ["b", 3], undefined], ["int32", "float32", undefined]]);
  assertThrows(() => applied.work, Unknown);
  const open = apply("BeamSearch", [of("int32", "b", "s"), of("int32", 1), one(1), one(3), one(3)]);
  assertEquals(open.shapes, [undefined, ["b", 3], undefined]);
});

Deno.test("GreedySearch", () => {
  assertEquals(apply("GreedySearch", [of("int32", 2, "s"), one(10)]).shapes, [[2, 10]]);
  assertThrows(() => apply("GreedySearch", [of("int32", 2, "s"), of("int32", 1)]), Unknown);
});

Deno.test("Sampling is GreedySearch by lot", () => {
  const applied = applyAny("Sampling", [of("int32", 2, "s"), one(10)], { domain: "com.microsoft", attributes: { vocab_size: 50 } });
  assertEquals([applied.shapes, applied.dtypes], [[[2, 10], [2, 50]], ["int32", "float32"]]);
  assertThrows(() => applied.work, Unknown);
  assertEquals(apply("Sampling", [of("int32", 2, "s"), of("int32", 1)]).shapes, [undefined, undefined]);
});

Deno.test("WhisperBeamSearch is BeamSearch, and the likelihood that nobody speaks", () => {
  const inputs: Given[] = [["b", 80, 3000], one(10), one(1), one(3), one(3), [1]];
  const applied = apply("WhisperBeamSearch", inputs);
  assertEquals(applied.shapes, [["b", 3, 10], ["b", 3], undefined, undefined, ["b"]]);
  assertEquals([applied.dtypes[0], applied.dtypes[4]], ["int32", "float32"]);
  assertThrows(() => applied.work, Unknown);
});
