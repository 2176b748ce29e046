import { assertStringIncludes } from "@std/assert";
import { runLines, type TimingView } from "../../lib/display/timing_text.ts";

function lineFor(milliseconds: number, batch: number): string {
  const runs = { median: milliseconds, lower: milliseconds, upper: milliseconds, least: milliseconds, count: 20 };
  return runLines({ runs, batch } as unknown as TimingView).join("\n");
}

Deno.test("items a second have three digits and no exponent", () => {
  assertStringIncludes(lineFor(0.5, 1), "), 2.00 k items a second");
  assertStringIncludes(lineFor(40, 8), "), 200 items a second");
  assertStringIncludes(lineFor(1000 / 999.7, 1), "), 1.00 k items a second");
  assertStringIncludes(lineFor(3000, 1), "), 0.333 items a second");
});
