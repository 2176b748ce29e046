/**
 * What a network is once it is read: plain data, without a trace of the file format.
 *
 * @module
 */
import type { Tensor } from "./tensor.ts";
import type { TensorType, ValueType } from "./types.ts";

/** A node's attribute: the value that the file gives for it. */
export type AttributeValue =
  | number
  | string
  | Tensor
  | Graph
  | ValueType
  | Reference
  | readonly number[]
  | readonly string[]
  | readonly Tensor[]
  | readonly Graph[]
  | readonly ValueType[];

/**
 * An attribute of a node in a function's body that takes the value which the function's caller gives.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new Reference("alpha").attribute, "alpha");
 * ```
 */
export class Reference {
  /** The name of the function's attribute. */
  readonly attribute: string;

  /** Refers to the function's attribute of that name. */
  constructor(attribute: string) {
    this.attribute = attribute;
  }
}

/** A value's name and its declared type. */
export interface ValueInfo {
  /** The value's name in its graph. */
  readonly name: string;
  /** The declared type; missing where the file has none. */
  readonly type?: ValueType;
}

/** One application of an operator. */
export interface Node {
  /** The name that the file gives, or `""`. */
  readonly name: string;
  /** The operator's name, such as `Conv`. */
  readonly op: string;
  /** The operator's domain; the standard's own is `ai.onnx`. */
  readonly domain: string;
  /** Which of several functions of one name; `""` for nearly all. */
  readonly overload: string;
  /** Names of the values that it takes; `""` for an optional one that is left out. */
  readonly inputs: readonly string[];
  /** Names of the values that it makes; `""` for one that nobody wants. */
  readonly outputs: readonly string[];
  /** The attributes that the file gives, without defaults. Whole numbers beyond 2^53 are rounded. */
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  /** What the exporter noted about the node. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** A computation: nodes between inputs and outputs. */
export interface Graph {
  /** The name that the file gives, or `""`. */
  readonly name: string;
  /** What it takes. A model of the standard's early versions lists its initializers here too. */
  readonly inputs: readonly ValueInfo[];
  /** What it gives. */
  readonly outputs: readonly ValueInfo[];
  /** The tensors that are stored with it, by name, in the file's order. */
  readonly initializers: ReadonlyMap<string, Tensor>;
  /** Declared types of values in between. */
  readonly valueInfo: ReadonlyMap<string, ValueInfo>;
  /** The nodes in the file's order, which need not be one of execution. */
  readonly nodes: readonly Node[];
}

/** A function that the file defines, to be used like an operator. */
export interface LocalFunction {
  /** The function's name. */
  readonly name: string;
  /** The function's domain. */
  readonly domain: string;
  /** Which of several functions of one name; `""` for nearly all. */
  readonly overload: string;
  /** Names of its inputs. */
  readonly inputs: readonly string[];
  /** Names of its outputs. */
  readonly outputs: readonly string[];
  /** Names of the attributes that a call gives. */
  readonly attributes: readonly string[];
  /** Attributes that a call may leave out, with their defaults. */
  readonly defaults: ReadonlyMap<string, AttributeValue>;
  /** Versions of the operator sets that its body uses. */
  readonly opset: ReadonlyMap<string, number>;
  /** The body. */
  readonly nodes: readonly Node[];
  /** Declared types of values in the body. */
  readonly valueInfo: ReadonlyMap<string, ValueInfo>;
}

/** A module of the program that a network was written in, as its writer declares it. */
export interface ModuleInfo {
  /** Its path, such as `layer1.0.conv1`; `""` is the network itself. */
  readonly path: string;
  /** Its class, such as `Conv2d`. */
  readonly type: string;
  /** What PyTorch prints between the brackets (`extra_repr`); `""` where there is nothing. */
  readonly detail: string;
  /** The path by which the same module was registered first. */
  readonly aliasOf?: string;
}

/** A neural network as a file or a program describes it. */
export interface Model {
  /** What to call it: the file's name without folder, or what the program says. */
  readonly name: string;
  /** The file format, such as `onnx`. */
  readonly format: string;
  /** The program that wrote it, with its version; `""` where the file does not tell. */
  readonly producer: string;
  /** Versions of the operator sets by domain; the standard's own is `ai.onnx`. */
  readonly opset: ReadonlyMap<string, number>;
  /** The main graph. */
  readonly graph: Graph;
  /** Functions that the file defines. */
  readonly functions: readonly LocalFunction[];
  /** Notes of the exporter. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The modules that it was written in, in order of registration, the network itself first; missing where its writer does not declare them. */
  readonly modules?: readonly ModuleInfo[];
  /** The size of the model file in bytes, external data not included; 0 for a model that a program wrote. */
  readonly bytes: number;
  /** How many of these bytes have been read to make this. */
  readonly bytesRead: number;
  /** What a file of weights alone tells of them; missing for a model with a graph. Such a model's graph has initializers and nothing else. */
  readonly checkpoint?: Checkpoint;
}

/** What a file that holds weights and no graph tells of them. The weights themselves are the initializers of its model's graph. */
export interface Checkpoint {
  /** Names of the weights that are buffers; the others are parameters. */
  readonly buffers: ReadonlySet<string>;
  /** Names of weights that are one tensor with another, which is named with each: tied weights. */
  readonly tied: ReadonlyMap<string, string>;
  /** Names of buffers that a profiler left in the network before it was saved. They are among {@linkcode buffers}, and no part of the network. */
  readonly leftovers: ReadonlySet<string>;
  /** Tensors that are no weights, such as an optimizer's state, by their path in the file. */
  readonly others: ReadonlyMap<string, Tensor>;
  /** What a reader of the numbers should know. */
  readonly remarks: readonly string[];
}

/** True for a value type that is a tensor's. */
export function isTensorType(type: ValueType | undefined): type is TensorType {
  return type?.kind === "tensor";
}
