/**
 * Writes the small networks of the experiments: stacks of convolutions on one feature map.
 *
 * @module
 */
import type { AttributeValue, Model, Node } from "../model/model.ts";
import type { Tensor } from "../model/tensor.ts";
import type { TensorType } from "../model/types.ts";

/** A convolution to be written. */
export interface ConvSketch {
  /** Channels in. */
  readonly from: number;
  /** Channels out. */
  readonly to: number;
  /** The side of the window; 1 where nothing is said. */
  readonly kernel?: number;
  /** Groups; 1 where nothing is said. */
  readonly groups?: number;
}

/** A network that is being written. Values are named by their makers. */
export class NetworkSketch {
  readonly #input: string = "input";
  readonly #nodes: Node[] = [];
  readonly #initializers = new Map<string, Tensor>();
  readonly #type: TensorType;

  /** Begins a network that takes a map of `channels` and `side` × `side` positions, one sample. */
  constructor(channels: number, side: number) {
    this.#type = { kind: "tensor", dtype: "float32", shape: [1, channels, side, side] };
  }

  /** The value that the network is given. */
  get input(): string {
    return this.#input;
  }

  /** A convolution without bias that keeps the map's size. `path` is its module, such as `blocks.0.conv1`. */
  conv(path: string, value: string, { from, to, kernel = 1, groups = 1 }: ConvSketch): string {
    const weight = `${path}.weight`;
    this.#initializers.set(weight, weightTensor(weight, [to, from / groups, kernel, kernel]));
    const pad = (kernel - 1) / 2;
    return this.#add(path, "Conv", [value, weight], {
      kernel_shape: [kernel, kernel],
      pads: [pad, pad, pad, pad],
      strides: [1, 1],
      dilations: [1, 1],
      group: groups,
    });
  }

  /** A rectifier. */
  relu(path: string, value: string): string {
    return this.#add(path, "Relu", [value]);
  }

  /** The sum of two values. */
  add(path: string, a: string, b: string): string {
    return this.#add(path, "Add", [a, b]);
  }

  /** The network that hands on `output`. */
  finish(name: string, output: string): Model {
    return {
      name,
      format: "sketch",
      producer: "",
      opset: new Map([["ai.onnx", 17]]),
      graph: {
        name,
        inputs: [{ name: this.#input, type: this.#type }],
        outputs: [{ name: output }],
        initializers: this.#initializers,
        valueInfo: new Map(),
        nodes: this.#nodes,
      },
      functions: [],
      metadata: new Map(),
      bytes: 0,
      bytesRead: 0,
    };
  }

  #add(path: string, op: string, inputs: readonly string[], attributes: Readonly<Record<string, AttributeValue>> = {}): string {
    const name = `/${path.replaceAll(".", "/")}/${op}`;
    const output = `${name}_output_0`;
    this.#nodes.push({
      name,
      op,
      domain: "ai.onnx",
      overload: "",
      inputs,
      outputs: [output],
      attributes: new Map(Object.entries(attributes)),
      metadata: new Map(),
    });
    return output;
  }
}

function weightTensor(name: string, shape: readonly number[]): Tensor {
  const byteLength = shape.reduce((product, dim) => product * dim, 4);
  return {
    name,
    dtype: "float32",
    shape,
    byteLength,
    load: () => Promise.reject(new TypeError(`Cannot load ${name} as the experiment has no weights`)),
  };
}
