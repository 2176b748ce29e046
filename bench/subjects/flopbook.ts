/**
 * Profiles one model again and again and prints, as JSON, how long it took: the import, the first profile, the ones after it, and the parts of these.
 *
 * Arguments: SOURCE, how often, the values of free dimensions as JSON.
 */
import { peakMiB } from "./peak_memory.ts";

const begun = performance.now();
const { load, profile } = await import("../../mod.ts");
const importMs = performance.now() - begun;
const [source, times, dims] = Deno.args;
const options = dims ? { dims: JSON.parse(dims) } : {};

async function timed<T>(run: () => T | Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await run();
  return { ms: performance.now() - start, value };
}

const first = await timed(() => profile(source!, options));
// The engine compiles a loop when it has run for a while: whoever profiles many files, or one again in a notebook, is there soon.
const warmUntil = performance.now() + Number(times) * 300;
for (let run = 0; run < 30 && performance.now() < warmUntil; run++) await profile(source!, options);
const warm: number[] = [];
for (let run = 0; run < Number(times); run++) warm.push((await timed(() => profile(source!, options))).ms);
const peak = await peakMiB();

// The parts, by the functions that a profile is made of.
const { inferShapes } = await import("../../lib/analysis/infer_shapes.ts");
const { measure } = await import("../../lib/analysis/measure.ts");
const parts: Record<string, number[]> = { read: [], infer: [], measure: [], show: [] };
for (let run = 0; run < Number(times); run++) {
  const read = await timed(() => load(source!));
  const inferred = await timed(() => inferShapes(read.value.model, options));
  const measured = await timed(() => measure(inferred.value));
  const shown = await timed(() => first.value.toMimeBundle());
  for (const [name, { ms }] of Object.entries({ read, infer: inferred, measure: measured, show: shown })) parts[name]!.push(ms);
}
const { bytes, bytesRead } = first.value.model;
console.log(
  JSON.stringify({ importMs, firstMs: first.ms, warm, parts, peakMiB: peak, bytes, bytesRead, nodes: first.value.facts.nodes.length }),
);
