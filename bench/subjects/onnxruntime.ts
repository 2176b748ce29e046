/** What onnxruntime takes to make a session of a file, again and again, as JSON. Arguments: FILE, how often. */
import { peakMiB } from "./peak_memory.ts";

// Not a literal import: that would be downloaded by everyone who checks these files.
const ONNXRUNTIME = "npm:onnxruntime-node@1.30.0";

const [path, times] = Deno.args;
const ms: number[] = [];
let error: string | undefined;
try {
  const { InferenceSession } = await import(ONNXRUNTIME);
  for (let run = 0; run <= Number(times); run++) {
    const start = performance.now();
    const session = await InferenceSession.create(path, { logSeverityLevel: 4 });
    if (run > 0) ms.push(performance.now() - start);
    await session.release();
  }
} catch (problem) {
  error = String(problem).slice(0, 120);
}
console.log(JSON.stringify({ ms, error, peakMiB: await peakMiB() }));
