/** Builds and profiles one network of the zoo and prints, as JSON, how long that took once the module was there, and the peak of memory. */
import { peakMiB } from "./peak_memory.ts";
const { profile, zoo } = await import("../../mod.ts");
const [name, options] = Deno.args;
const makers = zoo as unknown as Record<string, (options: object) => Parameters<typeof profile>[0]>;
const start = performance.now();
const report = await profile(makers[name!]!(JSON.parse(options ?? "{}")));
const done = performance.now();
console.log(
  JSON.stringify({ ms: done - start, peakMiB: await peakMiB(), parameters: report.parameters }),
);
