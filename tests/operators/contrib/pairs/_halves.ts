import type { Filled } from "../../../_onnxruntime.ts";

/** Whole numbers of 4 bits, two a byte, the low half first unless it is said otherwise. */
export function halves({ data }: Filled, dims: readonly number[], highFirst = false): Filled {
  const [low, high] = highFirst ? [1, 0] : [0, 1];
  const packed = Uint8Array.from(
    { length: data.length / 2 },
    (_, index) => Number(data[2 * index + low]) | Number(data[2 * index + high]) << 4,
  );
  return { dtype: "uint8", dims, data: packed };
}
