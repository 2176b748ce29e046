/** How two operands met below opset 7: the second was laid along the axes of the first, from `axis` on. */
import type { Dim } from "../model/dim.ts";
import { type Attributes, optional } from "./define.ts";
import { Contradiction, type Operand } from "./operand.ts";

/** The attributes of that time. A newer node has none of them, and its operands meet at the last axis. */
export const earlierBroadcast = { axis: optional.int, broadcast: optional.int } as const;

/** Their values. */
export type EarlierBroadcast = Attributes<Partial<typeof earlierBroadcast>>;

/** The second operand's shape, with sizes of 1 behind it so that both meet at the last axis. */
export function alignedShape(A: Operand, B: Operand, { axis, broadcast }: EarlierBroadcast): readonly Dim[] {
  if (axis === undefined || !broadcast) return B.shape;
  const start = axis < 0 ? axis + A.rank : axis;
  if (!(start >= 0 && start <= A.rank)) throw new Contradiction(`axis must be within [${-A.rank}, ${A.rank}]: current axis is ${axis}`);
  const behind = Math.max(0, A.rank - start - B.rank);
  return [...B.shape, ...new Array<Dim>(behind).fill(1)];
}
