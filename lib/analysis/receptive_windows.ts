/**
 * Receptive fields behind operators that move along the axes of a picture: windows, parts, borders, other grids.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import { type AxisState, type Dependence, isTrack, mix, settled } from "./dependence.ts";
import { commonDivisor, sampleTrack, type Slide, slideTrack, type spreadTrack, type Track } from "./position_track.ts";
import { attributes, numbers, operand, type Passing, type Rule } from "./receptive_passing.ts";

/** The windows along the spatial axes. `weights` names the operand that has the kernel's sizes behind its first two. */
function slides(passing: Passing, weights?: string): Slide[] | undefined {
  const sizes = passing.shapeOf(0)?.slice(2);
  const filters = weights === undefined ? undefined : operand(passing, weights);
  const kernel = filters?.hasShape ? filters.shape.slice(2) : numbers(passing, "kernel_shape");
  if (sizes === undefined || kernel === undefined || !kernel.every((size) => typeof size === "number")) return undefined;
  const [strides, dilations, pads] = ["strides", "dilations", "pads"].map((name) => numbers(passing, name));
  const auto = String(attributes(passing)["auto_pad"] ?? "NOTSET");
  return kernel.map((size, axis): Slide => {
    const [stride, dilation] = [strides?.[axis] ?? 1, dilations?.[axis] ?? 1];
    const reach = (Number(size) - 1) * dilation + 1;
    const begin = auto.startsWith("SAME") ? sameBegin(sizes[axis], stride, reach, auto) : auto === "VALID" ? 0 : pads?.[axis] ?? 0;
    return { kernel: Number(size), stride, dilation, begin };
  });
}

/** As many on both sides as keep size / stride; an odd one more behind, or before for SAME_LOWER. A free size is taken for a multiple of the stride. */
function sameBegin(size: Dim | undefined, stride: number, reach: number, auto: string): number {
  const whole = typeof size === "number" ? size : stride;
  const total = Math.max(0, (Math.ceil(whole / stride) - 1) * stride + reach - whole);
  return auto === "SAME_LOWER" ? Math.ceil(total / 2) : Math.floor(total / 2);
}

/** Moves the tracks of the spatial axes; a blend under a window can no longer be told from all of it. */
function alongSpatial(
  passing: Passing,
  state: Dependence,
  move: (track: Track, axis: number) => Track | undefined,
): Dependence | undefined {
  const blended = mix(state, (axis) => axis >= 2 && state.axes[axis] !== undefined && !isTrack(state.axes[axis]));
  const axes: AxisState[] = [];
  for (const [axis, own] of blended.axes.entries()) {
    if (axis < 2 || !isTrack(own)) {
      axes.push(own);
      continue;
    }
    passing.slid.add(own.source);
    const moved = move(own, axis - 2);
    if (moved === undefined) return undefined;
    axes.push(moved);
  }
  return { axes, fixed: blended.fixed };
}

/** A convolution whose weights the operand of that name holds; `move` tells where a window, or what it spreads, stands. */
export const convolution = (weights: string, move: typeof slideTrack | typeof spreadTrack): Rule => (passing) => {
  const windows = slides(passing, weights);
  const [input] = passing.inputs;
  if (windows === undefined || input === undefined) return undefined;
  return alongSpatial(passing, mix(input, (axis) => axis === 1), (track, axis) => move(track, windows[axis]!));
};

/** A pooling. */
export const pooling: Rule = (passing) => {
  const windows = slides(passing);
  const [input] = passing.inputs;
  return windows && input && alongSpatial(passing, input, (track, axis) => slideTrack(track, windows[axis]!));
};

