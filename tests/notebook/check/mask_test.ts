import { assertEquals } from "@std/assert";
import { maskTimes, tellsTimes } from "../../../lib/notebook/check/mask.ts";

Deno.test("two runs of one measurement are equal under the mask", () => {
  const rows: [string, string][] = [
    ["took 9.81 ms", "took 12.3 ms"],
    ["conv   9.81 ms  x", "conv 1,012.30 ms  x"],
    ["0.8 ± 0.1 s", "12 ± 0.25 s"],
    ["12–14 µs", "8.1–90 µs"],
    ["<td>12.5&nbsp;ms</td>", "<td>8&nbsp;ms</td>"],
    ["45.2 GFLOP/s", "101 GFLOP/s"],
    ["1.2e-3 s\n", "3 s\n"],
    ["812 images/s", "9 images/s"],
    ["70 tokens per second", "8.2 tokens per second"],
  ];
  for (const [one, other] of rows) {
    assertEquals(maskTimes(one), maskTimes(other));
    assertEquals(tellsTimes(one), true, one);
  }
});

Deno.test("all other digits, and the units themselves, are not covered", () => {
  const rows = [
    "4,087,339,008 macs",
    "25.6 M parameters",
    "3 × 3 × 64",
    "1.8×",
    "97.5 MiB",
    "4.1 GFLOPs",
    "v1.2 s3",
    "10 samples",
    "12 months",
    "37 %",
    "7 msx",
  ];
  for (const row of rows) {
    assertEquals(maskTimes(row), row);
    assertEquals(tellsTimes(row), false, row);
  }
  assertEquals(maskTimes("3 s") === maskTimes("3 ms"), false);
  assertEquals(maskTimes("conv1 1.5 ms of 12 macs"), "conv1 # ms of 12 macs");
  assertEquals(maskTimes("a  b   \n1 ms\n  c"), "a  b   \n # ms\n  c");
});
