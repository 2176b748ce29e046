/** What npm's onnx-proto takes to decode a whole file, again and again, as JSON. Arguments: FILE, how often. */
import onnxProto from "npm:onnx-proto@8.0.1";
import { peakMiB } from "./peak_memory.ts";

const [path, times] = Deno.args;
const ms: number[] = [];
let error: string | undefined;
try {
  for (let run = 0; run <= Number(times); run++) {
    const start = performance.now();
    onnxProto.onnx.ModelProto.decode(await Deno.readFile(path!));
    if (run > 0) ms.push(performance.now() - start);
  }
} catch (problem) {
  error = String(problem).slice(0, 120);
}
console.log(JSON.stringify({ ms, error, peakMiB: await peakMiB() }));
