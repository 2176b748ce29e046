import type { Dim } from "../../model/dim.ts";
import { activationWork, geluWork } from "../activations.ts";
import { repeatWork, sumWork, type Work } from "../work.ts";

/** SiLU of one element: the sigmoid, and a multiplication by it. */
export const SILU: Work = sumWork([activationWork("Sigmoid"), { muls: 1 }]);

/** Activations that have another name, or none, in the standard; with their bounds given, a clip takes two comparisons. */
const OTHERS = new Map<string, Work>([
  ["", {}],
  ["none", {}],
  ["clip", { compares: 2 }],
  ["gelu", geluWork("none")],
  ["fastgelu", geluWork("tanh")],
  ["quickgelu", activationWork("Swish")],
  ["silu", SILU],
]);

/** The work of the activation that a fused operator names, on so many elements; none where it names none. */
export function fusedActivationWork(name: string, size: Dim): Work {
  return repeatWork(OTHERS.get(name.toLowerCase()) ?? activationWork(name), size);
}
