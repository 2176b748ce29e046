/**
 * Numbers over their budgets, in words.
 *
 * @module
 */
import { BUDGETED, type Overrun } from "../analysis/budget.ts";
import { bytesNumber, exactNumber, percent, shortNumber } from "./number_text.ts";

/**
 * One line: the number, what it is, its limit, and by how much it passes it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   overrunText({ name: "macs", isBytes: false, limit: 4_000_000_000, value: 4_087_339_008, atLeast: false }),
 *   "macs over budget: 4,087,339,008 (4.09 G), limit 4,000,000,000 (4.00 G), over by 87,339,008 (2.2%)",
 * );
 * ```
 */
export function overrunText({ name, convention, isBytes, limit, value, atLeast }: Overrun): string {
  const excess = typeof value === "bigint" ? value - BigInt(limit) : value - limit;
  const ratio = Number(value) / limit;
  const share = limit === 0
    ? ""
    : ratio < 10
    ? ` (${percent(Number(excess) / limit)})`
    : ` (${exactNumber(Math.floor(ratio))} times the limit)`;
  const write = (number: number | bigint) => {
    const short = isBytes ? bytesNumber(number) : shortNumber(number);
    const exact = isBytes ? `${exactNumber(number)} bytes` : exactNumber(number);
    return /^\d+( bytes?)?$/.test(short) ? exact : `${exact} (${short})`;
  };
  const counted = convention === undefined ? "" : ` (${convention})`;
  const least = atLeast ? "at least " : "";
  return `${BUDGETED[name].words}${counted} over budget: ${least}${write(value)}, limit ${write(limit)}, over by ${least}${
    exactNumber(excess)
  }${isBytes ? " bytes" : ""}${share}`;
}
