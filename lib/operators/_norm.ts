import { add, type Dim, subtract } from "../model/dim.ts";
import type { Work } from "./work.ts";

/** The work of (Σ|x|ᵖ)^(1/p) of `n` elements; squares need no absolute value. */
export function norm(n: Dim, p: number): Work {
  const adds = subtract(n, 1);
  if (p === 1) return { signs: n, adds };
  return p === 2 ? { muls: n, adds, sqrts: 1 } : { signs: n, pows: add(n, 1), adds };
}
