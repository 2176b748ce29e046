/**
 * The domain `com.microsoft.nchwc` (onnxruntime, core/graph/contrib_ops/nchwc_schema_defs.cc), which files have that were saved after
 * optimization for a processor: channels come in blocks that fill a vector register, so there may be more of them than the model has. Shapes
 * are written with channels before space all the same, and the rules are the standard's.
 */
import { ceilDivide, type Dim, multiply } from "../../model/dim.ts";
import { joinWork, TAPS } from "../_interpolation.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, type Operand } from "../operand.ts";
import { poolings } from "../pooling.ts";
import { repeatWork } from "../work.ts";
import { named } from "./_channels_last.ts";
import { fusedOperators } from "./fused.ts";

const domain = "com.microsoft.nchwc";

const fusedConv = named(fusedOperators, "FusedConv");

/** FusedConv, whose last input has another name. */
const conv: Operator = {
  ...fusedConv,
  name: "Conv",
  domain,
  summary: "The activation of a convolution, channels in blocks, to which Sum is added where it is there.",
  inputs: ["X", "W", "B?", "Sum?"],
  work({ Sum, ...inputs }, outputs, attributes) {
    return fusedConv.work({ ...inputs, ...(Sum && { Z: Sum }) } as typeof inputs, outputs, attributes);
  },
};

const pools = ["MaxPool", "AveragePool", "GlobalMaxPool", "GlobalAveragePool"].map((name): Operator => {
  const pooling = named(poolings, name);
  return { ...pooling, domain, earlier: [], summary: `${name}, channels in blocks.`, outputs: ["Y"] };
});

function checkRank(X: Operand): void {
  if (X.rank < 2) throw new Contradiction(`X must have rank >= 2: current shape is [${X.shape.join(", ")}]`);
}

/** A block is a vector register's: 8 or 16 numbers, which a file does not say. */
function blocked(channels: Dim, block: number): Dim {
  return multiply(ceilDivide(channels, block), block);
}

const reorderInput = defineOperator({
  name: "ReorderInput",
  domain,
  summary: "The elements with channels in blocks.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { channels_last: 0 },
  shape({ X }, { channels_last }, site) {
    checkRank(X);
    const channels = X.dim(channels_last ? -1 : 1);
    const [min, max] = [blocked(channels, 8), blocked(channels, 16)];
    const spatial = channels_last ? X.shape.slice(1, -1) : X.shape.slice(2);
    return [[X.dim(0), min === max ? min : site.fresh("channels", { min, max }), ...spatial]];
  },
  work: () => ({ free: "movement" }),
});

const reorderOutput = defineOperator({
  name: "ReorderOutput",
  domain,
  summary: "The elements of the model's own channels, which lay in blocks.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { channels: 0, channels_last: 0 },
  shape({ X }, { channels, channels_last }) {
    checkRank(X);
    if (channels < 1) throw new Contradiction(`attribute channels must be >= 1: it is ${channels}`);
    const spatial = X.shape.slice(2);
    return [channels_last ? [X.dim(0), ...spatial, channels] : [X.dim(0), channels, ...spatial]];
  },
  work: () => ({ free: "movement" }),
  reads: (_, { Y }) => ({ X: Y.size }),
});

const upsample = defineOperator({
  name: "Upsample",
  domain,
  summary: "X with each axis a whole number of times as long, channels in blocks.",
  inputs: ["X"],
  outputs: ["Y"],
  attributes: { coordinate_transformation_mode: "asymmetric", mode: "nearest", scales: optional.ints },
  shape({ X }, { scales }) {
    checkRank(X);
    if (scales === undefined || scales.length !== X.rank) throw new Contradiction(`scales must have ${X.rank} elements: it is [${scales}]`);
    return [X.shape.map((dim, axis) => multiply(dim, scales[axis]!))];
  },
  work(_, { Y }, { mode, scales }) {
    const axes = (scales ?? []).filter((scale) => scale !== 1);
    return mode === "linear" ? repeatWork(joinWork(axes.map(() => TAPS.linear)), Y.size) : { free: "movement" };
  },
});

/** The operators of that domain. */
export const blockedChannels: readonly Operator[] = [conv, ...pools, reorderInput, reorderOutput, upsample];
