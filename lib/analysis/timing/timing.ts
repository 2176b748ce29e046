/**
 * Time beside counts: what each kernel of a run did, how fast, and what the counts do not explain.
 *
 * @module
 */
import { constantOf, type Dim } from "../../model/dim.ts";
import { classOf, type OperatorClass } from "../operator_class.ts";
import type { NodeCost, Profile } from "../profile.ts";
import type { TypedModel } from "../typed_model.ts";
import type { Trace } from "./kernel.ts";
import { mapKernels, type MappedKernel } from "./map_kernels.ts";

/** A kernel's time beside what the nodes that it stands for cost. */
export interface TimedKernel extends MappedKernel {
  /** The module of its main node, the one with most multiply-accumulates; `""` is the network itself; missing where no node is known. */
  readonly module?: string;
  /** That module, or the node's name where it stands in none; the runtime's own name where no node is known. */
  readonly place: string;
  /** What kind of work it is: that of the heaviest of its nodes; `movement` for a conversion and for a view that the runtime runs. */
  readonly kind: OperatorClass;
  /** Multiply-accumulates of its nodes. */
  readonly macs: number;
  /** Operations of its nodes under the `flopbook` convention. */
  readonly flops: number;
  /** Bytes that its nodes would read and write one by one; a fused kernel touches fewer. */
  readonly bytes: number;
}

/** The time of one kind of work. */
export interface ClassTime {
  /** The kind. */
  readonly kind: OperatorClass;
  /** Time in a run, in microseconds. */
  readonly microseconds: number;
  /** The share of all kernels' time. */
  readonly share: number;
  /** Multiply-accumulates. */
  readonly macs: number;
}

/** The time of a module, with all that is in it. */
export interface ModuleTime {
  /** The module's path. */
  readonly module: string;
  /** Time in a run, in microseconds. */
  readonly microseconds: number;
  /** Multiply-accumulates. */
  readonly macs: number;
  /** Operations under the `flopbook` convention. */
  readonly flops: number;
  /** Bytes that its nodes would read and write one by one. */
  readonly bytes: number;
}

/** How fast a machine can be. */
export interface Rates {
  /** Multiply-accumulates a second. */
  readonly macsPerSecond: number;
  /** Bytes read or written a second. */
  readonly bytesPerSecond: number;
}

/** A run's time, taken apart. */
export interface Timing {
  /** The kernels, in the order in which they ran. */
  readonly kernels: readonly TimedKernel[];
  /** Time of all kernels in a run, in microseconds. */
  readonly kernelMicroseconds: number;
  /** The share of it that is mapped to nodes of the model. */
  readonly mappedShare: number;
  /** The share of a profiled run that no kernel accounts for; `undefined` where the profile does not tell. */
  readonly outsideShare: number | undefined;
  /** By kind of work, the longest first. */
  readonly classes: readonly ClassTime[];
  /** By module, each with what is in it. */
  readonly modules: readonly ModuleTime[];
  /** The rates by which counts are compared with times: the machine's, or the best that kernels of this run reached. */
  readonly rates: Rates;
  /** The share of the kernels' time that the counts do not explain at these rates. */
  readonly unexplainedShare: number;
}

/** Kinds from the heaviest on: a kernel of several is of the first that it has; what runs for a view moves data. */
const HEAVIEST: readonly OperatorClass[] = ["conv", "product", "depthwise", "reduction", "elementwise"];
/** The best rate is that of kernels that took at least such a share of the time: shorter ones are timed too coarsely. */
const TELLING_SHARE = 0.01;

