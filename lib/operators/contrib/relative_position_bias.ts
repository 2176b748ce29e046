/** Biases of attention that depend on how far apart two places are (onnxruntime, docs/ContribOperators.md). */
import { type Dim, multiply, product, subtract } from "../../model/dim.ts";
import { sizeOr } from "../_data_sizes.ts";
import { activationWork } from "../activations.ts";
import { perHead } from "../attention.ts";
import { defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, type Operand } from "../operand.ts";
import { repeatWork, sumWork } from "../work.ts";

const domain = "com.microsoft";

/**
 * Which bucket a distance belongs to, as the authors' code finds it (Raffel et al., 2020): near ones have one each, far ones share one by the
 * logarithm. Where direction counts, each has half of the buckets.
 */
const NEAR = { adds: 1, compares: 1, signs: 1 } as const;
const FAR = { divs: 1, logs: 1, muls: 1, adds: 1, rounds: 1, compares: 1 } as const;

const relativePositionBias = defineOperator({
  name: "RelativePositionBias",
  domain,
  summary: "For each pair of places, the row of a table that stands for their distance.",
  inputs: ["bias_table", "query_length", "key_length"],
  outputs: ["output"],
  attributes: { is_bidirectional: 0, max_distance: optional.int },
  shapeOperands: ["query_length", "key_length"],
  roles: { bias_table: "parameter" },
  shape({ bias_table, query_length, key_length }, _, site) {
    const [queries, keys] = [query_length, key_length].map((length) => sizeOr(() => length.only, site, length.name, { min: 0 }));
    return [[1, bias_table.dim(1), queries!, keys!]];
  },
  work(_, { output }, { is_bidirectional }) {
    const side = is_bidirectional ? { muls: 1, adds: 1 } : {};
    return repeatWork(sumWork([NEAR, FAR, { compares: 1 }, side]), multiply(output.dim(2), output.dim(3)));
  },
  reads: ({ bias_table }) => ({ bias_table: bias_table.size }),
});

/** The number of samples and places, which only the offsets show where padding was removed. */
function placesOf(query: Operand, offset: Operand | undefined): readonly [Dim, Dim] {
  const from = offset ?? query;
  if (offset === undefined && query.rank !== 3) {
    throw new Contradiction(`query_layer must have rank 3 without token_offset: current shape is [${query.shape.join(", ")}]`);
  }
  return [from.dim(0), from.dim(1)];
}

/** The gate of WavLM's attention (Chen et al., 2022). */
const gatedRelativePositionBias = defineOperator({
  name: "GatedRelativePositionBias",
  domain,
  summary: "A bias by relative position times a gate that depends on the query.",
  inputs: ["query_layer", "query_bias", "rel_pos", "weight", "bias", "eco_a", "token_offset?"],
  outputs: ["output"],
  attributes: { num_heads: optional.int },
  roles: { query_bias: "parameter", weight: "parameter", bias: "parameter", eco_a: "parameter" },
  shape({ query_layer, token_offset }, { num_heads }) {
    perHead(query_layer.dim(-1), num_heads, "num_heads");
    const [batch, length] = placesOf(query_layer, token_offset);
    return [[batch, num_heads!, length, length]];
  },
  work({ query_layer, weight }, { output }, { num_heads }) {
    const { size } = query_layer;
    const rows = product([...query_layer.shape.slice(0, -1), perHead(num_heads!, 1, "num_heads")]);
    const width = weight.dim(1);
    const linear = multiply(rows, width);
    // Of each row, two sums of half the width, two sigmoids, and gate_u · (gate_r · eco_a − 1) + 2.
    return sumWork([
      { adds: size, macs: multiply(size, width) },
      { adds: linear },
      { adds: subtract(linear, multiply(rows, 2)) },
      repeatWork(sumWork([repeatWork(activationWork("Sigmoid"), 2), { muls: 2, adds: 2 }]), rows),
      { muls: output.size },
    ]);
  },
});

/** The biases by relative position. */
export const relativePositionBiases: readonly Operator[] = [relativePositionBias, gatedRelativePositionBias];
