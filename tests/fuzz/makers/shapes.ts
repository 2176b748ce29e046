/** Arithmetic on shapes, as exporters write it, and what is made by it. */
import type { Growth } from "../growth.ts";
import { ALL, count, filled, type Type, type Value } from "../values.ts";
import type { Makers } from "./maker.ts";

/** A vector or scalar of whole numbers that shapes are computed with. */
function sizes(g: Growth, rank: 0 | 1): Value {
  return g.any(
    { types: ["int64"], rank, where: ({ dims }) => count(dims) > 0 && count(dims) <= 6 },
    rank === 0 ? [] : [g.random.between(1, 4)],
  );
}

async function shapeOf(g: Growth): Promise<Value | undefined> {
  const attributes = g.opset >= 15 && g.random.chance(0.3) ? { start: g.random.between(-3, 2), end: g.random.between(-2, 4) } : {};
  return (await g.node("Shape", [g.any({ types: ALL })], attributes))?.[0];
}

/** Values that are fit for a shape: whole, small, none negative. */
function areSizes({ dtype, data }: Value, most = 200): boolean {
  if (dtype !== "int64") return false;
  const numbers = Array.from(data as BigInt64Array, Number);
  return numbers.every((number) => number >= 0 && number <= 12) && count(numbers) <= most;
}

const CHAIN: Makers = {
  gather: (g) => {
    const v = sizes(g, 1);
    return g.node("Gather", [
      v,
      g.how([g.random.between(g.opset >= 11 ? -v.dims[0]! : 0, v.dims[0]! - 1)], "int64", g.random.pick([[], [1]])),
    ]);
  },
  slice: (g) => {
    const v = sizes(g, 1);
    const [starts, ends] = [[g.random.between(-2, 2)], [g.random.pick([-1, 1, 2, 2 ** 31 - 1])]];
    return g.opset < 10 ? g.node("Slice", [v], { starts, ends, axes: [0] }) : g.node("Slice", [v, g.how(starts), g.how(ends), g.how([0])]);
  },
  concat: (g) => g.node("Concat", Array.from({ length: g.random.between(1, 3) }, () => sizes(g, 1)), { axis: 0 }),
  unsqueeze: (g) => g.opset >= 13 ? g.node("Unsqueeze", [sizes(g, 0), g.how([0])]) : g.node("Unsqueeze", [sizes(g, 0)], { axes: [0] }),
  squeeze: (g) => g.node("Squeeze", [sizes(g, 1)]),
  arithmetic: (g) => {
    const a = sizes(g, g.random.pick([0, 1]));
    const dims = g.random.chance(0.5) ? [] : a.dims;
    return g.node(g.random.pick(["Add", "Sub", "Mul", "Max", "Min", "Add", "Mul"]), g.random.shuffled([a, g.fresh("int64", dims, 0, 3)]));
  },
  divide: (g) => g.node(g.random.pick(["Div", "Mod"]), [sizes(g, g.random.pick([0, 1])), g.how([g.random.between(1, 4)], "int64", [])]),
  negative: (g) => g.node(g.random.pick(["Neg", "Abs", "Sign"]), [sizes(g, g.random.pick([0, 1]))]),
  reduce: (g) => g.node(g.random.pick(["ReduceProd", "ReduceMax", "ReduceMin"]), [sizes(g, 1)], { keepdims: g.random.below(2) }),
  reduceSum: (g) => g.node("ReduceSum", [sizes(g, 1)], { keepdims: g.random.below(2) }),
  compare: async (g) => {
    const a = sizes(g, 1);
    const [is] =
      await g.node(g.random.pick(["Equal", "Greater", "Less"]), [a, g.fresh("int64", g.random.chance(0.5) ? [] : a.dims, 0, 4)]) ?? [];
    if (is !== undefined) await g.node("Where", [is, a, g.fresh("int64", a.dims, 1, 3)]);
  },
  throughFloats: async (g) => {
    const [as] = await g.node("Cast", [sizes(g, g.random.pick([0, 1]))], { to: 1 }) ?? [];
    const [scaled] = as === undefined
      ? []
      : await g.node(g.random.pick(["Mul", "Div"]), [as, g.stored(filled("float32", [], [g.random.pick([2, 0.5, 1.5, 3])]))]) ?? [];
    const [whole] = scaled === undefined ? [] : await g.node(g.random.pick(["Floor", "Ceil", "Sqrt", "Identity", "Round"]), [scaled]) ?? [];
    if (whole !== undefined) await g.node("Cast", [whole], { to: 7 });
  },
  range: (g) =>
    g.node("Range", [g.how([g.random.between(-1, 2)], "int64", []), sizes(g, 0), g.how([g.random.pick([1, 1, 2])], "int64", [])]),
  tile: (g) => g.node("Tile", [sizes(g, 1), g.how([g.random.between(1, 2)])]),
};

/** Arithmetic on shapes. */
export const shapes: Makers = {
  shape: shapeOf,
  size: (g) => g.node("Size", [g.any({ types: ALL })]),
  chain: async (g) => {
    await shapeOf(g);
    for (let steps = g.random.between(2, 5); steps > 0; steps--) await CHAIN[g.random.pick(Object.keys(CHAIN))]!(g);
  },
  step: (g) => CHAIN[g.random.pick(Object.keys(CHAIN))]!(g),
  constantOfShape: (g) => {
    const dims = g.any({ types: ["int64"], rank: 1, where: (value) => areSizes(value) }, [0]);
    const type = g.random.pick<Type>(["float32", "int64", "bool", "int32"]);
    return g.node("ConstantOfShape", [dims], g.random.chance(0.7) ? { value: { tensor: filled(type, [1], [1]) } } : {});
  },
  reshapeByShape: async (g) => {
    const x = g.any({ types: ["float32", "int64"], rank: [1, 4] });
    const [shape] = await g.node("Shape", [x]) ?? [];
    if (shape === undefined) return;
    const at = g.random.below(x.dims.length);
    const index = g.stored(filled("int64", [1], [at]));
    const [kept] = await g.node("Gather", [shape, index], { axis: 0 }) ?? [];
    if (kept === undefined) return;
    const [target] = await g.node("Concat", [kept, g.how([-1])], { axis: 0 }) ?? [];
    if (target !== undefined) await g.node("Reshape", [x, target]);
  },
  expandByShape: async (g) => {
    const [shape] = await g.node("Shape", [g.any({ types: ALL, rank: [1, 4] })]) ?? [];
    if (shape !== undefined) await g.node("Expand", [g.fresh("float32", g.random.chance(0.5) ? [] : [1]), shape]);
  },
  expandByValue: (g) =>
    g.node("Expand", [g.fresh("float32", [1]), g.any({ types: ["int64"], rank: 1, where: (value) => areSizes(value) }, [1])]),
  like: (g) => g.node(g.random.pick(["RandomNormalLike", "RandomUniformLike"]), [g.any({ types: ["float32", "float64"] })]),
  random: (g) => g.node(g.random.pick(["RandomNormal", "RandomUniform"]), [], { shape: g.sizes(g.random.between(1, 3)) }),
  bernoulli: (g) => g.node("Bernoulli", [g.any({ types: ["float32"] })], g.random.chance(0.5) ? { dtype: 7 } : {}),
  range: (g) => {
    const type = g.random.pick<Type>(["int64", "float32", "int32", "float64"]);
    const at = (low: number, high: number) => g.fresh(type, [], low, high);
    return g.node("Range", [at(-2, 2), at(-2, 8), at(1, 3)]);
  },
};