/** Puts a run's kernels beside the counts of a network whose sizes are those of the run. */
export function timingOf(trace: Trace, typed: TypedModel, profile: Profile, device?: Rates): Timing {
  const kernels = mapKernels(trace.kernels, typed, profile).map((kernel) => timed(kernel, typed, profile));
  const total = sumOf(kernels, ({ microseconds }) => microseconds);
  const rates = device ?? bestRates(kernels, total);
  const explained = sumOf(kernels, (kernel) => Math.min(kernel.microseconds, 1e6 * explainedSeconds(kernel, rates)));
  return {
    kernels,
    kernelMicroseconds: total,
    mappedShare: sumOf(kernels.filter(({ nodes }) => nodes.length > 0), ({ microseconds }) => microseconds) / total,
    outsideShare: trace.runMicroseconds === undefined ? undefined : Math.max(0, 1 - total / trace.runMicroseconds),
    classes: classTimes(kernels, total),
    modules: moduleTimes(kernels, profile),
    rates,
    unexplainedShare: 1 - explained / total,
  };
}

/** What a kernel needs at least at these rates. */
export function explainedSeconds({ macs, bytes }: { readonly macs: number; readonly bytes: number }, rates: Rates): number {
  return Math.max(macs / rates.macsPerSecond, bytes / rates.bytesPerSecond);
}

function timed(kernel: MappedKernel, typed: TypedModel, profile: Profile): TimedKernel {
  const nodes = kernel.nodes.map((index) => profile.nodes[index]!);
  const main = nodes.reduce<NodeCost | undefined>(
    (best, node) => best !== undefined && macsOf(best) >= macsOf(node) ? best : node,
    undefined,
  );
  const counted = kernel.by === "layout" ? [] : nodes;
  const kinds = kernel.nodes.map((index) => classOf(typed.nodes[index]!, profile.nodes[index]!));
  const of = (count: (node: NodeCost) => Dim) => sumOf(counted, (node) => Number(constantOf(count(node)) ?? 0));
  return {
    ...kernel,
    ...(main !== undefined && { module: main.module }),
    place: main === undefined ? kernel.name : main.module || main.name,
    kind: kernel.by === undefined || kernel.by === "layout" ? "movement" : HEAVIEST.find((kind) => kinds.includes(kind)) ?? "movement",
    macs: of((node) => node.macs),
    flops: of((node) => node.flops),
    bytes: of((node) => node.memoryAccess.readBytes) + of((node) => node.memoryAccess.writeBytes),
  };
}

function macsOf({ macs }: NodeCost): number {
  return Number(constantOf(macs) ?? 0);
}

function bestRates(kernels: readonly TimedKernel[], total: number): Rates {
  const telling = kernels.filter(({ microseconds }) => microseconds >= TELLING_SHARE * total);
  const best = (count: (kernel: TimedKernel) => number) =>
    Math.max(1, ...telling.map((kernel) => 1e6 * count(kernel) / kernel.microseconds).filter(Number.isFinite));
  return { macsPerSecond: best(({ macs }) => macs), bytesPerSecond: best(({ bytes }) => bytes) };
}

function classTimes(kernels: readonly TimedKernel[], total: number): ClassTime[] {
  return [...Map.groupBy(kernels, ({ kind }) => kind)].map(([kind, group]) => {
    const microseconds = sumOf(group, (kernel) => kernel.microseconds);
    return { kind, microseconds, share: microseconds / total, macs: sumOf(group, ({ macs }) => macs) };
  }).sort((a, b) => b.microseconds - a.microseconds);
}

function moduleTimes(kernels: readonly TimedKernel[], profile: Profile): ModuleTime[] {
  const sums = new Map(profile.modules.map(({ name }) => [name, { microseconds: 0, macs: 0, flops: 0, bytes: 0 }]));
  for (const { module, microseconds, macs, flops, bytes } of kernels) {
    if (module === undefined) continue;
    for (let path = module;; path = path.slice(0, Math.max(0, path.lastIndexOf(".")))) {
      const sum = sums.get(path);
      if (sum !== undefined) {
        sum.microseconds += microseconds;
        sum.macs += macs;
        sum.flops += flops;
        sum.bytes += bytes;
      }
      if (path === "") break;
    }
  }
  return [...sums].map(([module, sum]) => ({ module, ...sum }));
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
