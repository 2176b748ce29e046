import { type Dim, product } from "../../model/dim.ts";
import type { Operator } from "../define.ts";
import type { Operand } from "../operand.ts";
import { recurrentLayers } from "../recurrent.ts";
import { softmaxWork } from "../softmax.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";
import { named } from "./_channels_last.ts";

const lstm = named(recurrentLayers, "LSTM");

interface Memory {
  readonly QW?: Operand;
  readonly MW?: Operand;
  readonly V?: Operand;
  readonly M?: Operand;
  readonly AW?: Operand;
}

/** Bahdanau's attention to the memory for so many samples: of one direction once, and in each step. */
function attentionWork({ QW, MW, V, M, AW }: Memory, batch: Dim): { once: Work; step: Work } {
  if (!QW || !MW || !V || !M) return { once: {}, step: {} };
  const [places, depth, width] = [M.dim(1), M.dim(2), MW.dim(2)];
  const scores = product([batch, places]);
  const keys = product([scores, width]);
  const step = sumWork([
    { macs: product([batch, QW.dim(1), width]) },
    { adds: keys, tanhs: keys, macs: keys }, // V · tanh(keys + query)
    softmaxWork(scores, batch),
    { macs: product([scores, depth]) },
    AW ? { macs: product([batch, AW.dim(1), AW.dim(2)]) } : {},
  ]);
  return { once: { macs: product([keys, depth]) }, step };
}

/**
 * LSTM that attends to a memory (Bahdanau et al., 2015; onnxruntime, docs/ContribOperators.md). Each step takes in what the last one's
 * attention said, so W has a column for each of its elements more.
 */
export const attnLstm: Operator = {
  ...lstm,
  name: "AttnLSTM",
  domain: "com.microsoft",
  summary: "A layer of long short-term memory with attention to a memory, over a whole sequence.",
  inputs: [...lstm.inputs, "QW?", "MW?", "V?", "M?", "memory_seq_lens?", "AW?"],
  attributes: Object.fromEntries(Object.entries(lstm.attributes).filter(([name]) => name !== "layout")),
  roles: { ...lstm.roles, QW: "parameter", MW: "parameter", V: "parameter", AW: "parameter" },
  shape: (inputs, attributes, site) => lstm.shape(inputs, { ...attributes, layout: 0 }, site),
  work(inputs, outputs, attributes) {
    const { X, R } = inputs;
    const { once, step } = attentionWork(inputs, X!.dim(1));
    return sumWork([
      lstm.work(inputs, outputs, { ...attributes, layout: 0 }) as Work,
      repeatWork(sumWork([once, repeatWork(step, X!.dim(0))]), R!.dim(0)),
    ]);
  },
};
