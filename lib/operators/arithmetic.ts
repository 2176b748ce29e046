/** Arithmetic on two or more tensors that stretch to one shape. */
import { constantOf, type Dim, integer, multiply } from "../model/dim.ts";
import type { Element } from "../model/tensor.ts";
import { broadcast } from "./_broadcast.ts";
import { ADD, type Arithmetic, combine, DIVIDE, MAX, MIN, moduloOrUnknown, MULTIPLY, remainder, stretched, SUBTRACT } from "./_elements.ts";
import { alignedShape, earlierBroadcast } from "./_earlier_broadcast.ts";
import { defineOperator, type Operator } from "./define.ts";
import { repeatWork, type Work } from "./work.ts";

interface BinaryRow {
  readonly name: string;
  readonly summary: string;
  readonly work: Work;
  readonly arithmetic: Arithmetic;
}

/** Two operands; the attributes are those of the standard's early versions, which newer operators never have. */
function binary({ name, summary, work, arithmetic }: BinaryRow): Operator {
  return defineOperator({
    name,
    summary,
    inputs: ["A", "B"],
    outputs: ["C"],
    attributes: earlierBroadcast,
    shape: ({ A, B }, attributes, site) => [broadcast([A.shape, alignedShape(A, B, attributes)], site)],
    value({ A, B }, attributes, [C]) {
      const right = stretched(B, alignedShape(A, B, attributes), C!.shape);
      return [stretched(A, A.shape, C!.shape).map((a, index) => combine(arithmetic, C!.dtype, a, right[index]))];
    },
    work: (_, { C }) => repeatWork(work, C.size),
  });
}

const BINARY: readonly BinaryRow[] = [
  { name: "Add", summary: "A + B.", work: { adds: 1 }, arithmetic: ADD },
  { name: "Sub", summary: "A − B.", work: { adds: 1 }, arithmetic: SUBTRACT },
  { name: "Mul", summary: "A · B.", work: { muls: 1 }, arithmetic: MULTIPLY },
  {
    name: "Div",
    summary: "A / B, rounded toward zero for whole numbers.",
    work: { divs: 1 },
    arithmetic: DIVIDE,
  },
  { name: "BitwiseAnd", summary: "A and B, bit by bit.", work: { bits: 1 }, arithmetic: bitwise((a, b) => a & b) },
  { name: "BitwiseOr", summary: "A or B, bit by bit.", work: { bits: 1 }, arithmetic: bitwise((a, b) => a | b) },
  { name: "BitwiseXor", summary: "A or else B, bit by bit.", work: { bits: 1 }, arithmetic: bitwise((a, b) => a ^ b) },
];

function bitwise(operation: (a: bigint, b: bigint) => bigint): Arithmetic {
  return {
    floats: () => NaN, // bits of fractions are never asked for
    dims(a, b) {
      const [left, right] = [constantOf(a), constantOf(b)];
      return left === undefined || right === undefined ? undefined : integer(operation(BigInt(left), BigInt(right)));
    },
  };
}

/** Remainder. */
const mod = defineOperator({
  name: "Mod",
  summary: "The remainder of A / B, with the sign of B, or of A if fmod is set.",
  inputs: ["A", "B"],
  outputs: ["C"],
  attributes: { fmod: 0 },
  shape: ({ A, B }, _, site) => [broadcast([A.shape, B.shape], site)],
  value({ A, B }, { fmod }, [C]) {
    const arithmetic: Arithmetic = { floats: (a, b) => a % b, dims: fmod ? remainder : moduloOrUnknown };
    const right = stretched(B, B.shape, C!.shape);
    return [stretched(A, A.shape, C!.shape).map((a, index) => combine(arithmetic, C!.dtype, a, right[index]))];
  },
  work: (_, { C }) => ({ divs: C.size }),
});

