import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction, Unknown } from "../../lib/operators/operand.ts";
import { apply, of, type Options, type Size } from "./_apply.ts";

const domain = "ai.onnx.preview.training";
const rate = [[], of("int64")];

function step(op: string, lists: number, attributes: NonNullable<Options["attributes"]> = {}) {
  const tensors: Size[][] = Array.from({ length: lists }, () => [[2], [3, "n"]]).flat();
  return apply(op, [...rate, ...tensors], { domain, attributes, outputs: 2 * (lists - 1) });
}

Deno.test("steps of training: new values of every list but the gradients", () => {
  assertEquals(step("Adagrad", 3).shapes, [[2], [3, "n"], [2], [3, "n"]]);
  assertEquals(step("Adam", 4).shapes, [[2], [3, "n"], [2], [3, "n"], [2], [3, "n"]]);
  assertEquals(step("Momentum", 3).shapes, [[2], [3, "n"], [2], [3, "n"]]);
  assertThrows(() => apply("Adam", [...rate, [2], [2]], { domain }), Contradiction, "inputs must be 4 lists of one length: there are 2");
});

Deno.test("steps of training: work by the standard's pseudo code", () => {
  const once = (op: string, lists: number, attributes = {}) =>
    apply(op, [...rate, ...Array.from({ length: lists }, () => [10])], { domain, attributes, outputs: lists - 1 }).work;
  assertEquals(once("Adagrad", 3), { muls: 31, adds: 41, sqrts: 10, divs: 11 });
  assertEquals(once("Adam", 4), { muls: 81, adds: 52, sqrts: 11, divs: 11, pows: 2, compares: 1 });
  assertEquals(once("Momentum", 3), { muls: 40, adds: 30, compares: 1 });
  assertEquals(once("Momentum", 3, { mode: "nesterov" }), { muls: 50, adds: 40, compares: 1 });
});

Deno.test("Gradient: derivatives have the shapes of what they are taken by", () => {
  const { shapes } = apply("Gradient", [[2, "n"], [3]], { domain, attributes: { xs: ["a"], zs: ["b"], y: "c" }, outputs: 1 });
  assertEquals(shapes, [[2, "n"]]);
  assertThrows(() => apply("Gradient", [[2]], { domain, attributes: { xs: ["a"], y: "c" }, outputs: 1 }).work, Unknown);
});
