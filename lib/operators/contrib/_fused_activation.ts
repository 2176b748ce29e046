import type { Dim } from "../../model/dim.ts";
import { activationWork, geluWork } from "../activations.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";

/** The work of one element of x · sigmoid(x), which is Swish without a factor of its own. */
export const SILU: Work = sumWork([activationWork("Sigmoid"), { muls: 1 }]);

/** The work of the activation that a fused operator names, on so many elements; none where it names none. */
export function fusedActivationWork(name: string, size: Dim): Work {
  if (name === "" || name.toLowerCase() === "none") return {};
  if (name === "Clip") return repeatWork({ compares: 2 }, size);
  if (name.toLowerCase() === "silu") return repeatWork(SILU, size);
  return repeatWork(name.toLowerCase() === "gelu" ? geluWork("none") : activationWork(name), size);
}
