import { type Dim, multiply, product, sum } from "../../model/dim.ts";
import { dotProductAttentionWork, perHead } from "../attention.ts";
import { type Attributes, defineOperator, type Operator, optional } from "../define.ts";
import { Contradiction, type Operand, Unknown } from "../operand.ts";
import { sumWork, type Work } from "../work.ts";

const attributes = {
  do_rotary: 0,
  kv_num_heads: optional.int,
  num_heads: optional.int,
  rotary_interleaved: 0,
  scale: optional.float,
  sparse_block_size: optional.int,
} as const;

/** The sizes of heads; queries, keys and values may be packed. */
function sizesOf(query: Operand, key: Operand | undefined, { num_heads, kv_num_heads }: Attributes<typeof attributes>) {
  if (query.rank !== 3) throw new Contradiction(`query must have rank 3: current shape is [${query.shape.join(", ")}]`);
  if (num_heads === undefined || kv_num_heads === undefined) throw new Contradiction("num_heads and kv_num_heads must be present");
  const headSize = perHead(query.dim(2), key ? num_heads : num_heads + 2 * kv_num_heads, "num_heads");
  return { batch: query.dim(0), queries: query.dim(1), heads: num_heads, groups: kv_num_heads, headSize, valueSize: headSize };
}

function known(dim: Dim, what: string): number {
  if (typeof dim !== "number") throw new Unknown(`${what} depends on ${dim}`);
  return dim;
}

/**
 * How many places each query asks, in each layout: a row of the block mask begins where `rows` says and ends where it says of the next. The
 * last block of a row is that of the query itself, of which there is only so much as there are places.
 */
function askedPlaces(rows: readonly number[], queries: number, total: number, block: number): readonly number[] {
  return Array.from({ length: queries }, (_, index) => {
    const row = Math.floor((total - queries + index) / block);
    const [begin, end] = [rows[row], rows[row + 1]];
    if (begin === undefined || end === undefined) {
      throw new Contradiction(`block_row_indices must have row ${row}: there are ${rows.length - 1}`);
    }
    return (end - begin) * block - Math.max(0, (row + 1) * block - total);
  });
}

/** The same number of queries in as few pieces as ask differently. */
function histogram(asked: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const places of asked) counts.set(places, (counts.get(places) ?? 0) + 1);
  return counts;
}

/** Attention to some blocks of the past only (Child et al., 2019; onnxruntime, docs/ContribOperators.md); the layouts are dealt out to the heads in turn. */
export const sparseAttention: Operator = defineOperator({
  name: "SparseAttention",
  domain: "com.microsoft",
  summary: "Attends to the blocks of the past that a mask keeps; groups of query heads share keys and values.",
  inputs: [
    "query",
    "key?",
    "value?",
    "past_key",
    "past_value",
    "block_row_indices",
    "block_col_indices",
    "total_sequence_length",
    "key_total_sequence_lengths",
    "cos_cache?",
    "sin_cache?",
  ],
  outputs: ["output", "present_key", "present_value"],
  attributes,
  shapeOperands: ["block_row_indices", "block_col_indices", "total_sequence_length", "key_total_sequence_lengths"],
  roles: { cos_cache: "buffer", sin_cache: "buffer" },
  shape({ query, key, past_key, past_value }, attributes) {
    const { batch, queries, heads, headSize } = sizesOf(query, key, attributes);
    return [[batch, queries, multiply(heads, headSize)], past_key.type, past_value.type];
  },
  work({ query, key, block_row_indices, total_sequence_length, cos_cache }, _, attributes): Work {
    const { do_rotary, sparse_block_size: block } = attributes;
    const sizes = sizesOf(query, key, attributes);
    if (block === undefined) throw new Contradiction("attribute sparse_block_size must be present: it is missing");
    const [queries, total] = [known(sizes.queries, "the number of queries"), known(total_sequence_length.only, "the total length")];
    const [layouts, width] = [known(block_row_indices.dim(0), "the number of layouts"), known(block_row_indices.dim(1), "the mask's size")];
    const turned = do_rotary && cos_cache ? product([sizes.batch, queries, sum([sizes.heads, sizes.groups]), 2, cos_cache.dim(-1)]) : 0;
    const heads = sizes.heads / layouts;
    const rows = Array.from({ length: layouts }, (_, layout) => block_row_indices.numbers.slice(layout * width, (layout + 1) * width));
    const pieces = rows.flatMap((row) => [...histogram(askedPlaces(row, queries, total, block))]);
    // Keys are scaled once, not by each piece of the queries.
    const scaled = product([sizes.batch, heads, sizes.headSize]);
    return sumWork([
      { muls: multiply(turned, 2), adds: turned },
      ...pieces.map(([asked, count]) => dotProductAttentionWork({ ...sizes, heads, queries: count, total: asked }, false, 1)),
      { muls: multiply(scaled, layouts * total - pieces.reduce((all, [asked]) => all + asked, 0)) },
    ]);
  },
});
