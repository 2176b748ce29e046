/** Models for tests, without a file. */
import type { AttributeValue, Graph, LocalFunction, Model, ModuleInfo, Node, ValueInfo } from "../../lib/model/model.ts";
import type { Dim } from "../../lib/model/dim.ts";
import type { DType } from "../../lib/model/dtype.ts";
import type { Element, Tensor } from "../../lib/model/tensor.ts";

export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

export function node({ op, inputs, outputs, name = "", domain = "ai.onnx", attributes = {}, metadata = {} }: NodeSpec): Node {
  const entries = { attributes: new Map(Object.entries(attributes)), metadata: new Map(Object.entries(metadata)) };
  return { name, op, domain, overload: "", inputs, outputs, ...entries };
}

export function value(name: string, shape?: readonly Dim[], dtype: DType = "float32"): ValueInfo {
  return { name, type: { kind: "tensor", dtype, ...(shape && { shape }) } };
}

export function tensor(name: string, shape: readonly number[], dtype: DType = "float32", elements?: readonly Element[]): Tensor {
  const byteLength = shape.reduce((a, b) => a * b, 1) * 4;
  return { name, dtype, shape, byteLength, ...(elements && { elements }), load: () => Promise.reject(new Error("no data")) };
}

/** A graph that a node of control flow runs. */
export function body(
  inputs: readonly ValueInfo[],
  outputs: readonly string[],
  nodes: readonly NodeSpec[],
  tensors: readonly Tensor[] = [],
): Graph {
  return {
    name: "body",
    inputs,
    outputs: outputs.map((name) => ({ name })),
    initializers: new Map(tensors.map((tensor) => [tensor.name, tensor])),
    valueInfo: new Map(),
    nodes: nodes.map(node),
  };
}

export interface ModelSpec {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly string[];
  readonly nodes: readonly NodeSpec[];
  readonly tensors?: readonly Tensor[];
  readonly functions?: readonly LocalFunction[];
  readonly modules?: readonly ModuleInfo[];
  readonly opset?: number;
}

export function model({ inputs, outputs, nodes, tensors = [], functions = [], modules, opset = 18 }: ModelSpec): Model {
  return {
    name: "test",
    format: "test",
    producer: "",
    opset: new Map([["ai.onnx", opset]]),
    graph: {
      name: "main",
      inputs,
      outputs: outputs.map((name) => ({ name })),
      initializers: new Map(tensors.map((tensor) => [tensor.name, tensor])),
      valueInfo: new Map(),
      nodes: nodes.map(node),
    },
    functions,
    ...(modules !== undefined && { modules }),
    metadata: new Map(),
    bytes: 0,
    bytesRead: 0,
  };
}
