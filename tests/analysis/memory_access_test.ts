import { assertEquals } from "@std/assert";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import { measure } from "../../lib/analysis/measure.ts";
import { model, type NodeSpec, tensor, value } from "./_models.ts";

/** Bytes read and written by each node of a network that takes x [4, 6] and y [2, 6]. */
function accesses(nodes: readonly NodeSpec[]): unknown[] {
  const inputs = [value("x", [4, 6]), value("y", [2, 6])];
  const tensors = [tensor("one", [], "int64", [1]), tensor("two", [], "int64", [2])];
  const { nodes: costs, coverage } = measure(inferShapes(model({ inputs, outputs: [nodes.at(-1)!.outputs[0]!], nodes, tensors })));
  assertEquals(coverage.unknown, 0);
  return costs.map(({ op, memoryAccess: { readBytes, writeBytes } }) => [op, readBytes, writeBytes]);
}

// By hand: what goes into a sequence or comes out of it is copied, what stays in it is not touched.
Deno.test("sequences: what goes in and what comes out is copied", () => {
  assertEquals(
    accesses([
      { op: "SequenceConstruct", inputs: ["x", "y"], outputs: ["s"] },
      { op: "SequenceInsert", inputs: ["s", "y"], outputs: ["t"] },
      { op: "SequenceErase", inputs: ["t", "one"], outputs: ["u"] },
      { op: "SequenceAt", inputs: ["u", "one"], outputs: ["z"] },
    ]),
    [["SequenceConstruct", 4 * 36, 4 * 36], ["SequenceInsert", 4 * 12, 4 * 12], ["SequenceErase", 0, 0], ["SequenceAt", 4 * 12, 4 * 12]],
  );
});

Deno.test("sequences: pieces of a tensor, and the tensor of the pieces", () => {
  assertEquals(
    accesses([
      { op: "SplitToSequence", inputs: ["x", "two"], outputs: ["s"] },
      { op: "ConcatFromSequence", inputs: ["s"], outputs: ["z"], attributes: { axis: 0 } },
    ]),
    [["SplitToSequence", 4 * 24, 4 * 24], ["ConcatFromSequence", 4 * 24, 4 * 24]],
  );
});

Deno.test("maps: ZipMap writes a value for each element", () => {
  const zip = { op: "ZipMap", domain: "ai.onnx.ml", inputs: ["x"], outputs: ["z"], attributes: { classlabels_int64s: [0, 1, 2, 3, 4, 5] } };
  assertEquals(accesses([zip]), [["ZipMap", 4 * 24, 4 * 24]]);
});
