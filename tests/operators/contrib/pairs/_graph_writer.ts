/** Writes a graph as an ONNX file, node by node. */
import { dtypeOf } from "../../../../lib/formats/onnx/dtypes.ts";
import type { DType } from "../../../../lib/model/dtype.ts";
import type { Filled } from "../../../_onnxruntime.ts";
import { attributesOf, fileOf, type GraphMembers, type WrittenAttribute } from "../../../formats/onnx/_encode.ts";

/** The operator sets that the written models use. */
const OPSETS = [{ domain: "", version: 21 }, { domain: "com.microsoft", version: 1 }];

const NUMBERS = new Map(Array.from({ length: 26 }, (_, index) => [dtypeOf(index + 1)!, index + 1]));

type Attributes = Readonly<Record<string, WrittenAttribute>>;

/** A graph that grows. A value is known by its name; `""` stands for an input that a node does without. */
export class GraphWriter {
  readonly #nodes: NonNullable<GraphMembers["node"]> = [];
  readonly #inputs: NonNullable<GraphMembers["input"]> = [];
  readonly #tensors: NonNullable<GraphMembers["initializer"]> = [];
  #count = 0;

  /** The operators of onnxruntime's own among the nodes. */
  readonly contrib: Set<string> = new Set();

  /** An input of the graph, whose sizes are numbers or free dimensions. */
  input(name: string, dtype: DType, shape: readonly (number | string)[]): string {
    const dim = shape.map((size) => typeof size === "number" ? { dimValue: size } : { dimParam: size });
    this.#inputs.push({ name, type: { tensorType: { elemType: NUMBERS.get(dtype)!, shape: { dim } } } });
    return name;
  }

  /** A stored tensor. */
  stored({ dtype, dims, data }: Filled, name = `stored${this.#count++}`): string {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#tensors.push({ name, dims: [...dims], dataType: NUMBERS.get(dtype)!, rawData });
    return name;
  }

  /** Stored real numbers: a list, or one. */
  reals(numbers: number | readonly number[]): string {
    const dims = typeof numbers === "number" ? [] : [numbers.length];
    return this.stored({ dtype: "float32", dims, data: Float32Array.from([numbers].flat()) });
  }

  /** A stored byte, as zero points are. */
  byte(number: number, dtype: "uint8" | "int8" = "uint8"): string {
    return this.stored({ dtype, dims: [], data: dtype === "int8" ? Int8Array.of(number) : Uint8Array.of(number) });
  }

  /** A stored list of whole numbers, as shapes and axes are. */
  list(...numbers: number[]): string {
    return this.stored({ dtype: "int64", dims: [numbers.length], data: BigInt64Array.from(numbers, BigInt) });
  }

  /** A node with one output. */
  node(op: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.nodeOf(op, inputs, [0], attributes)[0]!;
  }

  /** A node that is asked for the outputs in those places, which are returned. `op` is the standard's, or `com.microsoft:` precedes it. */
  nodeOf(op: string, inputs: readonly string[], outputs: readonly number[], attributes: Attributes = {}): string[] {
    const [opType, domain] = op.split(":").reverse();
    if (domain !== undefined) this.contrib.add(opType!);
    const output = new Array<string>(Math.max(...outputs) + 1).fill("");
    for (const place of outputs) output[place] = `v${this.#count++}`;
    this.#nodes.push({ opType: opType!, domain: domain ?? "", input: [...inputs], output, attribute: attributesOf(attributes) });
    return outputs.map((place) => output[place]!);
  }

  /** The file, with those values as the graph's outputs. */
  file(outputs: readonly string[]): Uint8Array<ArrayBuffer> {
    const output = outputs.map((name) => ({ name }));
    const graph = { name: "graph", node: this.#nodes, input: this.#inputs, initializer: this.#tensors, output };
    return fileOf(graph, { irVersion: 10, opsetImport: OPSETS });
  }
}
