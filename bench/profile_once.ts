/** Profiles one model and prints, as JSON, how long it took from import to answer, the peak of memory, and what was read. */
const start = performance.now();
const { profile } = await import("../mod.ts");
const imported = performance.now();
const [source, dims] = Deno.args;
const report = await profile(source!, dims ? { dims: JSON.parse(dims) } : {});
const done = performance.now();
const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
console.log(JSON.stringify({
  importMs: imported - start,
  profileMs: done - imported,
  peakMiB: Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? NaN) / 1024,
  macs: report.macs,
  bytes: report.model.bytes,
  bytesRead: report.model.bytesRead,
}));
