/**
 * The costs that a display may compare layers by.
 *
 * @module
 */
import { add, type Dim } from "../model/dim.ts";
import type { MemoryAccess } from "../analysis/memory_access.ts";
import { bytesDim, exactDim, shortDim } from "./dim_text.ts";

/** What a node, a module and a whole network have in common. */
export interface Costs {
  /** Elements of parameters. */
  readonly parameters: Dim;
  /** Multiply-accumulates. */
  readonly macs: Dim;
  /** Operations under the `flopbook` convention. */
  readonly flops: Dim;
  /** Memory touched. */
  readonly memoryAccess: MemoryAccess;
}

/** One cost: what it is called and how it is shown. */
export interface Metric {
  /** What table headings call it, unit included. */
  readonly title: string;
  /** A mid-tone that reads on white and on black. */
  readonly color: string;
  /** The part of coverage on which it depends; missing for what the file always tells. */
  readonly unknownWith?: "work" | "memory";
  /** The cost itself. */
  of(costs: Costs): Dim;
  /** Three digits and a unit; an expression longer than `width` is cut. */
  short(dim: Dim, width?: number): string;
  /** Every digit. */
  exact(dim: Dim): string;
}

/** The name of a cost. */
export type MetricName = "macs" | "flops" | "parameters" | "memoryAccess";

/** The costs, by the name that an option takes. */
export const METRICS = {
  macs: { title: "macs", color: "#4c78a8", unknownWith: "work", of: (costs: Costs): Dim => costs.macs, short: shortDim, exact: exactDim },
  flops: {
    title: "flops (flopbook)",
    color: "#b279a2",
    unknownWith: "work",
    of: (costs: Costs): Dim => costs.flops,
    short: shortDim,
    exact: exactDim,
  },
  parameters: { title: "parameters", color: "#e0812b", of: (costs: Costs): Dim => costs.parameters, short: shortDim, exact: exactDim },
  memoryAccess: {
    title: "memory access (bytes)",
    color: "#54a24b",
    unknownWith: "memory",
    of: ({ memoryAccess }: Costs): Dim => add(memoryAccess.readBytes, memoryAccess.writeBytes),
    short: bytesDim,
    exact: exactDim,
  },
} as const satisfies Record<MetricName, Metric>;
