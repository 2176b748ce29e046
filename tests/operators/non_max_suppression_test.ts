import { assertEquals } from "@std/assert";
import { apply, type Given, of, tensor } from "./_apply.ts";

const scores = tensor("float32", [0.9, 0.75, 0.6, 0.95, 0.5, 0.3], [1, 1, 6]);
const corners = [0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, -0.1, 1, 0.9, 0, 10, 1, 11, 0, 10.1, 1, 11.1, 0, 100, 1, 101];
const centred = corners.map((_, index) => {
  const [y1, x1, y2, x2] = corners.slice(index - index % 4, index - index % 4 + 4) as [number, number, number, number];
  return [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1][index % 4]!;
});
const float = (value: number) => tensor("float32", [value]);

// The standard's examples: six boxes, three of which overlap, then two; the selected rows are [batch, class, box].
const EXAMPLES: [most: number, overlap: number, score: number, boxes: number[]][] = [
  [3, 0.5, 0, [3, 0, 5]],
  [2, 0.5, 0, [3, 0]],
  [3, 0.5, 0.4, [3, 0]],
  [30, 0.5, 0, [3, 0, 5]],
  [0, 0.5, 0, []],
];

function selected(boxes: Given, most: number, overlap: number, score: number, center_point_box = 0) {
  const inputs = [boxes, scores, tensor("int64", [most]), float(Math.fround(overlap)), float(Math.fround(score))];
  return apply("NonMaxSuppression", inputs, { attributes: { center_point_box } });
}

Deno.test("NonMaxSuppression: the standard's examples", () => {
  for (const [most, overlap, score, boxes] of EXAMPLES) {
    const { shapes, values } = selected(tensor("float32", corners, [1, 6, 4]), most, overlap, score);
    assertEquals([shapes, values], [[[boxes.length, 3]], [boxes.flatMap((box) => [0, 0, box])]]);
  }
  assertEquals(selected(tensor("float32", centred, [1, 6, 4]), 3, 0.5, 0, 1).values, [[0, 0, 3, 0, 0, 0, 0, 0, 5]]);
});

Deno.test("NonMaxSuppression: how many there are, only the data tell", () => {
  const count = "`node.count`";
  assertEquals(apply("NonMaxSuppression", [["n", 8400, 4], ["n", 80, 8400], tensor("int64", [100])]).shapes, [[count, 3]]);
  assertEquals(apply("NonMaxSuppression", [["n", 8400, 4], ["n", 80, 8400]]).shapes, [[0, 3]]); // at most 0 unless told otherwise
  assertEquals(apply("NonMaxSuppression", [[1, 6, 4], [1, 2, 6], of("int64", 1)]).work, { compares: 12 });
});

Deno.test("NonMaxSuppression: what only rounding decides is not known", () => {
  const two = tensor("float32", [0, 0, 1, 1, 0, 0.5, 1, 1.5], [1, 2, 4]); // overlap 1/3
  const inputs = [two, tensor("float32", [0.9, 0.8], [1, 1, 2]), tensor("int64", [2])];
  assertEquals(apply("NonMaxSuppression", [...inputs, float(1 / 3 + 1e-7)]).shapes, [["`node.count`", 3]]);
  assertEquals(apply("NonMaxSuppression", [...inputs, float(0.3)]).shapes, [[1, 3]]);
});
