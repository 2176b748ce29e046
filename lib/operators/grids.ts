/** Sampling of images at positions that data decides. */
import { lookUp } from "../model/look_up.ts";
import { multiply, product } from "../model/dim.ts";
import { type Interpolation, sampleWork, weightsWork } from "./_interpolation.ts";
import { defineOperator, type Operator } from "./define.ts";
import { Contradiction } from "./operand.ts";
import { repeatWork, sumWork } from "./work.ts";

/** What opset 16 called the modes. */
const MODES: { readonly [mode: string]: Interpolation } = {
  nearest: "nearest",
  linear: "linear",
  bilinear: "linear",
  cubic: "cubic",
  bicubic: "cubic",
};

/** Grid sampling, as the spatial transformer networks have it (Jaderberg et al., 2015). */
const gridSample = defineOperator({
  name: "GridSample",
  summary: "The elements of X at the positions that grid tells.",
  inputs: ["X", "grid"],
  outputs: ["Y"],
  attributes: { align_corners: 0, mode: "linear", padding_mode: "zeros" },
  shape({ X, grid }) {
    if (X.rank < 3 || grid.rank !== X.rank) {
      throw new Contradiction(`grid must have the rank of X, at least 3: they have ${grid.rank} and ${X.rank}`);
    }
    return [[X.dim(0), X.dim(1), ...grid.shape.slice(1, -1)]];
  },
  work({ X, grid }, { Y }, { align_corners, mode }) {
    const interpolation = lookUp(MODES, mode);
    if (interpolation === undefined) throw new Contradiction(`mode must be a known one: current mode is ${JSON.stringify(mode)}`);
    const axes = X.rank - 2;
    // From −1 … 1 to pixels: ((g + 1) · size − 1) / 2, or (g + 1) / 2 · (size − 1).
    const toPixels = repeatWork({ adds: align_corners ? 1 : 2, muls: 1, divs: 1 }, axes);
    const positions = product(grid.shape.slice(0, -1));
    return sumWork([
      repeatWork(sumWork([toPixels, weightsWork(interpolation, axes)]), positions),
      repeatWork(sampleWork(interpolation, axes), Y.size),
    ]);
  },
});

/** A grid of positions: a matrix applied to each point, the points themselves being constant. */
const affineGrid = defineOperator({
  name: "AffineGrid",
  summary: "The positions that an affine map takes the points of an image to.",
  inputs: ["theta", "size"],
  outputs: ["grid"],
  attributes: { align_corners: 0 },
  shapeOperands: ["size"],
  shape({ theta, size }) {
    const [batch, , ...spatial] = size.dims;
    return [[batch ?? theta.dim(0), ...spatial, spatial.length]];
  },
  work: ({ theta }, { grid }) => ({ macs: multiply(grid.size, theta.dim(-1)) }),
});

/** The operators about sampling grids. */
export const grids: readonly Operator[] = [gridSample, affineGrid];
