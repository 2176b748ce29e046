/**
 * All the facts about what a network costs, as plain data.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import type { Range } from "../model/dim_bounds.ts";
import type { DType } from "../model/dtype.ts";
import type { Work } from "../operators/work.ts";
import type { Architecture } from "./architecture.ts";
import type { Constraint } from "./constraints.ts";
import type { ConventionCount, Counts } from "./conventions/count.ts";
import type { Coverage } from "./coverage.ts";
import type { Decoding } from "./decoding.ts";
import type { Explanation } from "./explain/explain.ts";
import type { MemoryAccess } from "./memory_access.ts";
import type { ModuleCost } from "./measure_modules.ts";
import type { Note } from "./notes.ts";
import type { Lifetime } from "./peak_memory.ts";
import type { Sparsity } from "./sparsity.ts";
import type { ReceptiveField } from "./receptive_field.ts";
import type { StoredTensor } from "./stored_tensors.ts";

/** A value's name and type. */
export interface NamedTensor {
  /** The value's name. */
  readonly name: string;
  /** The element type, where it is known. */
  readonly dtype?: DType;
  /** The dimensions, where the rank is known. */
  readonly shape?: readonly Dim[];
}

/** What one node costs. */
export interface NodeCost {
  /** The node's name, or its first output's. */
  readonly name: string;
  /** The operator. */
  readonly op: string;
  /** The operator's domain. */
  readonly domain: string;
  /** The path of the module that it belongs to; `""` is the network itself. */
  readonly module: string;
  /** Names of the values that it takes. */
  readonly inputs: readonly string[];
  /** Names of the values that it makes. */
  readonly outputs: readonly string[];
  /** Multiply-accumulates. */
  readonly macs: Dim;
  /** Operations under the `flopbook` convention. */
  readonly flops: Dim;
  /** Counts of primitive operations. */
  readonly work: Work;
  /** Memory touched. */
  readonly memoryAccess: MemoryAccess;
  /** Elements of the parameters that are first used here. */
  readonly parameters: number;
  /** Elements of the buffers that are first used here. */
  readonly buffers: number;
  /** True where all of it can be computed before inference, so that it costs nothing. */
  readonly folded: boolean;
  /** The window that it slides over its input, along each spatial axis. */
  readonly kernel?: readonly number[];
  /** Why its cost, or a part of it, is not known; missing where it is exact. */
  readonly problem?: string;
}

/** All the facts about a network's cost. */
export interface Profile {
  /** Where the facts are from. */
  readonly model: {
    /** What the network is called. */
    readonly name: string;
    /** The file format. */
    readonly format: string;
    /** The program that wrote it. */
    readonly producer: string;
    /** Versions of the operator sets by domain. */
    readonly opset: Readonly<Record<string, number>>;
    /** The model file's size in bytes. */
    readonly bytes: number;
    /** How many of them were read. */
    readonly bytesRead: number;
    /** False for a file of weights alone: there is nothing to count, and no cost is known. Missing otherwise. */
    readonly hasGraph?: false;
  };
  /** What the network takes. */
  readonly inputs: readonly NamedTensor[];
  /** What the network gives. */
  readonly outputs: readonly NamedTensor[];
  /** Sums over everything. */
  readonly totals: Totals;
  /** How well each node is known. */
  readonly coverage: Coverage;
  /** Sizes that only the data tell, by the name of their symbol, with the range that they lie in. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** What must hold between free dimensions for the network to run. */
  readonly constraints: readonly Constraint[];
  /** One entry a module, outer ones before inner ones; the first is the network itself. */
  readonly modules: readonly ModuleCost[];
  /** One entry a node, in order of execution. */
  readonly nodes: readonly NodeCost[];
  /** What other tools would count, each counted when it is asked for. */
  readonly conventions: Counts;
  /** The tool's count that was asked for beside our own. */
  readonly countedBy?: ConventionCount;
  /** Every stored tensor, told apart by role: parameters and buffers in order of registration, those that no module holds last. */
  readonly stored: readonly StoredTensor[];
  /** Every value by name. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** Activations alive while each node runs, in order of execution. */
  readonly timeline: readonly {
    /** The node's name. */
    readonly node: string;
    /** Bytes of activations alive while it runs. */
    readonly activationBytes: Dim;
  }[];
  /** What is held during that time: each piece with the first and the last entry of `timeline` at which it is alive. */
  readonly lifetimes: readonly Lifetime[];
  /** What it costs to write text, for a decoder that has a cache of keys and values. */
  readonly decoding?: Decoding;
  /** How many of the parameters' elements are 0, where somebody has asked: that takes reading them. */
  readonly sparsity?: Sparsity;
  /** What a reader of the numbers should know. */
  readonly notes: readonly Note[];
  /** How much of an input each value's elements depend on, for a network of windows; missing where nobody looked. */
  readonly receptiveFields?: ReadonlyMap<string, ReceptiveField>;
  /** What is the same in every precision of the network; missing where nobody looked. */
  readonly architecture?: Architecture;
  /**
   * Where the numbers of the module or node of that name come from, told by this profile's conventions.
   *
   * @throws {ArgumentError} If there is none of that name.
   */
  explain(name: string): Explanation;
}

/** Sums over a whole network. */
export interface Totals {
  /** Elements of the parameters, shared ones once. */
  readonly parameters: number;
  /** Elements of the parameters that one token meets, where a mixture of experts sends it to a few of them. */
  readonly activeParameters?: number;
  /** Elements that are trained, where somebody has said so of some at least: those of which nothing is said count as trained then, as in PyTorch. ONNX does not tell. */
  readonly trainable?: number;
  /** Elements that are not trained, where somebody has said so. */
  readonly frozen?: number;
  /** Elements of the buffers. */
  readonly buffers: number;
  /** Elements of the other stored tensors. */
  readonly constants: number;
  /** Bytes that the parameters take as stored. */
  readonly parameterBytes: number;
  /** The same by element type. */
  readonly parameterBytesByDtype: Readonly<Partial<Record<DType, number>>>;
  /** Multiply-accumulates. */
  readonly macs: Dim;
  /** Operations under the `flopbook` convention. */
  readonly flops: Dim;
  /** Counts of primitive operations. */
  readonly work: Work;
  /** Memory touched. */
  readonly memoryAccess: MemoryAccess;
  /** The most memory that activations take at once. */
  readonly peak: {
    /** Bytes of activations alive at once. */
    readonly activationBytes: Dim;
    /** The node that runs then, where one is the peak whatever the free sizes are. */
    readonly node?: string;
  };
}
