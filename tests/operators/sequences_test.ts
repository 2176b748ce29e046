import { assertEquals, assertThrows } from "@std/assert";
import type { ValueType } from "../../lib/model/types.ts";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, ints, of, scalar, type Size } from "./_apply.ts";

const float = (...shape: number[]): ValueType => ({ kind: "tensor", dtype: "float32", shape });
const given = (type: ValueType | undefined) => ({ type: type! });

/** A sequence of which only what its elements share is known. */
const outside: ValueType = { kind: "sequence", element: float(2, 3) };
/** One that is known item by item. */
const inside = apply("SequenceConstruct", [[2, 3], [2, 5]]).types[0];

Deno.test("sequences: made here, known item by item", () => {
  assertEquals(inside, { kind: "sequence", element: { kind: "tensor", dtype: "float32" }, items: [float(2, 3), float(2, 5)] });
  assertEquals(apply("SequenceEmpty", [], { attributes: { dtype: 7 } }).types, [
    { kind: "sequence", element: { kind: "tensor", dtype: "int64" }, items: [] },
  ]);
  assertEquals(apply("SequenceLength", [given(inside)]).values, [[2]]);
  assertEquals(apply("SequenceAt", [given(inside), scalar(-1)]).shapes, [[2, 5]]);
  const longer = apply("SequenceInsert", [given(inside), [4], scalar(0)]).types[0];
  assertEquals(apply("SequenceAt", [given(longer), scalar(0)]).shapes, [[4]]);
  assertEquals(apply("SequenceAt", [given(apply("SequenceErase", [given(longer), scalar(0)]).types[0]), scalar(0)]).shapes, [[2, 3]]);
  assertThrows(() => apply("SequenceAt", [given(inside), scalar(2)]), Contradiction, "axis must be within [-2, 1] for the sequence");
});

Deno.test("sequences: from outside, known by what their elements share", () => {
  assertEquals(apply("SequenceAt", [given(outside), scalar(1)]).shapes, [[2, 3]]);
  assertEquals(apply("SequenceLength", [given(outside)]).values, [[undefined]]);
  assertEquals(apply("SequenceInsert", [given(outside), [2, 3]]).types, [outside]);
  assertEquals(apply("SequenceInsert", [given(outside), [2, 4]]).types, [{
    kind: "sequence",
    element: { kind: "tensor", dtype: "float32" },
  }]);
  assertEquals(apply("SequenceErase", [given(outside)]).types, [outside]);
  assertEquals(apply("SequenceAt", [given(inside), of("int64")]).types, [{ kind: "tensor", dtype: "float32" }]);
});

// numpy: np.concatenate and np.stack; how many tensors a sequence from outside has, only the run tells.
const JOINED: [sequence: ValueType | undefined, axis: number, newAxis: number, shape: Size[]][] = [
  [inside, 1, 0, [2, 8]],
  [outside, 0, 0, ["`node.length`", 3]],
  [outside, -1, 1, [2, 3, "`node.length`"]],
  [apply("SequenceConstruct", [[2, 3], [2, 3]]).types[0], 0, 1, [2, 2, 3]],
];

Deno.test("ConcatFromSequence: shapes", () => {
  for (const [sequence, axis, new_axis, shape] of JOINED) {
    assertEquals(apply("ConcatFromSequence", [given(sequence)], { attributes: { axis, new_axis } }).shapes, [shape]);
  }
  assertThrows(
    () => apply("ConcatFromSequence", [given(inside)], { attributes: { axis: 0 } }),
    Contradiction,
    "sizes along axis 1 must be",
  );
});

Deno.test("SplitToSequence: pieces as the standard's text has them", () => {
  const items = (...inputs: Parameters<typeof apply>[1]) => {
    const [type] = apply("SplitToSequence", inputs, { attributes: { axis: 1, keepdims: 0 } }).types;
    return type?.kind === "sequence" ? type.items?.map((item) => item.kind === "tensor" ? item.shape : item) : type;
  };
  assertEquals(items([2, 3]), [[2], [2], [2]]);
  assertEquals(items([2, 5], scalar(2)), [[2, 2], [2, 2], [2, 1]]);
  assertEquals(items([2, 5], ints(1, 4)), [[2, 1], [2, 4]]);
  assertEquals(items(["n", "m"], scalar(2)), undefined);
  assertEquals(apply("SplitToSequence", [["n", "m"]]).types[0]?.kind, "sequence");
});

Deno.test("sequences: no arithmetic", () => {
  assertEquals(apply("SequenceConstruct", [[2, 3]]).work, { free: "movement" });
  assertEquals(apply("SequenceLength", [given(inside)]).work, { free: "shape" });
  assertThrows(() => apply("SequenceLength", [[2]]).values, Contradiction, "input_sequence must be a sequence: it is a tensor");
});
