/** What convolutions and poolings share: a window that slides over spatial axes. */
import { add, ceilDivide, type Dim, floorDivide, max, min, multiply, subtract } from "../model/dim.ts";
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
  /** `NOTSET` for explicit `pads`, `VALID` for none, `SAME_UPPER` or `SAME_LOWER` for as many as keep size / stride. */
  readonly auto_pad: string;
  /** The distance between neighbouring elements of the window, an axis; 1 where it is left out. */
  readonly dilations: readonly number[] | undefined;
  /** The window's size, an axis; where there are weights, it is theirs. */
  readonly kernel_shape: readonly number[] | undefined;
  /** Elements added at the begin of each axis, then at the end of each; 0 where it is left out. */
  readonly pads: readonly number[] | undefined;
  /** How far the window moves, an axis; 1 where it is left out. */
  readonly strides: readonly number[] | undefined;
  /** True where a last window may hang over the end. */
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
  const { strides, pads, extents } = windowOf(kernel, spatial.length, attributes);
  return spatial.map((size, axis) => {
    const stride = strides[axis]!;
    if (attributes.auto_pad.startsWith("SAME")) return ceilDivide(size, stride);
    const [begin, end] = attributes.auto_pad === "VALID" ? [0, 0] : [pads[axis]!, pads[axis + spatial.length]!];
    const room = subtract(add(size, begin + end), extents[axis]!);
    const count = add((attributes.ceil_mode ? ceilDivide : floorDivide)(room, stride), 1);
    if (typeof count === "number" && count < 1) {
      throw new Contradiction(
        `kernel must fit into the padded input: current kernel extends over ${extents[axis]}, the input over ${add(size, begin + end)}`,
      );
    }
    // A last window that would begin in the padding behind the input is left out (onnx/onnx#5741, as PyTorch).
    return attributes.ceil_mode ? min(count, add(floorDivide(add(size, begin - 1), stride), 1)) : count;
  });
}

/** The spatial sizes that a window slides over to leave `spatial`: what a transposed convolution or an unpooling makes. */
export function slideBack(
  spatial: readonly Dim[],
  kernel: readonly Dim[],
  attributes: WindowAttributes & { readonly output_padding?: readonly number[] | undefined },
): readonly Dim[] {
  const rank = spatial.length;
  const { strides, pads, extents } = windowOf(kernel, rank, attributes);
  const added = listOf(attributes.output_padding, "output_padding", rank, 0);
  return spatial.map((size, axis) => {
    const [stride, extent] = [strides[axis]!, extents[axis]!];
    const full = add(multiply(subtract(size, 1), stride), add(extent, added[axis]!));
    // Padded until the output is stride times the input, which a window smaller than its stride needs no padding for.
    if (attributes.auto_pad.startsWith("SAME")) return subtract(full, max(0, subtract(add(extent, added[axis]!), stride)));
    const count = attributes.auto_pad === "VALID" ? full : subtract(full, pads[axis]! + pads[axis + rank]!);
    if (typeof count === "number" && count < 0) {
      throw new Contradiction(`pads must leave some output: current pads are [${pads.join(", ")}] of ${full}`);
    }
    return count;
  });
}

function windowOf(kernel: readonly Dim[], rank: number, attributes: WindowAttributes) {
  const strides = listOf(attributes.strides, "strides", rank, 1);
  const dilations = listOf(attributes.dilations, "dilations", rank, 1);
  const pads = listOf(attributes.pads, "pads", 2 * rank, 0);
  if (kernel.length !== rank) throw new Contradiction(`kernel must have ${rank} dimensions: current kernel is [${kernel.join(", ")}]`);
  if (kernel.some((size) => typeof size === "number" && size < 1)) {
    throw new Contradiction(`kernel must be >= 1: current kernel is [${kernel.join(", ")}]`);
  }
  if (strides.some((stride) => stride < 1)) {
    throw new Contradiction(`strides must be >= 1: current strides are [${strides.join(", ")}]`);
  }
  const extents = kernel.map((size, axis) => add(multiply(subtract(size, 1), dilations[axis]!), 1));
  return { strides, pads, extents };
}

/** An attribute that has one number an axis, or its default repeated. */
export function listOf(list: readonly number[] | undefined, name: string, length: number, otherwise: number): readonly number[] {
  if (list === undefined || list.length === 0) return new Array<number>(length).fill(otherwise);
  if (list.length !== length) throw new Contradiction(`${name} must have ${length} elements: it has ${list.length}`);
  return list;
}
