import { assertEquals, assertStringIncludes } from "@std/assert";
import { Device } from "../lib/device.ts";
import * as nn from "../lib/nn/mod.ts";
import { profile } from "../lib/profile.ts";

Deno.test("a calibrated machine can be drawn as a roofline", async () => {
  const report = await profile(new nn.Conv2d(64, 64, 3, { padding: 1, bias: false }), { inputs: { x: [1, 64, 8, 8] } });
  const figures = { macsPerSecond: 1e9, bytesPerSecond: 1e9, operatorMicroseconds: 1, conditions: "a test" };
  const chart = report.chart("roofline", { device: new Device(figures, report.facts) });
  // 2 × 9 × 64 × 64 × 64 operations for 4 × (2 × 64 × 64 + 9 × 64 × 64) bytes are 26.2 a byte: more than the 2 that the machine has time for
  assertStringIncludes(String(chart), "on this machine");
  assertEquals(/26\.2 +2\.00 Gflops\/s +arithmetic/.test(String(chart)), true, String(chart));
});
