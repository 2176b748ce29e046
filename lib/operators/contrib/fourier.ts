/** Fourier transforms of real signals and products of complex numbers (onnxruntime, docs/ContribOperators.md); two reals are a complex number. */
import { add, type Dim, divideExactly, floorDivide, multiply, product, subtract } from "../../model/dim.ts";
import { broadcast } from "../_broadcast.ts";
import { defineOperator, type Operator } from "../define.ts";
import { Contradiction, type Operand, Unknown } from "../operand.ts";
import { repeatWork } from "../work.ts";

const domain = "com.microsoft";

const attributes = { normalized: 0, onesided: 1, signal_ndim: 1 } as const;

interface Transform {
  readonly onesided: number;
  readonly signal_ndim: number;
}

/** The shape before and behind the axes that are transformed, of which the last loses what the others repeat. */
function checked(X: Operand, { onesided, signal_ndim }: Transform, others: number): void {
  if (!onesided) throw new Unknown("only one-sided transforms are documented");
  if (signal_ndim < 1 || signal_ndim + others > X.rank) {
    throw new Contradiction(`signal_ndim must be within [1, ${X.rank - others}]: current value is ${signal_ndim}`);
  }
}

/** Counted as DFT is, a sum for each output, one axis after another: `complex` numbers along all axes but the last. */
function otherAxes(complex: Dim, axes: readonly Dim[]): Dim {
  return axes.reduce<Dim>((macs, length) => add(macs, product([complex, length, 4])), 0);
}

const rfft = defineOperator({
  name: "Rfft",
  domain,
  summary: "The discrete Fourier transform of real signals along the last axes.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes,
  shape({ X }, attributes) {
    checked(X, attributes, 0);
    return [[...X.shape.slice(0, -1), add(floorDivide(X.dim(-1), 2), 1), 2]];
  },
  work({ X }, { Y }, { signal_ndim }) {
    const complex = product(Y.shape.slice(0, -1));
    return { macs: add(multiply(Y.size, X.dim(-1)), otherAxes(complex, X.shape.slice(-signal_ndim, -1))) };
  },
});

/** The length is even; what comes out is divided by the number of elements transformed. */
const irfft = defineOperator({
  name: "Irfft",
  domain,
  summary: "The real signals of which these are the discrete Fourier transforms along the last axes.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes,
  shape({ X }, attributes) {
    checked(X, attributes, 1);
    return [[...X.shape.slice(0, -2), multiply(subtract(X.dim(-2), 1), 2)]];
  },
  work({ X }, { Y }, { signal_ndim }) {
    const complex = product(X.shape.slice(0, -1));
    const last = product([Y.size, Y.dim(-1), 2]);
    return { macs: add(last, otherAxes(complex, X.shape.slice(-signal_ndim - 1, -2))), muls: Y.size };
  },
});

/** (a + bi)(c + di), or with the second one's sign turned: four products, a difference, a sum. */
const products = ["ComplexMul", "ComplexMulConj"].map((name) =>
  defineOperator({
    name,
    domain,
    summary: `The product of complex numbers${name.endsWith("Conj") ? ", the second ones conjugated" : ""}.`,
    inputs: ["A", "B"],
    outputs: ["C"],
    attributes: {},
    shape: ({ A, B }, _, site) => [broadcast([A.shape, B.shape], site)],
    work: (_, { C }) => repeatWork({ muls: 4, adds: 2 }, divideExactly(C.size, 2) ?? floorDivide(C.size, 2)),
  })
);

/** The transforms and products of complex numbers. */
export const fourierOperators: readonly Operator[] = [rfft, irfft, ...products];
