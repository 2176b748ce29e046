import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { encodeArray } from "../../lib/bytes/encode_array.ts";
import { splitPieces } from "../../lib/bytes/pieces.ts";
import type { ScalarType } from "../../lib/bytes/scalars.ts";
import type { Tensor } from "../../lib/model/tensor.ts";
import { statisticsOf, tensorStatistics } from "../../lib/weights/statistics.ts";

/** A tensor over numbers; it gives its bytes in pieces of `pieceBytes`, whatever is asked for. */
function tensorOf(dtype: ScalarType, values: readonly number[], pieceBytes?: number): Tensor {
  const bytes = encodeArray(dtype, values);
  return {
    name: "w",
    dtype,
    shape: [values.length],
    byteLength: bytes.length,
    load: () => Promise.resolve(bytes),
    ...(pieceBytes && {
      stream: async function* () {
        yield* splitPieces(bytes, pieceBytes);
      },
    }),
  };
}

Deno.test("mean, std, min, max and zeros, whatever the pieces", async () => {
  // Worked out by hand: the mean of 2, 4, 4, 4, 5, 5, 7, 9 is 5, the squared distances sum to 32, and 32 / 7 is the corrected variance.
  for (const pieceBytes of [undefined, 4, 12, 32]) {
    const { histogram, ...rest } = await tensorStatistics(tensorOf("float32", [2, 4, 4, 4, 5, 5, 7, 9], pieceBytes));
    assertEquals(rest, { count: 8, nonFinite: 0, zeros: 0, min: 2, max: 9, mean: 5, std: Math.sqrt(32 / 7) });
    assertEquals(histogram.counts.reduce((a, b) => a + b), 8);
    assert(histogram.low <= 2 && histogram.high >= 9);
  }
});

Deno.test("a mean far from 0 costs no digits", async () => {
  const values = Array.from({ length: 1000 }, (_, index) => 1e9 + index % 2);
  const { mean, std } = await tensorStatistics(tensorOf("float64", values, 64));
  assertEquals(mean, 1e9 + 0.5);
  assertAlmostEquals(std!, Math.sqrt(0.25 * 1000 / 999), 1e-12);
});

Deno.test("a histogram of a range that grows counts every element where it lies", async () => {
  const values = Array.from({ length: 5000 }, (_, index) => (index % 2 ? -1 : 1) * 1.005 ** index / 1000);
  const { histogram: { low, high, counts } } = await tensorStatistics(tensorOf("float64", values, 256));
  const width = (high - low) / counts.length;
  assert(counts.length > 32 && counts.length <= 128, `${counts.length} bins`);
  assert(Number.isInteger(Math.log2(width)), `bins of ${width}`);
  const expected = counts.map((_, bin) => values.filter((value) => value >= low + bin * width && value < low + (bin + 1) * width).length);
  assertEquals([...counts], expected);
});

Deno.test("constants, extremes and nothing", async () => {
  const zero = await tensorStatistics(tensorOf("float32", [0, 0, -0]));
  assertEquals([zero.zeros, zero.min, zero.max, zero.mean, zero.std], [3, 0, 0, 0, 0]);
  assertEquals(zero.histogram.counts, [3]);
  const wide = await tensorStatistics(tensorOf("float64", [-Number.MAX_VALUE, Number.MIN_VALUE, Number.MAX_VALUE], 8));
  assertEquals(wide.histogram.counts.reduce((a, b) => a + b), 3);
  const tiny = await tensorStatistics(tensorOf("float64", [Number.MIN_VALUE, 0]));
  assertEquals([tiny.zeros, tiny.min, tiny.max], [1, 0, Number.MIN_VALUE]);
  const none = await tensorStatistics(tensorOf("float32", []));
  assertEquals([none.count, none.min, none.mean, none.std], [0, undefined, undefined, undefined]);
  assertEquals((await tensorStatistics(tensorOf("float32", [3]))).std, undefined);
});

Deno.test("numbers that are not finite are counted, and take no part", async () => {
  const { histogram, ...rest } = await tensorStatistics(tensorOf("float16", [1, NaN, 3, Infinity, -Infinity], 4));
  assertEquals(rest, { count: 5, nonFinite: 3, zeros: 0, min: 1, max: 3, mean: 2, std: Math.SQRT2 });
  assertEquals(histogram.counts.reduce((a, b) => a + b), 2);
});

Deno.test("types of few bits, truth values and 64 bits", async () => {
  const int4 = await tensorStatistics(tensorOf("int4", [-8, 7, 0], 1));
  assertEquals([int4.count, int4.min, int4.max, int4.zeros], [3, -8, 7, 1]);
  const bool = await tensorStatistics(tensorOf("bool", [1, 0, 0, 1]));
  assertEquals([bool.mean, bool.zeros], [0.5, 2]);
  const int64 = await tensorStatistics(tensorOf("int64", [-3, 5]));
  assertEquals([int64.min, int64.mean, int64.max], [-3, 1, 5]);
  await assertRejects(() => tensorStatistics(tensorOf("complex64", [1, 2])), TypeError, "must be real numbers: it is complex64");
});

Deno.test("several tensors come in order, each with its key", async () => {
  const tensors = Array.from({ length: 9 }, (_, index) => [`t${index}`, tensorOf("float32", [index])] as const);
  const found = await Array.fromAsync(statisticsOf(tensors));
  assertEquals(found.map(([key, { mean }]) => [key, mean]), tensors.map(([key], index) => [key, index]));
});
