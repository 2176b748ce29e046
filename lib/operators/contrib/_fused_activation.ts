import type { Dim } from "../../model/dim.ts";
import { activationWork, geluWork } from "../activations.ts";
import { repeatWork, type Work } from "../work.ts";

/** The work of the activation that a fused operator names, on so many elements; none where it names none. */
export function fusedActivationWork(name: string, size: Dim): Work {
  if (name === "" || name.toLowerCase() === "none") return {};
  if (name === "Clip") return repeatWork({ compares: 2 }, size);
  return repeatWork(name.toLowerCase() === "gelu" ? geluWork("none") : activationWork(name), size);
}
