/**
 * A profile as the JSON contract of the command line has it.
 *
 * @module
 */
import type { ModuleCost } from "../analysis/measure_modules.ts";
import type { Note } from "../analysis/notes.ts";
import type { NamedTensor, NodeCost, Profile, Totals } from "../analysis/profile.ts";
import type { RecoveredName, StoredTensor } from "../analysis/stored_tensors.ts";
import type { Dim } from "../model/dim.ts";
import type { Relation } from "../operators/define.ts";
import { type Primitive, PRIMITIVES, type Work } from "../operators/work.ts";
import { accessJson, costJson, type CostWriter, dimJson, type JsonCost, type JsonDim, type JsonMemoryAccess } from "./json_cost.ts";
import { withoutCosts } from "./json_checkpoint.ts";
import { decodingJson, type JsonDecoding } from "./json_decoding.ts";
import { conventionJson, type JsonConvention } from "./conventions_json.ts";
import { unknownsOf } from "./layer_tree.ts";

/** A value's type: members that are not known are missing. */
export interface JsonTensorType {
  /** The element type. */
  readonly dtype?: string;
  /** The dimensions. */
  readonly shape?: readonly JsonDim[];
}

/** A value's name and type. */
export interface JsonNamedTensor extends JsonTensorType {
  /** The value's name. */
  readonly name: string;
}

/** Counts of primitive operations; one that is missing is 0. */
export type JsonWork = { readonly [P in Primitive]?: JsonCost };

/** What one node costs. What is not known is missing, and the node is listed under `coverage`. */
export interface JsonNode {
  /** The node's name, or its first output's. */
  readonly name: string;
  /** The operator. */
  readonly op: string;
  /** The path of the module that it belongs to; `""` is the network itself. */
  readonly module: string;
  /** Names of the values that it takes. */
  readonly inputs: readonly string[];
  /** Names of the values that it makes. */
  readonly outputs: readonly string[];
  /** Multiply-accumulates. */
  readonly macs?: JsonCost;
  /** Operations under the `flopbook` convention. */
  readonly flops?: JsonCost;
  /** Counts of primitive operations. */
  readonly work?: JsonWork;
  /** Bytes read. */
  readonly readBytes?: JsonCost;
  /** Bytes written. */
  readonly writeBytes?: JsonCost;
  /** Elements of the parameters that are first used here. */
  readonly parameters: number;
}

/** What a module costs, all in it included. */
export interface JsonModule {
  /** The module's path; `""` is the network itself. */
  readonly name: string;
  /** Its type. */
  readonly type: string;
  /** Its constructor as PyTorch prints it. */
  readonly line?: string;
  /** True where it is a guess from repeated structure. */
  readonly guessed?: boolean;
  /** Classes of modules that the exporter has folded into it. */
  readonly holds?: readonly string[];
  /** The path by which the same module was registered first. */
  readonly aliasOf?: string;
  /** Elements of its parameters. */
  readonly parameters: number;
  /** Elements of its buffers. */
  readonly buffers: number;
  /** Multiply-accumulates. */
  readonly macs: JsonCost;
  /** Operations under the `flopbook` convention. */
  readonly flops: JsonCost;
  /** Shapes of what it hands on. */
  readonly outputShapes: readonly (readonly JsonDim[])[];
}

/** A parameter or a buffer. */
export interface JsonStoredTensor {
  /** The name by which the graph uses it, or the one that PyTorch knew it by where that could be recovered. */
  readonly name: string;
  /** The dimensions. */
  readonly shape: readonly number[];
  /** The element type. */
  readonly dtype: string;
  /** Whether it is trained, where somebody has said so. */
  readonly trainable?: boolean;
  /** How the file has it, where its name is recovered. The dimensions are those of the file. */
  readonly recovered?: RecoveredName;
  /** Further names of the same tensor: of modules that share it. */
  readonly aliases?: readonly string[];
}

/** Sums over the whole network. */
export interface JsonTotals {
  /** Elements of the parameters, shared ones once. */
  readonly parameters: number;
  /** Elements of the parameters that one token meets, where a mixture of experts sends it to a few of them. */
  readonly activeParameters?: number;
  /** Elements that are trained, where somebody has said so. */
  readonly trainable?: number;
  /** Elements of the buffers. */
  readonly buffers: number;
  /** Elements of the other stored tensors. */
  readonly constants: number;
  /** Bytes that the parameters take as stored. */
  readonly parameterBytes: number;
  /** Multiply-accumulates. */
  readonly macs: JsonCost;
  /** Operations under the `flopbook` convention. */
  readonly flops: JsonCost;
  /** Counts of primitive operations. */
  readonly work: JsonWork;
  /** Memory touched. */
  readonly memoryAccess: JsonMemoryAccess;
  /** The most memory that activations take at once, and the node that runs then, where it is one whatever the free sizes are. */
  readonly peak: { readonly activationBytes: JsonCost; readonly node?: string };
}

/** Something that must hold between free dimensions. */
export interface JsonConstraint {
  /** The size that is constrained. */
  readonly left: JsonDim;
  /** How the two must stand to each other. */
  readonly relation: Relation;
  /** What it is constrained by. */
  readonly right: JsonDim;
  /** The first node that needs it. */
  readonly node: string;
}

