import { decodeArray, type NumericArray } from "../bytes/typed_array.ts";
import type { Tensor } from "../model/tensor.ts";

/** A tensor's elements in row-major order: numbers in a typed array, texts in a list. */
export type Elements = NumericArray | readonly string[];

/**
 * Reads a tensor's elements: whole numbers of 64 bits as bigints; float16, bfloat16 and smaller floating-point types as float32, which holds them exactly;
 * truth values as 0 and 1; a complex number as two, real part first. The array is the caller's own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { load } from "../../mod.ts";
 *
 * const network = await load("tests/data/weights/training.pt");
 * const values = await loadElements(network.getParameter("conv.weight").tensor);
 * assertEquals(values.length, network.getParameter("conv.weight").numel());
 * ```
 *
 * @throws As the tensor's `load()`; and {RangeError} if the file has not as many elements as the shape takes.
 */
export async function loadElements(tensor: Tensor): Promise<Elements> {
  const count = tensor.shape.reduce((product, dim) => product * dim, 1);
  const bytes = await tensor.load();
  if (tensor.dtype !== "string") return decodeArray(tensor.dtype, bytes, count);
  const texts = new TextDecoder().decode(bytes).split("\0").slice(0, -1);
  if (texts.length === count) return texts;
  throw new RangeError(`Cannot load the texts of ${JSON.stringify(tensor.name)} as its shape takes ${count}: there are ${texts.length}`);
}
