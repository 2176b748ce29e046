/** Operators with a window that slides over an image, a sound or a volume, and others that take such a feature map. */
import type { WrittenAttribute } from "../../formats/onnx/_encode.ts";
import type { Growth } from "../growth.ts";
import { count, randomTensor, type Type, type Value } from "../values.ts";
import type { Makers } from "./maker.ts";

type Attributes = Record<string, WrittenAttribute>;

/** A feature map: batch, channels, and one to three spatial axes that a window fits on. */
function featureMap(g: Growth, spatial = g.random.between(1, 3), types: readonly Type[] = ["float32"]): Value {
  const dims = [g.random.between(1, 3), g.random.pick([1, 2, 4]), ...Array.from({ length: spatial }, () => g.random.between(3, 7))];
  return g.any({ types, rank: spatial + 2, where: (value) => value.dims[1]! > 0 && value.dims.slice(2).every((size) => size >= 2) }, dims);
}

/** Strides, padding and dilation of a window that fits into the input, some left out. */
function windowAttributes(g: Growth, kernel: readonly number[], { dims }: Value, withDilation = true): Attributes {
  const { random } = g;
  const attributes: Attributes = {};
  if (random.chance(0.6)) attributes["strides"] = kernel.map(() => random.between(1, 3));
  if (withDilation && random.chance(0.3)) {
    attributes["dilations"] = kernel.map((size, axis) => 2 * size - 1 <= dims[axis + 2]! ? random.between(1, 2) : 1);
  }
  // onnxruntime's poolings forget the dilation when they pad, which the standard does not.
  if (attributes["dilations"] === undefined && random.chance(0.2)) {
    attributes["auto_pad"] = random.pick(["SAME_UPPER", "SAME_LOWER", "VALID"]);
  } else if (random.chance(0.6)) attributes["pads"] = [...kernel, ...kernel].map((size) => random.below(size));
  return attributes;
}

function kernelOf(g: Growth, x: Value): number[] {
  return x.dims.slice(2).map((size) => g.random.between(1, Math.min(3, size)));
}

function group(g: Growth, channels: number): number {
  return g.random.pick([1, 1, ...Array.from({ length: channels }, (_, index) => index + 1).filter((by) => channels % by === 0)]);
}

function pool(op: string, types: readonly Type[] = ["float32"]) {
  return (g: Growth) => {
    const x = featureMap(g, undefined, types);
    const kernel = kernelOf(g, x);
    const attributes = windowAttributes(
      g,
      kernel,
      x,
      op === "MaxPool" ? g.opset >= 10 : op === "AveragePool" ? g.opset >= 19 : g.opset >= 18,
    );
    if (g.opset >= 10 && op !== "LpPool" && g.random.chance(0.3)) attributes["ceil_mode"] = 1;
    if (op === "AveragePool" && g.random.chance(0.3)) attributes["count_include_pad"] = 1;
    return g.node(op, [x], { kernel_shape: kernel, ...attributes }, op === "MaxPool" && g.random.chance(0.3) ? 2 : 1);
  };
}