/** The object that `--json` prints. Its field names are stable. */
export interface ProfileJson {
  /** The version of this form. */
  readonly schema: 1;
  /** Where the facts are from. */
  readonly model: Profile["model"];
  /** What the network takes. */
  readonly inputs: readonly JsonNamedTensor[];
  /** What the network gives. */
  readonly outputs: readonly JsonNamedTensor[];
  /** Sums over everything. */
  readonly totals: JsonTotals;
  /** How well each node is known. */
  readonly coverage: Profile["coverage"];
  /** What each convention would count, under its own names. */
  readonly conventions: Readonly<Record<string, JsonConvention>>;
  /** One entry a module, outer ones before inner ones. */
  readonly modules: readonly JsonModule[];
  /** One entry a node, in order of execution. */
  readonly nodes: readonly JsonNode[];
  /** The parameters. */
  readonly parameters: readonly JsonStoredTensor[];
  /** The buffers. */
  readonly buffers: readonly JsonStoredTensor[];
  /** Every value's type by name. */
  readonly tensors: Readonly<Record<string, JsonTensorType>>;
  /** What must hold between free dimensions for the network to run, each with the first node that needs it. */
  readonly constraints: readonly JsonConstraint[];
  /** What it costs to write text, for a decoder that has a cache. */
  readonly decoding?: JsonDecoding;
  /** What a reader of the numbers should know. */
  readonly notes: readonly Note[];
}

/** The profile as a plain object, ready for `JSON.stringify`. One of a file without a graph has no costs, no nodes and no conventions. */
export function toJson(profile: Profile): ProfileJson {
  const { model, totals, coverage, stored } = profile;
  const cost = (dim: Dim) => costJson(dim, profile.ranges);
  const json: ProfileJson = {
    schema: 1,
    model: { ...model, opset: Object.fromEntries(Object.entries(model.opset).map(([domain, version]) => [domain || "ai.onnx", version])) },
    inputs: profile.inputs.map(namedJson),
    outputs: profile.outputs.map(namedJson),
    totals: totalsJson(totals, cost),
    coverage,
    conventions: Object.fromEntries(profile.conventions.all().map((count) => [count.convention.name, conventionJson(count, cost)])),
    modules: profile.modules.map((module) => moduleJson(module, cost)),
    nodes: profile.nodes.map((node) => nodeJson(node, cost)),
    parameters: storedJson(stored, "parameter"),
    buffers: storedJson(stored, "buffer"),
    tensors: Object.fromEntries([...profile.tensors].map(([name, tensor]) => [name, typeJson(tensor)])),
    constraints: profile.constraints.map(({ left, relation, right, node }) => ({
      left: dimJson(left),
      relation,
      right: dimJson(right),
      node,
    })),
    ...(profile.decoding !== undefined && { decoding: decodingJson(profile.decoding, cost) }),
    notes: profile.notes,
  };
  return model.hasGraph === false ? withoutCosts(json) : json;
}

function moduleJson(module: ModuleCost, cost: CostWriter): JsonModule {
  const { name, type, line, guessed, holds, aliasOf, parameters, buffers, macs, flops, outputShapes } = module;
  return {
    name,
    type,
    ...(line !== undefined && { line }),
    ...(guessed && { guessed }),
    ...(holds !== undefined && { holds }),
    ...(aliasOf !== undefined && { aliasOf }),
    parameters,
    buffers,
    macs: cost(macs),
    flops: cost(flops),
    outputShapes: outputShapes.map((shape) => shape.map(dimJson)),
  };
}

function typeJson({ dtype, shape }: NamedTensor): JsonTensorType {
  return { ...(dtype !== undefined && { dtype }), ...(shape !== undefined && { shape: shape.map(dimJson) }) };
}

function namedJson(tensor: NamedTensor): JsonNamedTensor {
  return { name: tensor.name, ...typeJson(tensor) };
}

/** In the order of the primitives' table, so that equal work has equal text. */
function workJson(work: Work, cost: CostWriter): JsonWork {
  const names = Object.keys(PRIMITIVES) as Primitive[];
  return Object.fromEntries(names.flatMap((name) => work[name] === undefined ? [] : [[name, cost(work[name])]]));
}

function totalsJson(totals: Totals, cost: CostWriter): JsonTotals {
  const { parameters, activeParameters, trainable, buffers, constants, parameterBytes, memoryAccess, peak } = totals;
  return {
    parameters,
    ...(activeParameters !== undefined && { activeParameters }),
    ...(trainable !== undefined && { trainable }),
    buffers,
    constants,
    parameterBytes,
    macs: cost(totals.macs),
    flops: cost(totals.flops),
    work: workJson(totals.work, cost),
    memoryAccess: accessJson(memoryAccess, cost),
    peak: { activationBytes: cost(peak.activationBytes), ...(peak.node !== undefined && { node: peak.node }) },
  };
}

function nodeJson(node: NodeCost, cost: CostWriter): JsonNode {
  const { name, op, module, inputs, outputs, macs, flops, work, memoryAccess, parameters } = node;
  const unknown = unknownsOf(node);
  return {
    name,
    op,
    module,
    inputs,
    outputs,
    ...(unknown.work === 0 && { macs: cost(macs), flops: cost(flops), work: workJson(work, cost) }),
    ...(unknown.memory === 0 && { readBytes: cost(memoryAccess.readBytes), writeBytes: cost(memoryAccess.writeBytes) }),
    parameters,
  };
}

function storedJson(stored: readonly StoredTensor[], role: StoredTensor["role"]): JsonStoredTensor[] {
  return stored.filter((each) => each.role === role).map(({ name, shape, dtype, recovered, aliases, tensor: { requiresGrad } }) => ({
    name,
    shape,
    dtype,
    ...(requiresGrad !== undefined && { trainable: requiresGrad }),
    ...(recovered !== undefined && { recovered }),
    ...(aliases !== undefined && { aliases }),
  }));
}
