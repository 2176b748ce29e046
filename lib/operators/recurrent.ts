/** Recurrent layers: macs are the elements of W and R for each step and sample; the rest is the gates' element work. */
import { type Dim, multiply, product, sum } from "../model/dim.ts";
import { activationWork } from "./activations.ts";
import { defineOperator, type Operator, optional } from "./define.ts";
import { Contradiction, type Operand } from "./operand.ts";
import { repeatWork, sumWork, type Work } from "./work.ts";

const attributes = {
  activation_alpha: optional.floats,
  activation_beta: optional.floats,
  activations: optional.strings,
  clip: optional.float,
  direction: "forward",
  hidden_size: optional.int,
  layout: 0,
} as const;

/** A state that is stored is where a sequence begins, which PyTorch makes on the way. */
const roles = { W: "parameter", R: "parameter", initial_h: "constant" } as const;

interface RecurrentAttributes {
  readonly activations: readonly string[] | undefined;
  readonly clip: number | undefined;
  readonly direction: string;
  readonly hidden_size: number | undefined;
  readonly layout: number;
}

/** A gate's activation: what it is unless the node names another, and how many gates have it. */
interface Gates {
  readonly activation: string;
  readonly count: number;
}

/** What every recurrent layer takes. */
interface LayerOperands {
  readonly X: Operand;
  readonly W: Operand;
  readonly R: Operand;
}

function directionsOf({ direction }: RecurrentAttributes): number {
  return direction === "bidirectional" ? 2 : 1;
}

function hiddenSize(R: Operand, { hidden_size }: RecurrentAttributes): Dim {
  return hidden_size ?? R.dim(-1);
}

/** The shapes of Y, Y_h and Y_c. */
function shapesOf({ X, W, R }: LayerOperands, attributes: RecurrentAttributes): readonly (readonly Dim[])[] {
  for (const operand of [X, W, R]) {
    if ((operand === X || operand.hasShape) && operand.rank !== 3) {
      throw new Contradiction(`${operand.name} must have rank 3: current shape is [${operand.shape.join(", ")}]`);
    }
  }
  const [first, second] = X.shape as [Dim, Dim, Dim];
  const [directions, hidden] = [directionsOf(attributes), hiddenSize(R, attributes)];
  const last = attributes.layout ? [first, directions, hidden] : [directions, second, hidden];
  return [attributes.layout ? [first, second, directions, hidden] : [first, directions, second, hidden], last, last];
}

/** The whole work, where `unit` is that of one hidden element in one step, without activations. */
function workOf({ X, W, R }: LayerOperands, attributes: RecurrentAttributes, unit: Work, gates: readonly Gates[]) {
  const runs = product([X.dim(0), X.dim(1)]);
  const units = multiply(runs, hiddenSize(R, attributes));
  const macs = multiply(sum([W.size, R.size]), runs);
  const directions = Array.from({ length: directionsOf(attributes) }, (_, direction) => {
    const activated = gates.map(({ activation, count }, index) =>
      repeatWork(activationWork(attributes.activations?.[direction * gates.length + index] ?? activation), count)
    );
    const all = gates.reduce((total, { count }) => total + count, 0);
    const clipped: Work = attributes.clip === undefined ? {} : { compares: 2 * all };
    return repeatWork(sumWork([unit, clipped, ...activated]), units);
  });
  return sumWork([{ macs }, ...directions]);
}

/** Elman's network: h = f(x·W + h·R + bias). */
const rnn = defineOperator({
  name: "RNN",
  summary: "A layer of a simple recurrent network, over a whole sequence.",
  inputs: ["X", "W", "R", "B?", "sequence_lens?", "initial_h?"],
  outputs: ["Y?", "Y_h?"],
  attributes,
  roles,
  shape: (operands, attributes) => shapesOf(operands, attributes),
  // x·W is added to h·R; the two biases fold into one.
  work: ({ X, W, R, B }, _, attributes) => workOf({ X, W, R }, attributes, { adds: B ? 2 : 1 }, [{ activation: "Tanh", count: 1 }]),
});

/** Gated recurrent unit (Cho et al., 2014): H = (1 − z)·h + z·H. */
const gru = defineOperator({
  name: "GRU",
  summary: "A layer of gated recurrent units, over a whole sequence.",
  inputs: ["X", "W", "R", "B?", "sequence_lens?", "initial_h?"],
  outputs: ["Y?", "Y_h?"],
  attributes: { ...attributes, linear_before_reset: 0 },
  roles,
  shape: (operands, attributes) => shapesOf(operands, attributes),
  work({ X, W, R, B }, _, attributes) {
    // Three gates add x·W to h·R. Both biases fold into one, unless the reset gate stands between them.
    const biases = B ? (attributes.linear_before_reset ? 4 : 3) : 0;
    const gates = [{ activation: "Sigmoid", count: 2 }, { activation: "Tanh", count: 1 }];
    return workOf({ X, W, R }, attributes, { adds: 3 + biases + 2, muls: 3 }, gates);
  },
});

/** Long short-term memory (Hochreiter and Schmidhuber, 1997): C = f·C + i·c, H = o·tanh(C). */
const lstm = defineOperator({
  name: "LSTM",
  summary: "A layer of long short-term memory, over a whole sequence.",
  inputs: ["X", "W", "R", "B?", "sequence_lens?", "initial_h?", "initial_c?", "P?"],
  outputs: ["Y?", "Y_h?", "Y_c?"],
  attributes: { ...attributes, input_forget: 0 },
  roles: { ...roles, initial_c: "constant" },
  shape: (operands, attributes) => shapesOf(operands, attributes),
  work({ X, W, R, B, P }, _, attributes) {
    // Four gates add x·W to h·R; peepholes reach three of them; coupled gates need f = 1 − i only.
    const { input_forget: coupled } = attributes;
    const peepholes = P ? 3 : 0;
    const adds = 4 + (B ? 4 : 0) + peepholes + 1 + (coupled ? 1 : 0);
    const gates = [{ activation: "Sigmoid", count: coupled ? 2 : 3 }, { activation: "Tanh", count: 1 }, { activation: "Tanh", count: 1 }];
    return workOf({ X, W, R }, attributes, { adds, muls: 3 + peepholes }, gates);
  },
});

/** The recurrent layers. */
export const recurrentLayers: readonly Operator[] = [rnn, gru, lstm];
