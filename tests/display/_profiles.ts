/** Profiles made by hand, so that displays are tested without any reader or rule. */
import type { Network } from "../../lib/analysis/conventions/convention.ts";
import { flopbook, flopbookFlops } from "../../lib/analysis/conventions/flopbook.ts";
import { ConventionCounts } from "../../lib/analysis/conventions/mod.ts";
import { coverageOf } from "../../lib/analysis/coverage.ts";
import type { ModuleCost } from "../../lib/analysis/measure_modules.ts";
import { sumAccess } from "../../lib/analysis/memory_access.ts";
import type { NamedTensor, NodeCost, Profile } from "../../lib/analysis/profile.ts";
import type { StoredTensor } from "../../lib/analysis/stored_tensors.ts";
import { add, type Dim, multiply, product, sum } from "../../lib/model/dim.ts";
import type { DType } from "../../lib/model/dtype.ts";
import { sumWork, type Work } from "../../lib/operators/work.ts";

/** A node as a test describes it; what is missing is nothing. */
export interface NodeSketch {
  readonly name: string;
  readonly op?: string;
  readonly module?: string;
  readonly type?: string;
  readonly work?: Work;
  readonly reads?: Dim;
  readonly writes?: Dim;
  readonly parameters?: number;
  readonly buffers?: number;
  readonly shape?: readonly Dim[];
  readonly problem?: string;
  readonly folded?: boolean;
}

/** What a test may set beside the nodes. */
export interface ProfileSketch {
  readonly name?: string;
  readonly producer?: string;
  readonly inputs?: readonly NamedTensor[];
  readonly outputs?: readonly NamedTensor[];
  readonly notes?: Profile["notes"];
  readonly peak?: Profile["totals"]["peak"];
  readonly trainable?: number;
  readonly dtype?: DType;
  readonly ranges?: Profile["ranges"];
}

/** A profile of these nodes; sums and modules follow from them. */
export function profileOf(sketches: readonly NodeSketch[], sketch: ProfileSketch = {}): Profile {
  const nodes = sketches.map(nodeOf);
  const {
    inputs = [{ name: "input", dtype: "float32", shape: [1, 3, 224, 224] }],
    outputs = [],
    notes = [],
    dtype = "float32",
    ranges = new Map(),
  } = sketch;
  const parameters = nodes.reduce((total, node) => total + node.parameters, 0);
  const network = () => ({ nodes, program: { calls: [] } }) as unknown as Network;
  return {
    model: {
      name: sketch.name ?? "tiny",
      format: "onnx",
      producer: sketch.producer ?? "pytorch 1.13.1",
      opset: { "ai.onnx": 13 },
      bytes: 4 * parameters + 20_000,
      bytesRead: 20_000,
    },
    inputs,
    outputs,
    totals: {
      parameters,
      ...(sketch.trainable !== undefined && { trainable: sketch.trainable }),
      buffers: nodes.reduce((total, node) => total + node.buffers, 0),
      constants: 0,
      parameterBytes: 4 * parameters,
      parameterBytesByDtype: { [dtype]: 4 * parameters },
      macs: sum(nodes.map((node) => node.macs)),
      flops: sum(nodes.map((node) => node.flops)),
      work: sumWork(nodes.map((node) => node.work)),
      memoryAccess: sumAccess(nodes.map((node) => node.memoryAccess)),
      peak: sketch.peak ?? { activationBytes: 9_633_792, node: nodes[0]?.name ?? "" },
    },
    conventions: new ConventionCounts(network, {}, [flopbook]),
    coverage: coverageOf(nodes, ranges),
    ranges,
    constraints: [],
    modules: modulesOf(nodes, sketches),
    nodes,
    stored: sketches.filter((node) => node.parameters).map((node): StoredTensor => storedOf(node, dtype)),
    tensors: new Map(sketches.map(({ name, shape }) => [`${name}:out`, { name: `${name}:out`, dtype, ...(shape && { shape }) }])),
    timeline: nodes.map(({ name }) => ({ node: name, activationBytes: 0 })),
    lifetimes: [],
    notes,
    explain(name) {
      throw new Error(`Cannot explain ${name} as a sketch has no graph`);
    },
  };
}

