/** Operators that work element by element. */
import type { Growth } from "../growth.ts";
import { ALL, FLOATS, INTEGERS, NUMBERS, randomTensor, type Type } from "../values.ts";
import { broadcastable, type Maker, type Makers } from "./maker.ts";

const UNARY_FLOAT = [
  "Relu,LeakyRelu,Elu,Selu,Celu,Sigmoid,HardSigmoid,HardSwish,Tanh,Softplus,Softsign,ThresholdedRelu,Mish,Gelu,Swish,Shrink",
  "Exp,Log,Sqrt,Reciprocal,Floor,Ceil,Round,Sin,Cos,Tan,Asin,Acos,Atan,Sinh,Cosh,Asinh,Acosh,Atanh,Erf,IsNaN,IsInf",
  "com.microsoft:Gelu,com.microsoft:QuickGelu,com.microsoft:FastGelu",
].join().split(",");
const UNARY = ["Abs", "Neg", "Sign", "Identity", "Identity", "Relu"];
const BINARY = ["Add", "Sub", "Mul", "Add", "Mul", "Max", "Min", "Sum", "Mean"];
const COMPARE = ["Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual"];
const LOGIC = ["And", "Or", "Xor"];
const BITS = ["BitwiseAnd", "BitwiseOr", "BitwiseXor"];

/** Two values of one type that broadcast. */
function pair(g: Growth, types: readonly Type[]) {
  const a = g.any({ types });
  const same = [a.dtype as Type];
  const b = g.random.chance(0.5)
    ? g.fresh(same[0]!, broadcastable(g, a.dims))
    : g.any({ types: same, where: (b) => broadcasts(a.dims, b.dims) });
  return g.random.chance(0.5) ? [a, b] as const : [b, a] as const;
}

function broadcasts(a: readonly number[], b: readonly number[]): boolean {
  return Array.from({ length: Math.min(a.length, b.length) }, (_, at) => [a.at(-1 - at)!, b.at(-1 - at)!]).every(([x, y]) =>
    x === y || x === 1 || y === 1
  );
}

function binary(op: string, types: readonly Type[]): Maker {
  return (g) => g.node(op, pair(g, types));
}

/** A divisor is a fresh tensor without a 0, by which whole numbers cannot be divided. */
function divided(op: string, types: readonly Type[], attributes = {}): Maker {
  return (g) => {
    const a = g.any({ types });
    return g.node(op, [a, g.fresh(a.dtype as Type, broadcastable(g, a.dims), 1, 4)], attributes);
  };
}

/** Operators that work element by element. */
export const elementwise: Makers = {
  unaryFloat: (g) => g.node(g.random.pick(UNARY_FLOAT), [g.any({ types: FLOATS })]),
  unary: (g) => g.node(g.random.pick(UNARY), [g.any({ types: NUMBERS })]),
  identity: (g) => g.node("Identity", [g.any({ types: ALL })]),
  binary: (g) => binary(g.random.pick(BINARY), NUMBERS)(g),
  several: async (g) => {
    const [a, b] = pair(g, NUMBERS);
    const more = g.fresh(a.dtype as Type, broadcastable(g, a.dims));
    await g.node(g.random.pick(["Sum", "Max", "Min", "Mean"]), [a, b, more].slice(0, g.random.between(1, 3)));
  },
  compare: (g) => binary(g.random.pick(COMPARE), NUMBERS)(g),
  slope: (g) => {
    const x = g.any({ types: FLOATS, rank: [1, 4] });
    return g.node("PRelu", [x, g.stored(randomTensor(g.random, x.dtype as Type, broadcastable(g, x.dims).slice(-x.dims.length)))]);
  },
  equalBools: binary("Equal", ["bool"]),
  logic: (g) => binary(g.random.pick(LOGIC), ["bool"])(g),
  not: (g) => g.node("Not", [g.any({ types: ["bool"] })]),
  bits: (g) => binary(g.random.pick(BITS), INTEGERS)(g),
  bitNot: (g) => g.node("BitwiseNot", [g.any({ types: INTEGERS })]),
  shift: (g) => divided("BitShift", ["uint8", "uint32", "uint64"], { direction: g.random.pick(["LEFT", "RIGHT"]) })(g),
  divide: divided("Div", NUMBERS),
  modulo: (g) => g.random.chance(0.5) ? divided("Mod", INTEGERS)(g) : divided("Mod", NUMBERS, { fmod: 1 })(g),
  power: (g) => {
    const a = g.any({ types: ["float32", "float64", "int32", "int64"] });
    return g.node("Pow", [a, g.fresh(g.random.pick([a.dtype as Type, "float32", "int64"]), broadcastable(g, a.dims), 0, 2)]);
  },
  clip: (g) => {
    const x = g.any({ types: g.opset < 12 ? ["float32"] : NUMBERS });
    if (g.opset < 11) return g.node("Clip", [x], { min: { real: -1 }, max: { real: 2.5 } });
    const bound = (low: number) => g.random.chance(0.3) ? undefined : g.fresh(x.dtype as Type, [], low, low + 1);
    return g.node("Clip", [x, bound(0), bound(2)]);
  },
  where: (g) => {
    const [a, b] = pair(g, ["float32", "int64", "int32", "uint8"]);
    const wide = a.dims.length >= b.dims.length ? a : b;
    return g.node("Where", [g.fresh("bool", broadcastable(g, wide.dims)), a, b]);
  },
  cast: (g) => g.node("Cast", [g.any({ types: ALL })], { to: g.random.pick([1, 2, 3, 5, 6, 7, 7, 9, 10, 11, 12, 13]) }),
  castLike: (g) => g.node("CastLike", [g.any({ types: ALL }), g.any({ types: ALL })]),
  quantize: async (g) => {
    const x = g.any({ types: ["float32"], rank: [1, 4] });
    const zero = g.random.pick<Type>(["uint8", "int8"]);
    const along = x.dims.length > 1 && g.opset >= 13 && g.random.chance(0.5) ? g.random.below(x.dims.length) : undefined;
    const dims = along === undefined ? [] : [x.dims[along]!];
    const attributes = along === undefined ? {} : { axis: along };
    const [scale, point] = [g.fresh("float32", dims, 1, 3), g.fresh(zero, dims, 0, 3)];
    const made = await g.node("QuantizeLinear", [x, scale, g.random.chance(0.2) ? undefined : point], attributes);
    if (made?.[0]?.dtype === zero) await g.node("DequantizeLinear", [made[0], scale, point], attributes);
  },
  quantizeByInput: (g) => g.node("DynamicQuantizeLinear", [g.any({ types: ["float32"] })], {}, 3),
  dropout: (g) => {
    const x = g.any({ types: FLOATS });
    const outputs = g.random.pick([[true], [true, true], [false, true]]);
    if (g.opset < 12) return g.node("Dropout", [x], { ratio: { real: 0.5 } }, outputs);
    return g.node("Dropout", [x, g.random.chance(0.5) ? g.fresh("float32", [], 0, 0) : undefined], {}, outputs);
  },
  trilu: (g) => {
    const x = g.any({ types: ["float32", "int64", "bool"], rank: [2, 4] });
    return g.node("Trilu", [x, g.random.chance(0.5) ? g.how([g.random.between(-2, 2)], "int64", []) : undefined], {
      upper: g.random.below(2),
    });
  },
  biased: (g) => {
    const x = g.any({ types: ["float32"], rank: [1, 4] });
    return g.node(g.random.pick(["com.microsoft:BiasGelu", "com.microsoft:FastGelu"]), [x, g.fresh("float32", [x.dims.at(-1)!])]);
  },
};
