/**
 * Tensors that a graph holds itself.
 *
 * @module
 */
import type { DType } from "../model/dtype.ts";
import type { Element, Tensor } from "../model/tensor.ts";
import { bytesPerElement, encodeElements } from "./encode_elements.ts";

/** A tensor with these elements, float32 ones rounded to that type. */
export function constantTensor(elements: readonly Element[], dtype: DType, shape: readonly number[]): Tensor {
  const rounded = dtype === "float32" ? elements.map((element) => Math.fround(Number(element))) : elements;
  const load = () => Promise.resolve(encodeElements(elements.map(Number), dtype));
  return { name: "", dtype, shape, elements: rounded, byteLength: elements.length * bytesPerElement(dtype), load };
}

/** A tensor whose elements are made when they are asked for. */
export function madeTensor(make: () => Iterable<number>, dtype: DType, shape: readonly number[]): Tensor {
  const load = () => Promise.resolve(encodeElements([...make()], dtype));
  return { name: "", dtype, shape, byteLength: shape.reduce((a, b) => a * b, bytesPerElement(dtype)), load };
}
