/** What sampling between grid points takes, axis after axis. */
import { repeatWork, sumWork, type Work } from "./work.ts";

/** Ways to sample between grid points. */
export type Interpolation = "nearest" | "linear" | "cubic";

/** The work of finding the weights of one position along `axes` axes: the whole part, the rest, and from that the neighbours' weights. */
export function weightsWork(mode: Interpolation, axes: number): Work {
  if (mode === "nearest") return { rounds: axes };
  if (mode === "linear") return repeatWork({ rounds: 1, adds: 2 }, axes);
  // Keys' cubic convolution (1981): two polynomials of each kind, in Horner's form.
  return repeatWork({ rounds: 1, adds: 1 + 13, muls: 12 }, axes);
}

/** The work of one sample along `axes` axes once the weights are known: one axis is joined after the other. */
export function sampleWork(mode: Interpolation, axes: number): Work {
  if (mode === "nearest") return {};
  const taps = mode === "linear" ? 2 : 4;
  const joins = Array.from({ length: axes }, (_, axis) => taps ** axis);
  return sumWork(joins.map((count) => repeatWork({ muls: taps, adds: taps - 1 }, count)));
}
