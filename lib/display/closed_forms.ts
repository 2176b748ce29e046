/**
 * Costs that are expressions in the free sizes.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import { literalDim, numberOf } from "./dim_text.ts";
import type { ProfileView } from "./profile_view.ts";

/** A cost in closed form. */
export interface ClosedForm {
  /** The cost, by the name that code uses for it. */
  readonly name: string;
  /** The expression, as the JSON contract writes it. */
  readonly expression: string;
  /** The expression's value at the stand-ins; `undefined` where they make no sense in it. */
  readonly example: number | undefined;
}

/** The totals that are expressions. Empty where all are numbers. */
export function closedForms({ profile: { totals }, standIns }: ProfileView): ClosedForm[] {
  const costs: [string, Dim][] = [
    ["macs", totals.macs],
    ["flops", totals.flops],
    ["memoryAccess.elements", totals.memoryAccess.elements],
    ["memoryAccess.readBytes", totals.memoryAccess.readBytes],
    ["memoryAccess.writeBytes", totals.memoryAccess.writeBytes],
    ["peak.activationBytes", totals.peak.activationBytes],
  ];
  return costs.filter(([, dim]) => numberOf(dim) === undefined)
    .map(([name, dim]) => ({ name, expression: literalDim(dim), example: standIns.valueOf(dim) }));
}
