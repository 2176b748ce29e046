/** Operators that move whole blocks or parts of matrices. */
import { type Dim, divideExactly, floorDivide, multiply } from "../model/dim.ts";
import { defineOperator, type Operator, type Site } from "./define.ts";
import { Contradiction, type Operand } from "./operand.ts";

function image(input: Operand): readonly [Dim, Dim, Dim, Dim] {
  const { shape } = input;
  if (shape.length !== 4) throw new Contradiction(`input must have rank 4: current shape is [${shape.join(", ")}]`);
  return shape as unknown as readonly [Dim, Dim, Dim, Dim];
}

function share(dim: Dim, parts: number, site: Site): Dim {
  if (!(parts > 0)) throw new Contradiction(`blocksize must be > 0: current share is ${parts}`);
  site.require(dim, "is a multiple of", parts);
  return divideExactly(dim, parts) ?? floorDivide(dim, parts);
}

const depthToSpace = defineOperator({
  name: "DepthToSpace",
  summary: "Blocks of channels laid out in space.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: { blocksize: 1, mode: "DCR" },
  shape({ input }, { blocksize }, site) {
    const [batch, channels, height, width] = image(input);
    return [[batch, share(channels, blocksize ** 2, site), multiply(height, blocksize), multiply(width, blocksize)]];
  },
  work: () => ({ free: "movement" }),
});

const spaceToDepth = defineOperator({
  name: "SpaceToDepth",
  summary: "Blocks of space stacked as channels.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: { blocksize: 1, mode: "DCR" },
  shape({ input }, { blocksize }, site) {
    const [batch, channels, height, width] = image(input);
    return [[batch, multiply(channels, blocksize ** 2), share(height, blocksize, site), share(width, blocksize, site)]];
  },
  work: () => ({ free: "movement" }),
});

const trilu = defineOperator({
  name: "Trilu",
  summary: "The upper or lower triangle of matrices, zeros elsewhere.",
  inputs: ["input", "k?"],
  outputs: ["output"],
  attributes: { upper: 1 },
  shapeOperands: ["k"],
  shape: ({ input }) => [input.shape],
  work: () => ({ free: "movement" }),
});

const reverseSequence = defineOperator({
  name: "ReverseSequence",
  summary: "Each sequence of a batch reversed up to its own length.",
  inputs: ["input", "sequence_lens"],
  outputs: ["Y"],
  attributes: { batch_axis: 1, time_axis: 0 },
  shape: ({ input }) => [input.shape],
  work: () => ({ free: "movement" }),
});

/** The operators that rearrange data. */
export const rearrangements: readonly Operator[] = [depthToSpace, spaceToDepth, trilu, reverseSequence];
