/** Fourier transforms and windows. */
import { add, type Dim, floorDivide, multiply, product, subtract } from "../model/dim.ts";
import { dtypeOf, tensorType } from "./_tensor_type.ts";
import { defineOperator, type Operator } from "./define.ts";
import { axisOf, Contradiction, type Operand, Unknown } from "./operand.ts";
import { repeatWork, sumWork } from "./work.ts";

/** Multiply-accumulates of one output number for one input number: real parts only where one side is real. */
function macsPerTerm(isComplex: boolean): number {
  return isComplex ? 2 : 1;
}

interface TransformAttributes {
  readonly inverse: number;
  readonly onesided: number;
  readonly axisUnlessGiven: number;
}

interface TransformInputs {
  readonly input: Operand;
  readonly dft_length?: Operand;
  readonly axis?: Operand;
}

function transformOf({ input, dft_length, axis }: TransformInputs, { inverse, onesided, axisUnlessGiven }: TransformAttributes) {
  const given = axis ? axis.only : axisUnlessGiven;
  if (typeof given !== "number") throw new Unknown(`the value of axis depends on ${given}`);
  const index = axisOf(given, input.rank, "input");
  const signal = input.dim(index);
  const halved = onesided && inverse ? multiply(subtract(signal, 1), 2) : signal;
  return { index, length: dft_length ? dft_length.only : halved };
}

/** Discrete Fourier transform, counted as its definition has it, a sum for each output; a fast transform takes less. */
const dft = defineOperator({
  name: "DFT",
  summary: "The discrete Fourier transform along an axis, or its inverse.",
  inputs: ["input", "dft_length?", "axis?"],
  outputs: ["output"],
  // `axisUnlessGiven` is no attribute of the standard: it states which axis is meant where none is given.
  attributes: { inverse: 0, onesided: 0, axisUnlessGiven: -2 },
  earlier: [{ below: 20, attributes: { axisUnlessGiven: 1 } }],
  shapeOperands: ["dft_length", "axis"],
  shape(inputs, attributes) {
    const { index, length } = transformOf(inputs, attributes);
    const { inverse, onesided } = attributes;
    const bins = onesided && !inverse ? add(floorDivide(length, 2), 1) : length;
    return [inputs.input.shape.with(index, bins).with(-1, onesided && inverse ? 1 : 2)];
  },
  work(inputs, { output }, attributes) {
    const { length } = transformOf(inputs, attributes);
    const complex = inputs.input.dim(-1) === 2;
    return { macs: product([output.size, length, macsPerTerm(complex)]), muls: attributes.inverse ? output.size : 0 };
  },
});

function frameLength(window: Operand | undefined, frame_length: Operand | undefined): Dim {
  if (frame_length) return frame_length.only;
  if (window) return window.dim(0);
  throw new Contradiction("input window or frame_length must be present: both are missing");
}

/** Short-time Fourier transform, counted as a transform of each frame, as DFT is. */
const stft = defineOperator({
  name: "STFT",
  summary: "The discrete Fourier transforms of the frames of a signal.",
  inputs: ["signal", "frame_step", "window?", "frame_length?"],
  outputs: ["output"],
  attributes: { onesided: 1 },
  shapeOperands: ["frame_step", "frame_length"],
  roles: { window: "buffer" },
  shape({ signal, frame_step, window, frame_length }, { onesided }) {
    const length = frameLength(window, frame_length);
    const frames = add(floorDivide(subtract(signal.dim(1), length), frame_step.only), 1);
    return [[signal.dim(0), frames, onesided ? add(floorDivide(length, 2), 1) : length, 2]];
  },
  work({ signal, window, frame_length }, { output }) {
    const length = frameLength(window, frame_length);
    const complex = signal.rank === 3 && signal.dim(-1) === 2;
    const samples = product([output.dim(0), output.dim(1), length, complex ? 2 : 1]);
    return { macs: product([output.size, length, macsPerTerm(complex)]), muls: window ? samples : 0 };
  },
});

/** A window that is a sum of two cosines, counted as its function body has it. */
function cosineWindow(name: string): Operator {
  return defineOperator({
    name,
    summary: `A ${name.replace("Window", "").toLowerCase()} window.`,
    inputs: ["size"],
    outputs: ["output"],
    attributes: { output_datatype: 1, periodic: 1 },
    shapeOperands: ["size"],
    shape: ({ size }, { output_datatype }) => [tensorType(dtypeOf(output_datatype, "output_datatype"), [size.only])],
    work: (_, { output }) => sumWork([{ adds: 2, muls: 2, divs: 1 }, repeatWork({ muls: 5, trigs: 2, adds: 3 }, output.size)]),
  });
}

const melWeightMatrix = defineOperator({
  name: "MelWeightMatrix",
  summary: "The weights that turn a spectrum into bands of the mel scale.",
  inputs: ["num_mel_bins", "dft_length", "sample_rate", "lower_edge_hertz", "upper_edge_hertz"],
  outputs: ["output"],
  attributes: { output_datatype: 1 },
  shapeOperands: ["num_mel_bins", "dft_length", "sample_rate", "lower_edge_hertz", "upper_edge_hertz"],
  shape({ num_mel_bins, dft_length }, { output_datatype }) {
    const shape = [add(floorDivide(dft_length.only, 2), 1), num_mel_bins.only];
    return [tensorType(dtypeOf(output_datatype, "output_datatype"), shape)];
  },
  work() {
    throw new Unknown("how many weights are computed depends on where the bands lie");
  },
});

/** The operators about signals. */
export const signalOperators: readonly Operator[] = [
  dft,
  stft,
  ...["HannWindow", "HammingWindow", "BlackmanWindow"].map(cosineWindow),
  melWeightMatrix,
];
