import { min, multiply } from "../model/dim.ts";
import type { Dim } from "../model/dim.ts";
import { axesOf } from "./_axes.ts";
import { elementsOf, sizeAt } from "./_data_sizes.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction } from "./operand.ts";

/** Brings a tensor to given sizes. */
export const centerCropPad: Operator = defineOperator({
  name: "CenterCropPad",
  summary: "The middle of the input where it is larger than asked, the input amid zeros where it is smaller.",
  inputs: ["input_data", "shape"],
  outputs: ["output_data"],
  attributes: { axes: optional.ints },
  shapeOperands: ["shape"],
  shape({ input_data, shape }, { axes }, site) {
    const along = axesOf(axes ?? input_data.shape.map((_, axis) => axis), input_data.rank, "input_data");
    const wanted = elementsOf(shape);
    if (wanted.length !== along.length) throw new Contradiction(`shape must have ${along.length} elements: it has ${wanted.length}`);
    const sizes = [...input_data.shape];
    along.forEach((axis, index) => sizes[axis] = sizeAt(wanted, index) ?? site.fresh(`axis${axis}`, { min: 0 }));
    return [sizes];
  },
  work: () => ({ free: "movement" }),
  reads({ input_data }, { output_data }) {
    return { input_data: input_data.shape.map((dim, axis) => min(dim, output_data.shape[axis]!)).reduce<Dim>(multiply, 1) };
  },
});
