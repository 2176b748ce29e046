/** What convolutions and poolings share: a window that slides over spatial axes. */
import { add, ceilDivide, type Dim, floorDivide, min, multiply, subtract } from "../model/dim.ts";
import { optional } from "./define.ts";
import { Contradiction, type Operand } from "./operand.ts";

/** The attributes that say how a window slides. */
export const windowAttributes = {
  auto_pad: "NOTSET",
  dilations: optional.ints,
  kernel_shape: optional.ints,
  pads: optional.ints,
  strides: optional.ints,
} as const;

/** The values of {@linkcode windowAttributes}. */
export interface WindowAttributes {
  readonly auto_pad: string;
  readonly dilations: readonly number[] | undefined;
  readonly kernel_shape: readonly number[] | undefined;
  readonly pads: readonly number[] | undefined;
  readonly strides: readonly number[] | undefined;
  readonly ceil_mode?: number;
}

/** `[batch, channels, …spatial]` taken apart. */
export function featureMap(X: Operand): { batch: Dim; channels: Dim; spatial: readonly Dim[] } {
  const [batch, channels, ...spatial] = X.shape;
  if (batch === undefined || channels === undefined || spatial.length === 0) {
    throw new Contradiction(`${X.name} must have rank >= 3: current shape is [${X.shape.join(", ")}]`);
  }
  return { batch, channels, spatial };
}

/** `[filters, depth, …kernel]` taken apart; depth is the input channels that one filter sees. */
export function filterBank(W: Operand): { filters: Dim; depth: Dim; kernel: readonly Dim[] } {
  const [filters, depth, ...kernel] = W.shape;
  if (filters === undefined || depth === undefined || kernel.length === 0) {
    throw new Contradiction(`${W.name} must have rank >= 3: current shape is [${W.shape.join(", ")}]`);
  }
  return { filters, depth, kernel };
}

/** The spatial sizes after a window of size `kernel` has slid over `spatial`. */
export function slide(spatial: readonly Dim[], kernel: readonly Dim[], attributes: WindowAttributes): readonly Dim[] {
  const rank = spatial.length;
  const strides = listOf(attributes.strides, "strides", rank, 1);
  const dilations = listOf(attributes.dilations, "dilations", rank, 1);
  const pads = listOf(attributes.pads, "pads", 2 * rank, 0);
  if (kernel.length !== rank) throw new Contradiction(`kernel must have ${rank} dimensions: current kernel is [${kernel.join(", ")}]`);
  return spatial.map((size, axis) => {
    const stride = strides[axis]!;
    if (stride < 1) throw new Contradiction(`strides must be >= 1: current strides are [${strides.join(", ")}]`);
    const extent = add(multiply(subtract(kernel[axis]!, 1), dilations[axis]!), 1);
    if (attributes.auto_pad.startsWith("SAME")) return ceilDivide(size, stride);
    if (attributes.auto_pad === "VALID") return add(floorDivide(subtract(size, extent), stride), 1);
    const [begin, end] = [pads[axis]!, pads[axis + rank]!];
    const room = subtract(add(size, begin + end), extent);
    const count = add((attributes.ceil_mode ? ceilDivide : floorDivide)(room, stride), 1);
    if (typeof count === "number" && count < 1) {
      throw new Contradiction(
        `kernel must fit into the padded input: current kernel extends over ${extent}, the input over ${add(size, begin + end)}`,
      );
    }
    // A last window that would begin in the padding behind the input is left out (onnx/onnx#5741, as PyTorch).
    return attributes.ceil_mode ? min(count, add(floorDivide(add(size, begin - 1), stride), 1)) : count;
  });
}

/** An attribute that has one number an axis, or its default repeated. */
export function listOf(list: readonly number[] | undefined, name: string, length: number, otherwise: number): readonly number[] {
  if (list === undefined || list.length === 0) return new Array<number>(length).fill(otherwise);
  if (list.length !== length) throw new Contradiction(`${name} must have ${length} elements: it has ${list.length}`);
  return list;
}
