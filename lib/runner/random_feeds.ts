import type { ValueInfo } from "../model/model.ts";
import { elementBytes } from "./element_bytes.ts";
import { randomBytes } from "./random_data.ts";
import type { Feed } from "./run_model.ts";

/**
 * Contents of inputs: the given ones, else random ones.
 *
 * @param given Elements by the input's name.
 * @throws {TypeError} If an input's type or a size of it is not known.
 */
export function randomFeeds(inputs: readonly ValueInfo[], given: ReadonlyMap<string, readonly number[]> = new Map()): Feed[] {
  return inputs.map(({ name, type }) => {
    if (type?.kind !== "tensor" || type.dtype === undefined || !type.shape?.every((dim) => typeof dim === "number")) {
      throw new TypeError(
        `Cannot run the model as its input ${JSON.stringify(name)} must be a tensor whose type and sizes are known: give its shape`,
      );
    }
    const { dtype } = type;
    const shape = type.shape as readonly number[];
    const elements = given.get(name);
    const bytes = elements && elementBytes(dtype, elements);
    if (bytes !== undefined && elements!.length !== shape.reduce((product, dim) => product * dim, 1)) {
      throw new TypeError(
        `Cannot run the model as its input ${JSON.stringify(name)} of shape [${shape}] was given ${elements!.length} elements`,
      );
    }
    return { name, dtype, shape, bytes: bytes ?? randomBytes(dtype, shape) };
  });
}
