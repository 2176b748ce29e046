/**
 * Reads a file from its start to its end, or computes the statistics of every tensor in it, and prints as JSON how long that took and the peak of
 * memory.
 */
import { peakMiB } from "./peak_memory.ts";
import { load } from "../../mod.ts";
import { statisticsOf } from "../../lib/weights/statistics.ts";

const [mode, path] = Deno.args;
const start = performance.now();
let elements = 0;
if (mode === "read") {
  using file = await Deno.open(path!);
  const buffer = new Uint8Array(1 << 20);
  while (await file.read(buffer) !== null);
} else {
  const { graph: { initializers } } = await load(path!);
  for await (const [, { count }] of statisticsOf(initializers)) elements += count;
}
const done = performance.now();
console.log(JSON.stringify({ ms: done - start, elements, peakMiB: await peakMiB() }));