/** A part of each axis. */
export const sliced: Rule = (passing) => {
  const [input] = passing.inputs;
  const starts = numbers(passing, "starts");
  if (input === undefined || starts === undefined) return undefined;
  const axes = numbers(passing, "axes") ?? starts.map((_, index) => index);
  const steps = numbers(passing, "steps") ?? starts.map(() => 1);
  const shape = passing.shapeOf(0) ?? [];
  const moved: AxisState[] = [...input.axes];
  for (const [index, each] of axes.entries()) {
    const axis = each < 0 ? each + moved.length : each;
    const state = moved[axis];
    if (!isTrack(state)) continue;
    const size = shape[axis];
    const start = starts[index]! < 0 ? typeof size === "number" ? starts[index]! + size : undefined : starts[index]!;
    if (start === undefined || steps[index]! < 1) return undefined;
    const track = slideTrack(state, { kernel: 1, stride: steps[index]!, dilation: 1, begin: -start });
    if (track === undefined) return undefined;
    moved[axis] = track;
  }
  return settled(moved, input.fixed);
};

/** Elements added around. */
export const padded: Rule = (passing) => {
  const [input] = passing.inputs;
  const pads = numbers(passing, "pads");
  if (input === undefined || pads === undefined || pads.length !== 2 * input.axes.length || numbers(passing, "axes") !== undefined) {
    return undefined;
  }
  const axes = input.axes.map((state, axis) =>
    isTrack(state) ? slideTrack(state, { kernel: 1, stride: 1, dilation: 1, begin: pads[axis]! }) : state
  );
  return axes.some((state, axis) => state === undefined && input.axes[axis] !== undefined) ? undefined : { ...input, axes };
};

/** A grid that is sampled more or less finely. */
export const resampled: Rule = (passing) => {
  const [input] = passing.inputs;
  const from = passing.shapeOf(0);
  if (input === undefined || from === undefined || attributes(passing)["antialias"] === 1) return undefined;
  const axes: AxisState[] = [];
  for (const [axis, state] of input.axes.entries()) {
    const track = isTrack(state) && passing.made[axis] !== from[axis] ? resampledTrack(passing, state, axis, from[axis]!) : state;
    if (track === undefined && state !== undefined) return undefined;
    axes.push(track);
  }
  return { ...input, axes };
};

function resampledTrack(passing: Passing, track: Track, axis: number, from: Dim): Track | undefined {
  const to = passing.made[axis]!;
  const scale = operand(passing, "scales")?.elements?.[axis];
  const how = String(attributes(passing)["coordinate_transformation_mode"] ?? "asymmetric");
  const align = how === "align_corners" ? 1 : 0;
  let [up, down] = typeof from === "number" && typeof to === "number"
    ? [to - align, from - align]
    : [typeof scale === "number" ? scale : 0, 1];
  if (!Number.isInteger(up) || up < 1 || down < 1) return undefined;
  const divisor = commonDivisor(up, down);
  [up, down] = [up / divisor, down / divisor];
  // the place on the input is (above × place + add) / below
  const half = /half_pixel/.test(how);
  const [above, add, below] = half ? [2 * down, down - up, 2 * up] : [down, 0, up];
  const mode = String(attributes(passing)["mode"] ?? "nearest");
  return sampleTrack(
    track,
    up,
    down,
    (place) => tapsAt(above * place + add, below, mode, String(attributes(passing)["nearest_mode"] ?? "floor")),
  );
}

/** The elements that a sample at `above / below` is made of. */
function tapsAt(above: number, below: number, mode: string, nearest: string): readonly number[] {
  const floor = Math.floor(above / below);
  const rest = above - floor * below;
  if (rest === 0) return [floor];
  if (/linear/.test(mode)) return [floor, floor + 1];
  if (mode === "cubic") return [floor - 1, floor, floor + 1, floor + 2];
  if (nearest === "floor") return [floor];
  if (nearest === "ceil") return [floor + 1];
  const isUpper = nearest === "round_prefer_ceil" ? 2 * rest >= below : 2 * rest > below;
  return [floor + (isUpper ? 1 : 0)];
}

/** Blocks of channels laid out in space, or blocks of space stacked as channels. */
export const lifted = (isDepth: boolean): Rule => (passing) => {
  const [input] = passing.inputs;
  const block = Number(attributes(passing)["blocksize"]);
  return input &&
    alongSpatial(
      passing,
      mix(input, (axis) => axis === 1),
      (track) =>
        isDepth
          ? sampleTrack(track, block, 1, (place) => [Math.floor(place / block)])
          : slideTrack(track, { kernel: block, stride: block, dilation: 1, begin: 0 }),
    );
};
