/**
 * Work: how many of each primitive arithmetic operation something takes. Never "flops": a convention turns work into those.
 *
 * @module
 */
import { type Dim, multiply, sum } from "../model/dim.ts";

/** A primitive operation's name. */
export type Primitive =
  | "macs"
  | "adds"
  | "muls"
  | "divs"
  | "compares"
  | "signs"
  | "exps"
  | "logs"
  | "sqrts"
  | "pows"
  | "tanhs"
  | "erfs"
  | "trigs"
  | "rounds"
  | "bits";

/** The primitive operations, with what counts as one. */
export const PRIMITIVES: Readonly<Record<Primitive, string>> = {
  macs: "multiply-accumulates: one product added to a sum",
  adds: "additions and subtractions",
  muls: "multiplications",
  divs: "divisions and remainders",
  compares: "comparisons, minima, maxima, thresholds",
  signs: "sign changes, absolute values, signs",
  exps: "exponentials",
  logs: "logarithms",
  sqrts: "square roots",
  pows: "powers other than squares",
  tanhs: "hyperbolic functions",
  erfs: "error functions",
  trigs: "trigonometric functions and their inverses",
  rounds: "roundings to a whole number",
  bits: "operations on bits and truth values, which are no floating-point operations",
};

/** Counts of primitive operations; one that is missing is 0. */
export type Work = { readonly [P in Primitive]?: Dim };

/** Why an operator does no arithmetic: it only renames data, it computes sizes, or it moves data. */
export type Free = "view" | "shape" | "movement";

/** What a work rule answers: counts, or the reason why there are none. */
export type WorkAnswer = Work | { readonly free: Free };

/** The work of several things together. */
export function sumWork(all: Iterable<Work>): Work {
  const lists: { [P in Primitive]?: Dim[] } = {};
  for (const work of all) {
    for (const name in work) (lists[name as Primitive] ??= []).push(work[name as Primitive]!);
  }
  return Object.fromEntries(Object.entries(lists).map(([name, dims]) => [name, sum(dims)]));
}

/** `count` times the same work. */
export function repeatWork(work: Work, count: Dim): Work {
  return Object.fromEntries(Object.entries(work).map(([name, dim]) => [name, multiply(dim, count)]));
}
