/** Operators that move data and change shapes. */
import type { Growth } from "../growth.ts";
import { ALL, count, INTEGERS, NUMBERS, randomTensor, type Type, type Value } from "../values.ts";
import { axes, axis, broadcastable, type Makers } from "./maker.ts";

const PLAIN: readonly Type[] = ["float32", "int64", "int32", "float64", "bool", "uint8"];

/** Another shape of as many elements. */
function reshaped({ random }: Growth, dims: readonly number[]): number[] {
  let left = count(dims);
  if (left === 0) return random.shuffled(dims);
  const parts: number[] = [];
  while (left > 1 && parts.length < 4) {
    const divisors = Array.from({ length: left }, (_, index) => index + 1).filter((by) => left % by === 0);
    const by = random.pick(divisors);
    parts.push(by);
    left /= by;
  }
  return left > 1 ? [...parts, left] : random.chance(0.2) ? [...parts, 1] : parts;
}

/** A target with places left open where that may be. */
function openTarget(g: Growth, dims: readonly number[], target: readonly number[]): number[] {
  const open = [...target];
  if (count(dims) > 0 && open.length > 0 && g.random.chance(0.6)) open[g.random.below(open.length)] = -1;
  return open.map((size, at) => size === dims[at] && g.random.chance(0.4) ? 0 : size);
}

/** Axes as they are given in that version: an attribute, later an input. */
function axesGiven(
  g: Growth,
  since: number,
  list: readonly number[],
): { inputs: (Value | undefined)[]; attributes: Record<string, readonly number[]> } {
  return g.opset >= since ? { inputs: [g.how(list)], attributes: {} } : { inputs: [], attributes: { axes: list } };
}

function indices(g: Growth, dims: readonly number[], size: number): Value {
  const low = g.opset >= 11 ? -size : 0;
  return g.fresh(g.random.pick<Type>(["int64", "int32"]), dims, low, size - 1);
}

const filledAxis = (value: Value) => value.dims.every((size) => size > 0);

