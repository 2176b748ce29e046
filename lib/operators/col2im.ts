import { divideExactly, floorDivide, product } from "../model/dim.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction } from "./operand.ts";

/** Adds blocks to an image. */
export const col2im: Operator = defineOperator({
  name: "Col2Im",
  summary: "An image whose overlapping blocks, laid out as columns, are added up.",
  inputs: ["input", "image_shape", "block_shape"],
  outputs: ["output"],
  attributes: { dilations: optional.ints, pads: optional.ints, strides: optional.ints },
  shapeOperands: ["image_shape", "block_shape"],
  shape({ input, image_shape, block_shape }) {
    if (input.rank !== 3) throw new Contradiction(`input must have rank 3: current shape is [${input.shape.join(", ")}]`);
    const [batch, rows] = [input.shape[0]!, input.shape[1]!];
    const block = product(block_shape.dims);
    if (block === 0) throw new Contradiction("block_shape must have no 0");
    return [[batch, divideExactly(rows, block) ?? floorDivide(rows, block), ...image_shape.dims]];
  },
  work: ({ input }) => ({ adds: input.size }),
});
