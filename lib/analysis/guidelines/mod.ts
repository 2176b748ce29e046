/**
 * The guidelines. A new one is a file beside this, a line in the table, and a test.
 *
 * @module
 */
import type { Profile } from "../profile.ts";
import type { TypedModel } from "../typed_model.ts";
import { g4 } from "./element_wise.ts";
import { g1 } from "./equal_width.ts";
import { g3 } from "./fragmentation.ts";
import { g2 } from "./group_convolution.ts";
import type { Guideline, GuidelineReport } from "./guideline.ts";
import { auditedNetwork, type ValueOf } from "./network.ts";

/** Every guideline, in the paper's order. */
export const GUIDELINES: readonly Guideline[] = [g1, g2, g3, g4];

/** What the guidelines say of a network. */
export interface AuditFacts {
  /** Operators that run at inference. */
  readonly operators: number;
  /** Operators that run and whose cost is not a number: they are in none of these. */
  readonly unknown: number;
  /** Operators that a runtime takes into the layers around them when it loads the network: they are in none of these either. */
  readonly absorbed: number;
  /** Multiply-accumulates. */
  readonly macs: number;
  /** Elements read and written. */
  readonly memoryAccess: number;
  /** One report a guideline. */
  readonly reports: readonly GuidelineReport[];
}

/** Audits a network, its free sizes as `valueOf` has them. */
export function auditNetwork(typed: TypedModel, profile: Profile, valueOf?: ValueOf): AuditFacts {
  const network = auditedNetwork(typed, profile, valueOf);
  return {
    operators: network.nodes.length,
    unknown: network.unknown,
    absorbed: network.absorbed,
    macs: network.macs,
    memoryAccess: network.access,
    reports: GUIDELINES.map((guideline) => guideline.audit(network)),
  };
}
