/** Windows over feature maps whose channels may come last (onnxruntime, docs/ContribOperators.md); the rules are the standard's. */
import { conv } from "../conv.ts";
import type { Operator } from "../define.ts";
import { poolings } from "../pooling.ts";
import { quantizedProducts } from "../quantized_products.ts";
import type { Work } from "../work.ts";
import { named, withChannelsLast } from "./_channels_last.ts";
import { fusedOperators } from "./fused.ts";
import { betweenQuantizers } from "./quantized_elementwise.ts";

const domain = "com.microsoft";

type Attributes = { readonly [name: string]: unknown };

function saysLast({ channels_last }: Attributes): boolean {
  return channels_last !== 0;
}

/** A pooling between DequantizeLinear and QuantizeLinear. */
function quantizedPooling(name: string): Operator {
  const pooling = named(poolings, name);
  const operator: Operator = {
    ...pooling,
    name: `QLinear${name}`,
    domain,
    summary: `${name} of quantized numbers, whose channels may come last.`,
    inputs: ["X", "x_scale", "x_zero_point?", "y_scale", "y_zero_point?"],
    attributes: { ...pooling.attributes, channels_last: 0 },
    roles: { x_scale: "constant", x_zero_point: "constant", y_scale: "constant", y_zero_point: "constant" },
    work(inputs, outputs, attributes) {
      const { X, x_zero_point, y_zero_point } = inputs;
      return betweenQuantizers(X!, x_zero_point, pooling.work(inputs, outputs, attributes) as Work, outputs.Y!, y_zero_point);
    },
  };
  return withChannelsLast(operator, {}, saysLast);
}

const qLinearConv = named(quantizedProducts, "QLinearConv");
const averagePool = quantizedPooling("AveragePool");

const maxPool = named(poolings, "MaxPool");

/** MaxPool, whose operands have other names. */
const nhwcMaxPool = withChannelsLast({
  ...maxPool,
  name: "NhwcMaxPool",
  domain,
  summary: "The largest element under a window that slides over a tensor whose channels come last.",
  inputs: ["x"],
  outputs: ["y"],
  shape: ({ x }, attributes, site) => maxPool.shape({ X: x } as never, attributes, site).slice(0, 1),
  work: ({ x }, { y }, attributes) => maxPool.work({ X: x } as never, { Y: y } as never, attributes),
}, {});

/** The pooling of quantized numbers that onnxruntime's own domain for channels last takes over. */
export const qLinearAveragePool: Operator = averagePool;

/** The operators whose channels may come last. */
export const channelsLastOperators: readonly Operator[] = [
  averagePool,
  quantizedPooling("GlobalAveragePool"),
  withChannelsLast(
    qLinearConv,
    {
      domain,
      summary: "Convolution of quantized tensors, whose channels may come last, to a quantized tensor.",
      attributes: { ...qLinearConv.attributes, channels_last: 0 },
    },
    saysLast,
  ),
  withChannelsLast(conv, { name: "NhwcConv", domain, summary: "Convolution of a tensor whose channels come last." }),
  withChannelsLast(named(fusedOperators, "FusedConv"), {
    name: "NhwcFusedConv",
    summary: "The activation of a convolution of a tensor whose channels come last, to which Z is added.",
  }),
  nhwcMaxPool,
];
