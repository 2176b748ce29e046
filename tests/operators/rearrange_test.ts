import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, of, scalar } from "./_apply.ts";

Deno.test("DepthToSpace and SpaceToDepth: blocks between channels and space", () => {
  // The standard's examples: (1, 8, 2, 3) with blocks of 2 is (1, 2, 4, 6), and back.
  assertEquals(apply("DepthToSpace", [[1, 8, 2, 3]], { attributes: { blocksize: 2 } }).shapes, [[1, 2, 4, 6]]);
  assertEquals(apply("SpaceToDepth", [[1, 2, 4, 6]], { attributes: { blocksize: 2 } }).shapes, [[1, 8, 2, 3]]);
  assertEquals(apply("DepthToSpace", [["n", 4, "h", "w"]], { attributes: { blocksize: 2, mode: "CRD" } }).shapes, [["n", 1, "2*h", "2*w"]]);
  assertEquals(apply("SpaceToDepth", [[1, 2, 4, 6]], { attributes: { blocksize: 2 } }).work, { free: "movement" });
  assertThrows(() => apply("DepthToSpace", [[1, 8, 2]], { attributes: { blocksize: 2 } }), Contradiction, "input must have rank 4");
});

Deno.test("Trilu and ReverseSequence: the input's shape", () => {
  assertEquals(apply("Trilu", [["n", 4, 5], scalar(1)], { attributes: { upper: 0 } }).shapes, [["n", 4, 5]]);
  assertEquals(apply("ReverseSequence", [["t", "b", 5], of("int64", "b")]).shapes, [["t", "b", 5]]);
});
