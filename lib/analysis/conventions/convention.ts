/**
 * The mechanism by which a tool's way of counting is stated once. It knows no tool.
 *
 * @module
 */
import type { Dim } from "../../model/dim.ts";
import type { Program } from "../calls/call.ts";
import type { NodeCost, Totals } from "../profile.ts";
import type { StoredTensors } from "../stored_tensors.ts";
import type { TypedModel } from "../typed_model.ts";

/** What conventions count. */
export interface Network {
  /** The graph with its types. */
  readonly typed: TypedModel;
  /** Its stored tensors. */
  readonly stored: StoredTensors;
  /** What each node costs. */
  readonly nodes: readonly NodeCost[];
  /** Sums over all nodes and parameters. */
  readonly totals: Pick<Totals, "parameters" | "macs" | "flops">;
  /** The program that the graph was exported from. */
  readonly program: Program;
}

/** A part of a tool's number. All parts of a number sum exactly to it, before the tool divides or rounds it. */
export interface Item {
  /** Indices of the nodes that it is for; none for what the graph does not show. */
  readonly nodes: readonly number[];
  /** The module that it is for. */
  readonly module: string;
  /** How much. */
  readonly amount: Dim;
  /** Why: a key of the convention's reasons. */
  readonly reason: string;
}

/** Asks whether an assumption is taken the other way round. */
export type Otherwise = (id: string) => boolean;

/** How one of a tool's numbers comes about. */
export interface NumberRule {
  /**
   * Its parts.
   *
   * @throws {Unknown} If one of them cannot be told.
   */
  items(network: Network, otherwise: Otherwise): readonly Item[];
  /** What the tool makes of the sum in the end: a division or a rounding. */
  finish?(sum: Dim): Dim | number | undefined;
  /** What it counts for one multiply-accumulate: 1 without a word. */
  readonly perMac?: 1 | 2;
  /** True where it is of one sample, whatever the batch. */
  readonly isOfOneSample?: boolean;
}

/** What the graph cannot tell, and what is assumed. */
export interface AssumptionRule {
  /** Its name. */
  readonly id: string;
  /** What is assumed and why, in words. */
  readonly text: string;
}

/** What is told of a tool's way of counting. */
export interface ConventionFacts {
  /** Its name. */
  readonly name: string;
  /** The tool's repository, or the paper or page. */
  readonly source: string;
  /** The version whose rules these are. */
  readonly version: string;
  /** What its numbers count, in words. */
  readonly unit: string;
  /** What it counts: calls of modules and functions, as a PyTorch program makes them, or the graph's nodes. */
  readonly counts: "calls" | "nodes";
  /** The number that stands for it in displays and comparisons. */
  readonly main: string;
  /** The number that counts parameters, if there is one. */
  readonly parameterNumber?: string;
  /** Which parameters that number counts, in words. */
  readonly parameterRule?: string;
  /** Reasons of items, in words. */
  readonly reasons: Readonly<Record<string, string>>;
  /** The names of its numbers. */
  readonly numbers: Readonly<Record<string, unknown>>;
}

/** A tool's way of counting, as its file states it. */
export interface Convention<N extends string = string> extends ConventionFacts {
  /** The number that stands for it in displays and comparisons. */
  readonly main: NoInfer<N>;
  /** The number that counts parameters, if there is one. */
  readonly parameterNumber?: NoInfer<N>;
  /** Its numbers under the tool's own names. */
  readonly numbers: { readonly [K in N]: NumberRule };
  /** What it assumes where the graph does not tell. */
  readonly assumptions?: readonly AssumptionRule[];
}

/** Checks a convention's names: a main number that is none does not compile. */
export function defineConvention<const N extends string>(convention: Convention<N>): Convention {
  return convention as Convention;
}
