import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { statisticsBundle, statisticsLine, statisticsText } from "../../lib/display/statistics_display.ts";
import type { Statistics } from "../../lib/model/statistics.ts";

const STATISTICS: Statistics = {
  count: 1600,
  nonFinite: 0,
  zeros: 400,
  min: -1,
  max: 2.96875,
  mean: 0.123456,
  std: 1,
  histogram: { low: -1, high: 3, counts: Array.from({ length: 64 }, (_, index) => index === 0 ? 1537 : 1) },
};

Deno.test("the numbers stand in a line", () => {
  assertEquals(statisticsLine(STATISTICS), "mean 0.1235, std 1, min -1, max 2.969, 400 zeros (25.0%) of 1,600 elements");
  assertStringIncludes(statisticsLine({ ...STATISTICS, nonFinite: 3 }), "3 not finite");
});

Deno.test("the histogram in text has few rows that sum to the elements, and names are made printable", () => {
  const lines = statisticsText("fc\n.weight", STATISTICS).split("\n");
  assert(!lines[0]!.includes("weight\n") && lines.length === 2 + 16, lines.join("|"));
  const counts = lines.slice(2).map((line) => Number(/^\s*\S+\s+([\d,]+)/.exec(line)![1]!.replace(",", "")));
  assertEquals(counts.reduce((a, b) => a + b), 1600);
});

Deno.test("the picture has every bin, and nothing at all is a picture too", () => {
  const spec = statisticsBundle("w", STATISTICS)["application/vnd.vegalite.v5+json"] as {
    data: { values: { from: number; to: number; count: number }[] };
  };
  assertEquals(spec.data.values.length, 64);
  assertEquals(spec.data.values[1], { from: -0.9375, to: -0.875, count: 1 });
  const none = {
    count: 0,
    nonFinite: 0,
    zeros: 0,
    min: undefined,
    max: undefined,
    mean: undefined,
    std: undefined,
    histogram: { low: 0, high: 0, counts: [] },
  };
  assertStringIncludes(statisticsBundle("w", none)["text/plain"], "mean ?, std ?, min ?, max ?, 0 zeros of 0 elements");
});