/** Operators that take a feature map. */
export const windows: Makers = {
  conv: (g) => {
    const x = featureMap(g);
    const [channels, by] = [x.dims[1]!, group(g, x.dims[1]!)];
    const kernel = kernelOf(g, x);
    const filters = by * g.random.between(1, 2);
    const attributes = {
      ...windowAttributes(g, kernel, x),
      ...(by > 1 && { group: by }),
      ...(g.random.chance(0.5) && { kernel_shape: kernel }),
    };
    const bias = g.random.chance(0.5) ? g.fresh("float32", [filters]) : undefined;
    const fused = g.random.chance(0.15);
    return g.node(fused ? "com.microsoft:FusedConv" : "Conv", [x, g.fresh("float32", [filters, channels / by, ...kernel]), bias], {
      ...attributes,
      ...(fused && { activation: "Relu" }),
    });
  },
  convTranspose: (g) => {
    const x = featureMap(g, g.random.between(1, 2));
    const [channels, by] = [x.dims[1]!, group(g, x.dims[1]!)];
    const kernel = kernelOf(g, x);
    const attributes: Attributes = windowAttributes(g, kernel, x);
    const strides = attributes["strides"] as readonly number[] | undefined;
    if (strides !== undefined && g.random.chance(0.4)) attributes["output_padding"] = strides.map((stride) => g.random.below(stride));
    if (g.random.chance(0.15)) attributes["output_shape"] = x.dims.slice(2).map((size) => size * 2);
    return g.node("ConvTranspose", [x, g.fresh("float32", [channels, g.random.between(1, 3), ...kernel])], {
      ...attributes,
      ...(by > 1 && { group: by }),
    });
  },
  convInteger: (g) => {
    const x = g.fresh("uint8", [g.random.between(1, 2), 2, g.random.between(3, 6), g.random.between(3, 6)]);
    const kernel = kernelOf(g, x);
    return g.node("ConvInteger", [x, g.fresh("uint8", [2, 2, ...kernel])], windowAttributes(g, kernel, x));
  },
  maxPool: pool("MaxPool", ["float32", "float32", "float64", "uint8"]),
  averagePool: pool("AveragePool"),
  lpPool: pool("LpPool"),
  globalPool: (g) => g.node(g.random.pick(["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"]), [featureMap(g)]),
  unpool: async (g) => {
    const x = g.fresh("float32", [1, 1, 4, 4]);
    const pooled = await g.node("MaxPool", [x], { kernel_shape: [2, 2], strides: [2, 2] }, 2);
    if (pooled !== undefined) await g.node("MaxUnpool", pooled, { kernel_shape: [2, 2], strides: [2, 2] });
  },
  normalize: (g) => {
    const x = featureMap(g);
    const c = [x.dims[1]!];
    const [scale, bias] = [g.fresh("float32", c), g.fresh("float32", c)];
    if (g.random.chance(0.5)) return g.node("InstanceNormalization", [x, scale, bias]);
    return g.node("BatchNormalization", [x, scale, bias, g.fresh("float32", c), g.fresh("float32", c, 1, 4)]);
  },
  groupNorm: (g) => {
    const x = featureMap(g);
    const channels = x.dims[1]!;
    const by = group(g, channels);
    const dims = [g.opset >= 21 ? channels : by];
    return g.node("GroupNormalization", [x, g.fresh("float32", dims), g.fresh("float32", dims)], { num_groups: by });
  },
  otherNorms: (g) =>
    g.random.chance(0.5)
      ? g.node("LRN", [featureMap(g, 2)], { size: g.random.pick([1, 3]) })
      : g.node(g.random.pick(["LpNormalization", "MeanVarianceNormalization"]), [g.any({ types: ["float32"], rank: 4 })]),
  resize: (g) => {
    const { random } = g;
    const x = g.any({ types: ["float32"], rank: random.pick([1, 2, 3, 4, 4]), where: ({ dims }) => count(dims) > 0 }, [1, 2, 3, 4]);
    const mode = random.pick(["nearest", "nearest", "linear", "cubic"]);
    const spatial = (index: number) => index >= x.dims.length - 2;
    const factors = x.dims.map((_, index) => spatial(index) ? random.pick([0.5, 1, 1.5, 2, 0.75]) : 1);
    const scales = () => {
      const tensor = { ...randomTensor(random, "float32", [factors.length]), data: Float32Array.from(factors) };
      return g.stored(tensor);
    };
    if (g.opset < 9) {
      return g.node("Upsample", [x], { scales: { reals: factors.map((by) => Math.ceil(by)) }, mode: mode === "cubic" ? "linear" : mode });
    }
    if (g.opset < 11) return g.node("Resize", [x, scales()], { mode: mode === "cubic" ? "nearest" : mode });
    const attributes: Attributes = {
      mode,
      ...(random.chance(0.6) &&
        { coordinate_transformation_mode: random.pick(["asymmetric", "align_corners", "half_pixel", "pytorch_half_pixel"]) }),
    };
    if (random.chance(0.4)) {
      const sizes = x.dims.map((size, index) => spatial(index) ? random.between(1, 7) : size);
      if (g.opset >= 18 && random.chance(0.5)) {
        attributes["keep_aspect_ratio_policy"] = random.pick(["stretch", "not_larger", "not_smaller"]);
      }
      return g.node(
        "Resize",
        [x, undefined, g.opset < 13 ? g.stored(randomTensor(random, "float32", [0])) : undefined, g.how(sizes)],
        attributes,
      );
    }
    return g.node("Resize", [x, g.opset < 13 ? g.stored(randomTensor(random, "float32", [0])) : undefined, scales()], attributes);
  },
  grid: async (g) => {
    const x = featureMap(g, 2);
    const n = x.dims[0]!;
    if (g.random.chance(0.5)) {
      return g.node("GridSample", [x, g.fresh("float32", [n, g.size(), g.size(), 2], -1, 1)], { align_corners: g.random.below(2) });
    }
    return await g.node("AffineGrid", [g.fresh("float32", [n, 2, 3]), g.how([n, 2, g.random.between(1, 4), g.random.between(1, 4)])], {});
  },
  regions: (g) => {
    const x = featureMap(g, 2);
    const boxes = g.random.between(1, 3);
    const size = { output_height: g.random.between(1, 3), output_width: g.random.between(1, 3) };
    if (g.random.chance(0.3)) {
      return g.node("MaxRoiPool", [x, g.fresh("float32", [boxes, 5], 0, 0)], { pooled_shape: [2, g.random.between(1, 2)] });
    }
    return g.node("RoiAlign", [x, g.fresh("float32", [boxes, 4], 0, 2), g.fresh("int64", [boxes], 0, x.dims[0]! - 1)], size);
  },
};
