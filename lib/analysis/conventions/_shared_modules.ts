import type { Call } from "../calls/call.ts";
import type { AssumptionRule } from "./convention.ts";

/** Which of several modules with the same parameters are one. */
export const SHARED_ASSUMPTION: AssumptionRule = {
  id: "shared-modules",
  text:
    "layers at several paths with the same parameters are one module that several others hold, which is counted once more for each; they may be several whose parameters are tied",
};

/** How many modules hold a call's module. */
export function holders({ paths }: Call, areTied: boolean): number {
  return areTied ? 1 : paths;
}
