import { assertEquals, assertThrows } from "@std/assert";
import type { ValueType } from "../../lib/model/types.ts";
import { Unknown } from "../../lib/operators/operand.ts";
import { apply } from "./_apply.ts";

const element: ValueType = { kind: "tensor", dtype: "float32", shape: [2, 3] };
const optionalTensor: ValueType = { kind: "optional", element };

Deno.test("Optional: holds the input, or nothing of the given type", () => {
  assertEquals(apply("Optional", [[2, 3]]).types, [optionalTensor]);
  assertEquals(apply("Optional", [], { attributes: { type: element } }).types, [optionalTensor]);
  assertEquals(apply("Optional", [[2, 3]]).work, { free: "view" });
});

Deno.test("OptionalGetElement: what is held; from opset 18 on also a value that cannot be absent", () => {
  assertEquals(apply("OptionalGetElement", [{ type: optionalTensor }]).types, [element]);
  assertEquals(apply("OptionalGetElement", [[2, 3]]).types, [element]);
});

Deno.test("OptionalHasElement: known unless it is an optional", () => {
  assertEquals(apply("OptionalHasElement", []).values, [[0]]);
  assertEquals(apply("OptionalHasElement", [[2, 3]]).values, [[1]]);
  assertThrows(() => apply("OptionalHasElement", [{ type: optionalTensor }]).values, Unknown);
  assertEquals(apply("OptionalHasElement", [{ type: optionalTensor }]).types, [{ kind: "tensor", dtype: "bool", shape: [] }]);
});
