/** Operators that sample a grid more or less finely. */
import { ceilDivide, type Dim, floorDivide, max, multiply } from "../model/dim.ts";
import { axesOf } from "./_axes.ts";
import { elementsOf, sizeAt, sizeOr } from "./_data_sizes.ts";
import { type Interpolation, joinWork, TAPS } from "./_interpolation.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction, type Operand, Unknown } from "./operand.ts";
import { repeatWork, type WorkAnswer } from "./work.ts";

/** An operand that says something: exporters put an empty tensor where they have nothing to say. */
function told(operand: Operand | undefined): Operand | undefined {
  return operand === undefined || (operand.hasShape && operand.shape[0] === 0) ? undefined : operand;
}

/** ⌊size × scale⌋, the product rounded to float32 as runtimes do; a size that is free is scaled exactly. */
function scaled(size: Dim, scale: Dim | undefined): Dim {
  if (scale === undefined) throw new Unknown("the scale is not known");
  if (scale === 1) return size;
  if (typeof scale !== "number") {
    if (typeof size === "number") throw new Unknown(`the scale ${scale} of a known size is not a number`);
    throw new Unknown(`the scale depends on ${scale}`);
  }
  if (!(scale > 0)) throw new Contradiction(`scales must be > 0: current scale is ${scale}`);
  if (typeof size === "number") return Math.floor(Math.fround(size * Math.fround(scale)));
  for (let divisor = 1; divisor <= MAX_DIVISOR; divisor *= 2) {
    if (Number.isInteger(scale * divisor)) return floorDivide(multiply(size, scale * divisor), divisor);
  }
  throw new Unknown(`a free size times the fraction ${scale} depends on rounding`);
}

/** Scales with a power of 2 below the line are exact in binary; finer ones than this are rounded fractions. */
const MAX_DIVISOR = 1024;

/** The size along each axis that a policy of keeping the aspect ratio makes of the sizes asked for. */
function fitted(X: Operand, axes: readonly number[], sizes: readonly (Dim | undefined)[], policy: string): readonly (Dim | undefined)[] {
  if (policy === "stretch") return sizes;
  const ratios = axes.map((axis, index) => {
    const [from, to] = [X.shape[axis], sizes[index]];
    if (typeof from !== "number" || typeof to !== "number") {
      throw new Unknown("keeping the aspect ratio depends on sizes that are not known");
    }
    return to / from;
  });
  const ratio = policy === "not_larger" ? Math.min(...ratios) : Math.max(...ratios);
  return axes.map((axis) => Math.floor(ratio * (X.shape[axis] as number) + 0.5));
}

/** The arithmetic of sampling: only along the axes whose size changes. Weights depend on places alone and are found before inference. */
function samplingWork(X: Operand, Y: Operand, mode: string, antialias = 0): WorkAnswer {
  const interpolation: Interpolation = mode === "cubic" ? "cubic" : mode === "linear" || mode === "bilinear" ? "linear" : "nearest";
  const taps = Y.shape.flatMap((to, axis) => {
    const from = X.shape[axis]!;
    return from === to ? [] : [antialias ? stretchedTaps(TAPS[interpolation], from, to) : TAPS[interpolation]];
  });
  return interpolation === "nearest" || taps.length === 0 ? { free: "movement" } : repeatWork(joinWork(taps), Y.size);
}

/** How many neighbours the filter takes that is stretched for sampling down, as the standard's reference has it: on either side, half of them by from / to. */
function stretchedTaps(taps: number, from: Dim, to: Dim): Dim {
  return max(taps, multiply(2, ceilDivide(multiply(taps / 2, from), to)));
}

const resize = defineOperator({
  name: "Resize",
  summary: "The input sampled to other sizes, given as such or by scales.",
  inputs: ["X", "roi?", "scales?", "sizes?"],
  outputs: ["Y"],
  attributes: {
    antialias: 0,
    axes: optional.ints,
    coordinate_transformation_mode: "half_pixel",
    cubic_coeff_a: -0.75,
    exclude_outside: 0,
    extrapolation_value: 0,
    keep_aspect_ratio_policy: "stretch",
    mode: "nearest",
    nearest_mode: "round_prefer_floor",
  },
  earlier: [{ below: 11, inputs: ["X", "scales?"] }],
  shapeOperands: ["roi", "scales", "sizes"],
  shape({ X, scales, sizes }, { axes, keep_aspect_ratio_policy }, site) {
    const along = axesOf(axes ?? X.shape.map((_, axis) => axis), X.rank, "X");
    const asked = told(sizes);
    const by = told(scales);
    if (asked === undefined && by === undefined) throw new Unknown("neither sizes nor scales are given");
    const list = elementsOf(asked ?? by!);
    if (list.length !== along.length) {
      throw new Contradiction(`sizes or scales must have ${along.length} elements: there are ${list.length}`);
    }
    const wanted = along.map((_, index) => sizeAt(list, index));
    const sizeOf = (index: number) =>
      asked ? fitted(X, along, wanted, keep_aspect_ratio_policy)[index] : scaled(X.shape[along[index]!]!, wanted[index]);
    const shape = [...X.shape];
    along.forEach((axis, index) => shape[axis] = sizeOr(() => sizeOf(index), site, `axis${axis}`, { min: 0 }));
    return [shape];
  },
  work: ({ X }, { Y }, { mode, antialias }) => samplingWork(X, Y, mode, antialias),
});

const upsample = defineOperator({
  name: "Upsample",
  summary: "The input sampled more finely by scales; Resize took its place.",
  inputs: ["X", "scales"],
  outputs: ["Y"],
  attributes: { mode: "nearest", height_scale: optional.float, width_scale: optional.float },
  shapeOperands: ["scales"],
  earlier: [{ below: 7, inputs: ["X"] }],
  shape({ X, scales }, { height_scale, width_scale }, site) {
    const factors = scales ? elementsOf(scales) : [1, 1, height_scale ?? 1, width_scale ?? 1];
    if (factors.length !== X.rank) throw new Contradiction(`scales must have ${X.rank} elements: it has ${factors.length}`);
    return [X.shape.map((dim, axis) => sizeOr(() => scaled(dim, sizeAt(factors, axis)), site, `axis${axis}`, { min: 0 }))];
  },
  work: ({ X }, { Y }, { mode }) => samplingWork(X, Y, mode),
});

/** The operators that resample. */
export const resamplings: readonly Operator[] = [resize, upsample];
