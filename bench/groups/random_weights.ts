import { spreadOf } from "../../lib/analysis/timing/spread.ts";
import { toOnnx, zoo } from "../../mod.ts";
import { serveRanges } from "../serve_ranges.ts";
import { runSubject } from "../subject.ts";
import { type Bench, bytes, line, ms } from "./group.ts";
import type { MeasuredRun } from "./kernels.ts";

/** A model of 100 MB behind an address, timed without its weights and with them, in turns. */
export async function measureRandomWeights({ folder, runs }: Bench): Promise<void> {
  console.log("\nA remote ResNet-50, timed on one thread with random weights, and with its own");
  await Deno.writeFile(`${folder}/resnet50.onnx`, await toOnnx(zoo.resnet50()));
  await using server = serveRanges(folder, 0);
  const times: Record<"random" | "stored", number[]> = { random: [], stored: [] };
  let read = { bytes: 0, bytesRead: 0 };
  for (let turn = 0; turn < runs; turn++) {
    for (const weights of ["random", "stored"] as const) {
      const run = await runSubject<MeasuredRun>("measure.ts", `${server.url}resnet50.onnx`, weights, "10");
      times[weights].push(...run.milliseconds);
      if (weights === "random") read = run;
    }
  }
  const { random, stored } = { random: spreadOf(times.random), stored: spreadOf(times.stored) };
  const share = `${(100 * read.bytesRead / read.bytes).toPrecision(2)} %`;
  line("bytes read", `${bytes(read.bytesRead)} of ${bytes(read.bytes)} (${share})`, "wanted: under 2 %");
  for (const [weights, { median, lower, upper, least }] of Object.entries({ random, stored })) {
    line(`${weights} weights`, `${ms(median)} a run`, `half between ${ms(lower)} and ${ms(upper)}`, `the shortest ${ms(least)}`);
  }
  const isWithin = stored.lower <= random.median && random.median <= stored.upper;
  line("within the spread", isWithin ? "yes" : "no", `${(random.median / stored.median).toFixed(3)} of the time`);
  await Deno.remove(`${folder}/resnet50.onnx`);
}
