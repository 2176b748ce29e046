import { assertEquals } from "@std/assert";
import { apply as applyAny, type Given, of, type Options, type Size } from "../_apply.ts";

const apply = (name: string, inputs: readonly Given[], attributes: Options["attributes"] = {}) =>
  applyAny(name, inputs, { attributes, domain: "com.ms.internal.nhwc", outputs: 1 });

const last = ([batch, channels, ...spatial]: readonly Size[]): readonly Size[] => [batch!, ...spatial, channels!];

Deno.test("com.ms.internal.nhwc: the standard's operators with channels last", () => {
  const map = [1, 4, 8, 6] as const;
  const window = { kernel_shape: [2, 2], strides: [2, 2] };
  const cases: [name: string, others: readonly Given[], attributes: Options["attributes"]][] = [
    ["AveragePool", [], window],
    ["BatchNormalization", [[4], [4], [4], [4]], {}],
    ["Conv", [[8, 4, 3, 3], [8]], { pads: [1, 1, 1, 1] }],
    ["ConvTranspose", [[4, 8, 3, 3]], { strides: [2, 2] }],
    ["DepthToSpace", [], { blocksize: 2 }],
    ["GlobalAveragePool", [], {}],
    ["GlobalLpPool", [], {}],
    ["GlobalMaxPool", [], {}],
    ["GridSample", [[1, 5, 7, 2]], {}],
    ["InstanceNormalization", [[4], [4]], {}],
    ["LpPool", [], window],
    ["LRN", [], { size: 3 }],
    ["MaxPool", [], window],
    ["SpaceToDepth", [], { blocksize: 2 }],
  ];
  for (const [name, others, attributes] of cases) {
    const standard = applyAny(name, [map, ...others], { attributes: attributes!, outputs: 1 });
    const own = apply(name, [last(map), ...others], attributes);
    assertEquals([name, own.shapes, own.work], [name, standard.shapes.map((shape) => last(shape!)), standard.work]);
  }
});

Deno.test("com.ms.internal.nhwc: an activation in one", () => {
  const plain = apply("Conv", [[1, 8, 6, 4], [8, 4, 3, 3]]).work;
  const activated = apply("Conv", [[1, 8, 6, 4], [8, 4, 3, 3]], { activation: "Relu" }).work;
  assertEquals(activated, { ...plain, compares: 6 * 4 * 8 });
});

Deno.test("com.ms.internal.nhwc: quantized windows, and Resize as it is", () => {
  const [scale, zero] = [of("float32"), of("uint8")];
  const pooled = apply("QLinearAveragePool", [of("uint8", 1, 8, 6, 3), scale, zero, scale, zero], {
    kernel_shape: [2, 2],
    strides: [2, 2],
  });
  assertEquals(pooled.shapes, [[1, 4, 3, 3]]);
  const inputs: Given[] = [of("uint8", 1, 8, 6, 3), scale, zero, of("int8", 4, 3, 3, 3), scale, of("int8"), scale, of("int8")];
  assertEquals(apply("QLinearConv", inputs).shapes, [[1, 6, 4, 4]]);
  const transposed = apply("QLinearConvTranspose", [of("uint8", 1, 4, 3, 3), scale, zero, of("int8", 3, 8, 3, 3), ...inputs.slice(4)], {
    strides: [2, 2],
  });
  assertEquals([transposed.shapes, transposed.dtypes], [[[1, 9, 7, 8]], ["int8"]]);
  // 36 elements spread over 8 channels by 3 by 3; their zero point taken off, 504 sums brought to the scale of y.
  assertEquals(transposed.work, { macs: 36 * 72, adds: 36 + 504, muls: 504, rounds: 504, compares: 1008 });
  const scales: Given = { dtype: "float32", shape: [4], value: [1, 2, 2, 1] };
  assertEquals(apply("Resize", [[1, 8, 6, 3], undefined, scales]).shapes, [[1, 16, 12, 3]]);
});
