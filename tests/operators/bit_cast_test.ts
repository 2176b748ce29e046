import { assertEquals, assertThrows } from "@std/assert";
import { operatorOf } from "../../lib/operators/mod.ts";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply } from "./_apply.ts";

Deno.test("BitCast: the same shape and memory, another type", () => {
  const { shapes, dtypes, work } = apply("BitCast", [["n", 3]], { attributes: { to: 6 } });
  assertEquals([shapes, dtypes, work], [[["n", 3]], ["int32"], { free: "view" }]);
  assertEquals(operatorOf("ai.onnx", "BitCast")?.view, "input");
  assertThrows(() => apply("BitCast", [[3]], { attributes: { to: 7 } }), Contradiction, "to must be as wide");
});