/** Operators that move data and change shapes. */
export const movement: Makers = {
  reshape: (g) => {
    const x = g.any({ types: PLAIN });
    const target = reshaped(g, x.dims);
    if (g.opset >= 14 && g.random.chance(0.15)) return g.node("Reshape", [x, g.how(target)], { allowzero: 1 });
    return g.node("Reshape", [x, g.how(openTarget(g, x.dims, target))]);
  },
  flatten: (g) => {
    const x = g.any({ types: PLAIN });
    return g.node("Flatten", [x], { axis: g.random.between(g.opset >= 11 ? -x.dims.length : 0, x.dims.length) });
  },
  squeeze: (g) => {
    const x = g.any({ types: PLAIN, where: ({ dims }) => dims.includes(1) }, [1, g.size(), 1]);
    const ones = x.dims.flatMap((size, at) => size === 1 ? [g.opset >= 11 && g.random.chance(0.3) ? at - x.dims.length : at] : []);
    if (g.random.chance(0.3)) return g.node("Squeeze", [x]);
    const { inputs, attributes } = axesGiven(g, 13, g.random.some(ones, g.random.between(1, ones.length)));
    return g.node("Squeeze", [x, ...inputs], attributes);
  },
  unsqueeze: (g) => {
    const x = g.any({ types: PLAIN, rank: [0, 4] });
    const added = g.random.between(1, 2);
    const chosen = axes(g, x.dims.length + added, added).slice(0, added);
    const distinct = new Set(chosen.map((at) => at < 0 ? at + x.dims.length + added : at)).size === added;
    const { inputs, attributes } = axesGiven(g, 13, distinct ? chosen : [0]);
    return g.node("Unsqueeze", [x, ...inputs], attributes);
  },
  transpose: (g) => {
    const x = g.any({ types: PLAIN });
    const order = g.random.shuffled(x.dims.map((_, at) => at));
    return g.node("Transpose", [x], g.random.chance(0.7) ? { perm: order } : {});
  },
  expand: (g) => {
    const x = g.any({ types: PLAIN, rank: [0, 3] });
    const wide = x.dims.map((size) => size === 1 && g.random.chance(0.6) ? g.size() : size);
    return g.node("Expand", [x, g.how(g.random.chance(0.5) ? broadcastable(g, wide) : [...g.sizes(g.random.below(2)), ...wide])]);
  },
  tile: (g) => {
    const x = g.any({ types: PLAIN, rank: [1, 4] });
    return g.node("Tile", [x, g.how(x.dims.map(() => g.random.pick([0, 1, 1, 2, 2, 3])))]);
  },
  concat: (g) => {
    const x = g.any({ types: PLAIN, rank: [1, 4] });
    const at = axis(g, x.dims.length);
    const other = () => {
      const dims = x.dims.with(at, g.size());
      // Of empty tensors onnxruntime does not look at the other axes: these have no free sizes, or are alone.
      return count(dims) === 0 ? g.stored(randomTensor(g.random, x.dtype as Type, dims)) : g.fresh(x.dtype as Type, dims);
    };
    const others = Array.from({ length: g.random.between(0, 2) }, () => g.random.chance(0.4) || count(x.dims) === 0 ? x : other());
    return g.node("Concat", g.random.shuffled([x, ...others]), { axis: at });
  },
  split: (g) => {
    const x = g.any({ types: PLAIN, rank: [1, 4] });
    const at = axis(g, x.dims.length);
    const size = x.dims.at(at)!;
    const parts = g.random.between(1, 3);
    const cuts = Array.from({ length: parts - 1 }, () => g.random.between(0, size)).sort((a, b) => a - b);
    const sizes = [...cuts, size].map((cut, index) => cut - (index === 0 ? 0 : cuts[index - 1]!));
    if (g.random.chance(0.4)) return g.node("Split", [x], { axis: at, ...(g.opset >= 18 && { num_outputs: parts }) }, parts);
    if (g.opset < 13) return g.node("Split", [x], { axis: at, split: sizes }, parts);
    return g.node("Split", [x, g.how(sizes)], { axis: at }, parts);
  },
  slice: (g) => {
    const x = g.any({ types: PLAIN, rank: [1, 4] });
    const along = axes(g, x.dims.length, 1);
    const bound = (at: number) => {
      const size = x.dims.at(at)!;
      return g.random.chance(0.1) ? g.random.pick([2 ** 31 - 1, -(2 ** 31), -100, 100]) : g.random.between(-size - 1, size + 1);
    };
    const [starts, ends] = [along.map(bound), along.map(bound)];
    if (g.opset < 10) return g.node("Slice", [x], { starts, ends, axes: along.map((at) => at < 0 ? at + x.dims.length : at) });
    const steps = g.random.chance(0.5) ? undefined : g.how(along.map(() => g.random.pick([1, 1, 2, 3, -1, -2])));
    const type = g.random.pick<Type>(["int64", "int32"]);
    if (steps === undefined) return g.node("Slice", [x, g.how(starts, type), g.how(ends, type), g.how(along, type)]);
    return g.node("Slice", [x, g.how(starts), g.how(ends), g.how(along), steps]);
  },
  gather: (g) => {
    const x = g.any({ types: PLAIN, rank: [1, 4], where: filledAxis }, [3, 2]);
    const at = axis(g, x.dims.length);
    return g.node("Gather", [x, indices(g, g.sizes(g.random.below(3)), x.dims.at(at)!)], { axis: at });
  },
  gatherElements: (g) => {
    const x = g.any({ types: PLAIN, rank: [1, 4], where: filledAxis }, [3, 2]);
    const at = axis(g, x.dims.length);
    const dims = x.dims.map((size, index) => index === (at < 0 ? at + x.dims.length : at) ? g.size() : g.random.between(1, size));
    return g.node("GatherElements", [x, indices(g, dims, x.dims.at(at)!)], { axis: at });
  },
  gatherND: (g) => {
    const x = g.any({ types: PLAIN, rank: [1, 4], where: filledAxis }, [3, 2]);
    const batch = g.opset >= 12 ? g.random.below(Math.min(2, x.dims.length)) : 0;
    const deep = g.random.between(1, x.dims.length - batch);
    const smallest = Math.min(...x.dims.slice(batch, batch + deep));
    const dims = [...x.dims.slice(0, batch), ...g.sizes(g.random.between(batch > 0 ? 0 : 1, 2)), deep];
    return g.node("GatherND", [x, g.fresh("int64", dims, 0, smallest - 1)], batch > 0 ? { batch_dims: batch } : {});
  },
  scatterElements: (g) => {
    const x = g.any({ types: ["float32", "int64"], rank: [1, 4], where: filledAxis }, [3, 2]);
    const at = g.random.below(x.dims.length);
    const dims = x.dims.map((size) => g.random.between(1, size));
    const op = g.opset < 11 ? "Scatter" : "ScatterElements";
    return g.node(op, [x, g.fresh("int64", dims, 0, x.dims[at]! - 1), g.fresh(x.dtype as Type, dims)], { axis: at });
  },
  scatterND: (g) => {
    const x = g.any({ types: ["float32", "int64"], rank: [1, 4], where: filledAxis }, [3, 2]);
    const deep = g.random.between(1, x.dims.length);
    const rows = g.random.between(1, 3);
    const smallest = Math.min(...x.dims.slice(0, deep));
    return g.node("ScatterND", [
      x,
      g.fresh("int64", [rows, deep], 0, smallest - 1),
      g.fresh(x.dtype as Type, [rows, ...x.dims.slice(deep)]),
    ]);
  },
  pad: (g) => {
    const x = g.any({ types: g.opset < 11 ? ["float32"] : ["float32", "int64", "int32"], rank: [1, 4] });
    const mode = g.random.pick(["constant", "constant", "constant", "edge", "reflect", ...(g.opset >= 19 ? ["wrap"] : [])]);
    // Around an axis more often than it is long, onnxruntime reads behind the data.
    const most = mode === "wrap" ? Math.min(1, ...x.dims) : 2;
    const amount = () => mode === "constant" && g.random.chance(0.2) ? -1 : g.random.between(0, most);
    if (g.opset >= 18 && g.random.chance(0.3)) {
      const along = axes(g, x.dims.length, 1);
      return g.node("Pad", [x, g.how([...along, ...along].map(amount)), undefined, g.how(along)], { mode });
    }
    const pads = Array.from({ length: 2 * x.dims.length }, amount);
    if (g.opset < 11) return g.node("Pad", [x], { mode, pads });
    return g.node("Pad", [x, g.how(pads), g.random.chance(0.5) ? g.fresh(x.dtype as Type, []) : undefined], { mode });
  },
  depthToSpace: (g) => {
    const by = g.random.between(1, 2);
    const x = g.any({ types: ["float32"], rank: 4, where: ({ dims }) => dims[1]! % (by * by) === 0 }, [g.size(), 4, 2, 3]);
    return g.node("DepthToSpace", [x], { blocksize: by, ...(g.opset >= 11 && { mode: g.random.pick(["DCR", "CRD"]) }) });
  },
  spaceToDepth: (g) =>
    g.node("SpaceToDepth", [g.any({ types: ["float32"], rank: 4, where: ({ dims }) => dims[2]! % 2 + dims[3]! % 2 === 0 }, [2, 3, 4, 2])], {
      blocksize: 2,
    }),
  reverse: (g) => {
    const x = g.any({ types: PLAIN, rank: [2, 4] }, [3, 4]);
    const [time, batch] = g.random.pick([[0, 1], [1, 0]]);
    return g.node("ReverseSequence", [x, g.fresh("int64", [x.dims[batch]!], 1, Math.max(1, x.dims[time]!))], {
      time_axis: time,
      batch_axis: batch,
    });
  },
  oneHot: (g) =>
    g.node("OneHot", [
      g.any({ types: ["int64", "int32", "float32"], rank: [0, 3] }),
      g.how([g.random.between(1, 5)], "int64", g.random.pick([[], [1]])),
      g.fresh("float32", [2]),
    ], { axis: -1 }),
  eye: (g) =>
    g.node("EyeLike", [g.any({ types: ["float32", "int64", "int32"], rank: 2 })], {
      k: g.random.between(-1, 1),
      ...(g.random.chance(0.3) && { dtype: 6 }),
    }),
  topK: (g) => {
    const x = g.any({ types: ["float32", "int64"], rank: [1, 4], where: filledAxis }, [4]);
    const at = axis(g, x.dims.length);
    const k = g.random.between(0, x.dims.at(at)!);
    if (g.opset < 10) return g.node("TopK", [x], { k, axis: at }, 2);
    return g.node(
      "TopK",
      [x, g.how([k])],
      { axis: at, ...(g.opset >= 11 && { largest: g.random.below(2), sorted: g.random.below(2) }) },
      2,
    );
  },
  unique: (g) => {
    const x = g.any({ types: ["float32", "int64"], rank: [1, 3], where: filledAxis }, [4]);
    return g.node("Unique", [x], { ...(g.random.chance(0.5) && { axis: axis(g, x.dims.length) }) }, g.random.between(1, 4));
  },
  nonZero: (g) => g.node("NonZero", [g.any({ types: ["float32", "int64", "bool", "int32"] })]),
  compress: (g) => {
    const x = g.any({ types: PLAIN, rank: [1, 4], where: filledAxis }, [3, 2]);
    if (g.random.chance(0.4)) return g.node("Compress", [x, g.fresh("bool", [g.random.between(1, count(x.dims))])]);
    const at = axis(g, x.dims.length);
    return g.node("Compress", [x, g.fresh("bool", [g.random.between(1, x.dims.at(at)!)])], { axis: at });
  },
  cumulate: (g) => {
    const x = g.any({ types: ["float32", "int64", "int32"], rank: [1, 4] });
    return g.node("CumSum", [x, g.how([axis(g, x.dims.length)], g.random.pick<Type>(["int64", "int32"]), [])], {
      exclusive: g.random.below(2),
      reverse: g.random.below(2),
    });
  },
  crop: (g) => {
    const x = g.any({ types: ["float32", "int64"], rank: [1, 4] });
    const along = axes(g, x.dims.length, 1);
    return g.node("CenterCropPad", [x, g.how(along.map(() => g.random.between(1, 6)))], { axes: along });
  },
  col2im: (g) => {
    const [h, w, c] = [g.random.between(2, 5), g.random.between(2, 5), g.random.between(1, 2)];
    return g.node("Col2Im", [g.fresh("float32", [g.size(), c * 4, (h - 1) * (w - 1)]), g.how([h, w]), g.how([2, 2])]);
  },
  expandDims: (g) => {
    const x = g.any({ types: NUMBERS, rank: [0, 3] });
    return g.node("com.microsoft:ExpandDims", [x, g.how([g.random.between(-x.dims.length - 1, x.dims.length)], "int32", [])]);
  },
  bitwise: (g) => g.node("com.microsoft:Unique", [g.any({ types: ["float32"], rank: 1, where: filledAxis }, [4])], {}, 3),
  arrange: (g) => g.node("com.microsoft:Trilu", [g.any({ types: ["float32", "int64"], rank: [2, 4] })], { upper: g.random.below(2) }),
  bitShiftFree: (g) => g.node("Identity", [g.any({ types: [...ALL, ...INTEGERS] })]),
};
