/**
 * A weight that a file without weights fills with one value.
 *
 * @module
 */
import { product } from "../model/dim.ts";
import type { Tensor } from "../model/tensor.ts";
import { byteCount } from "./byte_count.ts";
import type { TypedNode, TypedValue } from "./typed_model.ts";

/** The standard's default of the value: one float32 that is 0. */
const ZERO = new Uint8Array(4);

/** The most that is filled at once; by pieces, there is no bound. */
const LOAD_LIMIT = 2 ** 31 - 1;

/** The tensor that a ConstantOfShape makes, if its type and all its dimensions are known: so that the file stays small, it has one element only. */
export function filledTensor({ node }: TypedNode, value: TypedValue | undefined): Tensor | undefined {
  const type = value?.type;
  if (type?.kind !== "tensor" || type.dtype === undefined || !type.shape?.every((dim) => typeof dim === "number")) return undefined;
  const { dtype, shape } = type;
  const [name, given] = [node.outputs[0] ?? "", node.attributes.get("value")];
  const byteLength = Number(byteCount(product(shape), dtype));
  const element = async () => typeof given === "object" && "load" in given ? await given.load() : ZERO;
  return {
    name,
    dtype,
    shape,
    byteLength,
    async load() {
      if (byteLength > LOAD_LIMIT) {
        throw new RangeError(`Cannot load the tensor ${name} as it takes ${byteLength} bytes, more than ${LOAD_LIMIT}`);
      }
      return filled(await element(), byteLength);
    },
    async *stream(pieceBytes) {
      const piece = filled(await element(), Math.min(pieceBytes, byteLength));
      for (let at = 0; at < byteLength; at += piece.length) yield piece.subarray(0, byteLength - at);
    },
  };
}

function filled(element: Uint8Array, byteLength: number): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  if (element.length === 0 || element.every((byte) => byte === 0)) return bytes;
  for (let at = 0; at < byteLength; at += element.length) bytes.set(element.subarray(0, byteLength - at), at);
  return bytes;
}
