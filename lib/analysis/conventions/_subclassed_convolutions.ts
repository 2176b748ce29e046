import type { Call } from "../calls/call.ts";
import { parameter } from "./_sizes.ts";
import type { AssumptionRule } from "./convention.ts";

/** A subclass of a layer exports like the layer; tools that look a rule up by the exact class count neither its work nor its parameters. */
export const SUBCLASS_ASSUMPTION: AssumptionRule = {
  id: "subclassed-convolutions",
  text:
    "convolutions over three axes are nn.Conv3d itself; those whose window occurs more than once are often of a subclass that fixes it, which has no rule",
};

/** The convolutions that may be of such a subclass: over three axes, with a window of more than one position that occurs more than once. */
export function mayBeSubclassed(calls: readonly Call[]): ReadonlySet<Call> {
  const convolutions = calls.filter((call) => call.type === "Conv" && call.isModule && call.output.length === 5);
  const byWindow = Map.groupBy(convolutions, (call) => parameter(call, "weight")!.shape.slice(2).join("×"));
  return new Set([...byWindow].filter(([window, same]) => window !== "1×1×1" && same.length > 1).flatMap(([, same]) => same));
}
