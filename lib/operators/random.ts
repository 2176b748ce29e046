/** Random numbers. How they are drawn is not stated by the standard and not counted; what is done with them is. */
import { dtypeOf, knownDType, tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction, type Operand, Unknown } from "./operand.ts";
import type { WorkAnswer } from "./work.ts";

interface Row {
  readonly name: string;
  readonly summary: string;
  readonly attributes: Distribution;
}

/** Where the numbers lie: by mean and deviation, or from low to high. */
interface Distribution {
  readonly mean?: number;
  readonly scale?: number;
  readonly low?: number;
  readonly high?: number;
}

/** Numbers of the standard distribution, stretched and moved where another one is asked for; else they are only written. */
function scaledWork({ size }: Operand, { mean = 0, scale = 1, low = 0, high = 1 }: Distribution): WorkAnswer {
  if (scale * (high - low) === 1 && mean + low === 0) return { free: "movement" };
  return { muls: scale * (high - low) === 1 ? 0 : size, adds: mean + low === 0 ? 0 : size };
}

function drawn({ name, summary, attributes }: Row): Operator {
  return defineOperator({
    name,
    summary,
    inputs: [],
    outputs: ["output"],
    attributes: { ...attributes as Required<Distribution>, dtype: 1, seed: optional.float, shape: optional.ints },
    random: true,
    shape(_, { dtype, shape }) {
      if (shape === undefined) throw new Contradiction("attribute shape must be present: it is missing");
      return [tensorType(dtypeOf(dtype, "dtype"), shape)];
    },
    work: (_, { output }, attributes) => scaledWork(output, attributes),
  });
}

function drawnLike({ name, summary, attributes }: Row): Operator {
  return defineOperator({
    name: `${name}Like`,
    summary: `${summary.slice(0, -1)}, as many as the input has elements.`,
    inputs: ["input"],
    outputs: ["output"],
    attributes: { ...attributes as Required<Distribution>, dtype: optional.int, seed: optional.float },
    random: true,
    shape: ({ input }, { dtype }) => [tensorType(dtype === undefined ? knownDType(input) : dtypeOf(dtype, "dtype"), input.shape)],
    work: (_, { output }, attributes) => scaledWork(output, attributes),
    reads: () => ({ input: 0 }),
  });
}

const ROWS: readonly Row[] = [
  { name: "RandomNormal", summary: "Numbers drawn from a normal distribution.", attributes: { mean: 0, scale: 1 } },
  { name: "RandomUniform", summary: "Numbers drawn evenly from a range.", attributes: { high: 1, low: 0 } },
];

const bernoulli = defineOperator({
  name: "Bernoulli",
  summary: "1 with the probability that the input tells, else 0.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: { dtype: optional.int, seed: optional.float },
  random: true,
  shape: ({ input }, { dtype }) => [tensorType(dtype === undefined ? knownDType(input) : dtypeOf(dtype, "dtype"), input.shape)],
  work: (_, { output }) => ({ compares: output.size }), // the function body: a uniform number, Less
});

const multinomial = defineOperator({
  name: "Multinomial",
  summary: "Classes drawn by their unnormalized log-probabilities.",
  inputs: ["input"],
  outputs: ["output"],
  attributes: { dtype: 6, sample_size: 1, seed: optional.float },
  random: true,
  shape: ({ input }, { dtype, sample_size }) => [tensorType(dtypeOf(dtype, "dtype"), [input.dim(0), sample_size])],
  work() {
    throw new Unknown("the standard does not say how samples are drawn");
  },
});

/** The operators that draw random numbers. */
export const randomOperators: readonly Operator[] = [...ROWS.map(drawn), ...ROWS.map(drawnLike), bernoulli, multinomial];
