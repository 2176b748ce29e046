import { type Dim, min, multiply } from "../model/dim.ts";
import { keptBoxes } from "./_box_selection.ts";
import { sizeOr } from "./_data_sizes.ts";
import { tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operands, type Operator } from "./define.ts";
import type { Operand } from "./operand.ts";

type Inputs = Operands<"boxes" | "scores" | "max_output_boxes_per_class?" | "iou_threshold?" | "score_threshold?">;

/** The single number that an operand holds; `otherwise` where there is none. */
function numberOf<T>(operand: Operand | undefined, otherwise: T): number | T {
  return operand === undefined ? otherwise : operand.numbers[0]!;
}

/** The output's rows, where the data are known. */
function selected({ boxes, scores, ...limits }: Inputs, centred: boolean): readonly (readonly number[])[] {
  const [batches, classes, count] = scores.shape as readonly number[];
  const [places, values] = [boxes.numbers, scores.numbers];
  const rules = {
    most: numberOf(limits.max_output_boxes_per_class, 0),
    overlap: numberOf(limits.iou_threshold, 0),
    score: numberOf(limits.score_threshold, undefined),
    centred,
  };
  const rows: number[][] = [];
  for (let batch = 0; batch < batches!; batch++) {
    const own = Array.from({ length: count! }, (_, box) => places.slice((batch * count! + box) * 4, (batch * count! + box + 1) * 4));
    for (let of = 0; of < classes!; of++) {
      const start = (batch * classes! + of) * count!;
      for (const box of keptBoxes(own, values.slice(start, start + count!), rules)) rows.push([batch, of, box]);
    }
  }
  return rows;
}

/** Drops boxes that better ones cover. */
export const nonMaxSuppression: Operator = defineOperator({
  name: "NonMaxSuppression",
  summary: "The boxes of each class that no better box covers.",
  inputs: ["boxes", "scores", "max_output_boxes_per_class?", "iou_threshold?", "score_threshold?"],
  outputs: ["selected_indices"],
  attributes: { center_point_box: 0 },
  shapeOperands: ["max_output_boxes_per_class", "iou_threshold", "score_threshold"],
  shape(inputs, { center_point_box }, site) {
    const { boxes, scores, max_output_boxes_per_class: limit } = inputs;
    const [most] = limit === undefined ? [0] : limit.elements ?? [];
    const each: Dim = most === undefined || typeof most === "string" ? boxes.dim(1) : min(most, boxes.dim(1));
    const all = multiply(multiply(scores.dim(0), scores.dim(1)), each);
    const count = () => all === 0 ? 0 : selected(inputs, center_point_box !== 0).length;
    return [tensorType("int64", [sizeOr(count, site, "count", { min: 0, max: all }), 3])];
  },
  value: (inputs, { center_point_box }) => [selected(inputs, center_point_box !== 0).flat()],
  work: ({ scores }) => ({ compares: scores.size }), // each score against the threshold; how many overlaps are computed only the data tell
});