/** Bits moved; the amounts may be one for all. */
const bitShift = defineOperator({
  name: "BitShift",
  summary: "X with its bits moved by Y places.",
  inputs: ["X", "Y"],
  outputs: ["Z"],
  attributes: { direction: "" },
  shape: ({ X, Y }, _, site) => [broadcast([X.shape, Y.shape], site)],
  work: (_, { Z }) => ({ bits: Z.size }),
});

/** No whole number but −1, 0 and 1 has a larger power within 64 bits. */
const MAX_EXPONENT = 64;

const POWER: Arithmetic = {
  floats: Math.pow,
  dims: (base, exponent) =>
    typeof exponent === "number" && exponent >= 0 && exponent <= MAX_EXPONENT ? repeated(base, exponent) : undefined,
};

function repeated(base: Dim, exponent: number): Dim {
  return Array.from({ length: exponent }).reduce<Dim>((power) => multiply(power, base), 1);
}

/** Power; a square is a multiplication, a root a root. */
const pow = defineOperator({
  name: "Pow",
  summary: "X to the power of Y.",
  inputs: ["X", "Y"],
  outputs: ["Z"],
  attributes: earlierBroadcast,
  shape: ({ X, Y }, attributes, site) => [broadcast([X.shape, alignedShape(X, Y, attributes)], site)],
  value({ X, Y }, attributes, [Z]) {
    const exponents = stretched(Y, alignedShape(X, Y, attributes), Z!.shape);
    return [stretched(X, X.shape, Z!.shape).map((base, index) => combine(POWER, Z!.dtype, base, exponents[index]))];
  },
  work({ Y }, { Z }) {
    const exponents = new Set<Element>(Y.elements);
    const exponent = exponents.size === 1 ? [...exponents][0] : undefined;
    return exponent === 2 ? { muls: Z.size } : exponent === 0.5 ? { sqrts: Z.size } : { pows: Z.size };
  },
});

interface VariadicRow {
  readonly name: string;
  readonly summary: string;
  /** The work of joining one element to another. */
  readonly work: Work;
  /** The work of one element at the end, for a mean: the sum is divided by how many there are. */
  readonly last?: Work;
  readonly arithmetic: Arithmetic;
}

function variadic({ name, summary, work, last, arithmetic }: VariadicRow): Operator {
  return defineOperator({
    name,
    summary,
    inputs: ["data_0*"],
    outputs: [name.toLowerCase()],
    attributes: {},
    shape: ({ data_0 }, _, site) => [broadcast(data_0.map((operand) => operand.shape), site)],
    value({ data_0 }, _, [result]) {
      const { dtype, shape } = result!;
      const [first, ...rest] = data_0.map((operand) => stretched(operand, operand.shape, shape));
      const joined = rest.reduce((all, next) => all.map((element, index) => combine(arithmetic, dtype, element, next[index])), first!);
      return [last ? joined.map((element) => combine(DIVIDE, dtype, element, data_0.length)) : joined];
    },
    work({ data_0 }, { [name.toLowerCase()]: result }) {
      const joined = repeatWork(work, multiply(result!.size, data_0.length - 1));
      return last === undefined ? joined : { ...joined, ...repeatWork(last, result!.size) };
    },
  });
}

const VARIADIC: readonly VariadicRow[] = [
  { name: "Sum", summary: "The sum of all inputs.", work: { adds: 1 }, arithmetic: ADD },
  { name: "Mean", summary: "The mean of all inputs.", work: { adds: 1 }, last: { divs: 1 }, arithmetic: ADD },
  { name: "Max", summary: "The largest of all inputs.", work: { compares: 1 }, arithmetic: MAX },
  { name: "Min", summary: "The smallest of all inputs.", work: { compares: 1 }, arithmetic: MIN },
];

/** Arithmetic on two or more tensors. */
export const arithmeticOperators: readonly Operator[] = [...BINARY.map(binary), mod, bitShift, pow, ...VARIADIC.map(variadic)];