function nodeOf(
  { name, op = "Conv", module = "", work = {}, reads = 0, writes = 0, parameters = 0, buffers = 0, ...rest }: NodeSketch,
): NodeCost {
  return {
    name,
    op,
    domain: "ai.onnx",
    module,
    inputs: [`${name}:in`],
    outputs: [`${name}:out`],
    macs: work.macs ?? 0,
    flops: flopbookFlops(work),
    work,
    memoryAccess: { elements: add(reads, writes), readBytes: multiply(reads, 4), writeBytes: multiply(writes, 4) },
    parameters,
    buffers,
    folded: rest.folded ?? false,
    ...(rest.problem !== undefined && { problem: rest.problem }),
  };
}

function storedOf({ name, parameters = 0 }: NodeSketch, dtype: DType): StoredTensor {
  const shape = [parameters];
  const tensor = { name, dtype, shape, byteLength: 4 * parameters, load: () => Promise.resolve(new Uint8Array()) };
  return { name: `${name}.weight`, role: "parameter", tensor, shape, dtype, elements: parameters };
}

function modulesOf(nodes: readonly NodeCost[], sketches: readonly NodeSketch[]): ModuleCost[] {
  const members = new Map<string, number[]>([["", []]]);
  nodes.forEach(({ module }, index) => {
    const parts = module === "" ? [] : module.split(".");
    for (const path of ["", ...parts.map((_, i) => parts.slice(0, i + 1).join("."))]) {
      members.set(path, [...members.get(path) ?? [], index]);
    }
  });
  return [...members].map(([name, indices]): ModuleCost => {
    const inside = indices.map((index) => nodes[index]!);
    const last = sketches[indices.at(-1) ?? -1];
    const leaf = inside.every((node) => node.module === name) && name !== "";
    return {
      name,
      type: leaf ? last?.type ?? "Conv2d" : "Module",
      parameters: inside.reduce((total, node) => total + node.parameters, 0),
      buffers: inside.reduce((total, node) => total + node.buffers, 0),
      parameterBytes: 4 * inside.reduce((total, node) => total + node.parameters, 0),
      macs: sum(inside.map((node) => node.macs)),
      flops: sum(inside.map((node) => node.flops)),
      memoryAccess: sumAccess(inside.map((node) => node.memoryAccess)),
      outputShapes: last?.shape === undefined ? [] : [last.shape],
      nodeCount: inside.length,
    };
  });
}

/** A convolution as a sketch: `[batch, channels, side, side]` out of it. */
export function conv(module: string, batch: Dim, [from, to]: readonly [number, number], kernel: number, side: Dim): NodeSketch {
  const shape = [batch, to, side, side];
  const elements = product(shape);
  return {
    name: `/${module.replaceAll(".", "/")}/Conv`,
    module,
    type: "Conv2d",
    work: { macs: multiply(elements, from * kernel * kernel), adds: elements },
    reads: add(multiply(product([batch, side, side]), from), from * to * kernel * kernel + to),
    writes: elements,
    parameters: from * to * kernel * kernel + to,
    shape,
  };
}

/** A network of `stages × blocks × 3` modules like a residual network's, with an addition of its own in each block. */
export function residualNetwork(batch: Dim, stages = 4, blocks = 3): NodeSketch[] {
  const nodes: NodeSketch[] = [conv("conv1", batch, [3, 64], 7, 112)];
  for (let stage = 1; stage <= stages; stage++) {
    const width = 32 * 2 ** Math.min(stage, 6);
    const side = Math.ceil(112 / 2 ** Math.min(stage, 6));
    for (let block = 0; block < blocks; block++) {
      const path = `layer${stage}.${block}`;
      nodes.push(conv(`${path}.conv1`, batch, [width, width], 3, side));
      nodes.push({ ...unary(`${path}.relu`, "Relu", batch, width, side), type: "ReLU" });
      nodes.push(conv(`${path}.conv2`, batch, [width, width], 3, side));
      nodes.push({ ...unary(`${path}`, "Add", batch, width, side), work: { adds: product([batch, width, side, side]) } });
    }
  }
  return nodes;
}

function unary(module: string, op: string, batch: Dim, channels: number, side: number): NodeSketch {
  const elements = product([batch, channels, side, side]);
  const name = `/${module.replaceAll(".", "/")}/${op}`;
  return { name, op, module, work: { compares: elements }, reads: elements, writes: elements, shape: [batch, channels, side, side] };
}
