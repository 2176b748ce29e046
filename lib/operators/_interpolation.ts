/** What sampling between grid points takes, axis after axis. */
import { type Dim, product, subtract } from "../model/dim.ts";
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

/** How many neighbours a sample takes along an axis. */
export const TAPS: { readonly [mode in Interpolation]: number } = { nearest: 1, linear: 2, cubic: 4 };

/** The work of one sample along `axes` axes once the weights are known: one axis is joined after the other. */
export function sampleWork(mode: Interpolation, axes: number): Work {
  return mode === "nearest" ? {} : joinWork(new Array<number>(axes).fill(TAPS[mode]));
}

/** The work of joining that many neighbours along each axis, the first axis last: one weighted sum for each combination of those before it. */
export function joinWork(taps: readonly Dim[]): Work {
  return sumWork(taps.map((count, axis) => repeatWork({ muls: count, adds: subtract(count, 1) }, product(taps.slice(0, axis)))));
}
