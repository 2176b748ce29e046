import type { Draft } from "../calls/draft.ts";
import type { RecurrentLayer } from "../calls/call.ts";
import { factor, type Formula, literal, plus, times } from "./formula.ts";
import type { LayerFormulas, LayerTable } from "./layer.ts";

/** One layer: each gate has a matrix for the input and one for the state, and PyTorch gives it two biases. */
function cell({ input, hidden, directions }: RecurrentLayer, gates: number, biases: Formula[]): Formula {
  const H = factor("H", hidden, "features of the state");
  const weights = plus(factor("I", input, "features of the input"), H, ...biases);
  const ways = directions === 1 ? [] : [factor("D", directions, "directions")];
  return times(...ways, literal(gates), H, weights);
}

function recurrent(gates: number): LayerFormulas {
  return {
    parameters({ details: { layers } = {} }: Draft) {
      return layers && plus(...layers.map((layer) => cell(layer, gates, [literal(layer.biased ? 2 : 0)])));
    },
    macs({ details: { layers, steps, batch } = {} }: Draft) {
      if (layers === undefined || steps === undefined || batch === undefined) return undefined;
      const samples = batch === 1 ? [] : [factor("N", batch, "sequences")];
      return times(...samples, factor("T", steps, "steps"), plus(...layers.map((layer) => cell(layer, gates, []))));
    },
  };
}

/** Recurrent layers: one gate, three, or four (Hochreiter and Schmidhuber, 1997; Cho et al., 2014). */
export const recurrents: LayerTable = { RNN: recurrent(1), GRU: recurrent(3), LSTM: recurrent(4) };
