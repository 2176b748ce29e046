import { writeInlineWeights } from "../models.ts";
import { median, runSubject } from "../subject.ts";
import { type Bench, bytes, line, ms } from "./group.ts";

const [LAYERS, WIDTH] = [300, 1265];

interface Run {
  readonly ms: number;
  readonly peakMiB: number;
}

/**
 * The statistics of 1.9 GB of weights beside plain reading of the same file: with the file on the disk only, and with all of it in the system's cache.
 * The file is written once, with random numbers; GNU's `dd` puts it out of the cache, and where there is none the first part is left out.
 */
export async function measureWeights({ folder, runs }: Bench): Promise<void> {
  const file = `${folder}/weights.onnx`;
  const byteLength = await writeInlineWeights(file, LAYERS, WIDTH, randomWeights(WIDTH * WIDTH));
  await new Deno.Command("sync", { args: [file] }).output().catch(() => {});
  const wanted = "wanted: from the disk half the speed of plain reading, under 150 MB";
  console.log(`\nStatistics of weights: ${bytes(byteLength)} of float32 in ${LAYERS} tensors (${wanted})`);
  if (await putOutOfCache(file)) await beside("from the disk", file, byteLength, runs, () => putOutOfCache(file));
  await Deno.open(file).then((it) => it.readable.pipeTo(new WritableStream()));
  await beside("from the system's cache", file, byteLength, runs, () => Promise.resolve());
  await Deno.remove(file);
}

/** Normally distributed numbers, as weights are. */
function randomWeights(count: number): Uint8Array {
  const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  return new Uint8Array(Float32Array.from({ length: count }, () => 0.02 * normal()).buffer);
}

/** Puts a file out of the system's cache; false where that cannot be done. */
async function putOutOfCache(file: string): Promise<boolean> {
  const args = [`if=${file}`, "iflag=nocache", "count=0", "status=none"];
  return await new Deno.Command("dd", { args }).output().then(({ success }) => success, () => false);
}

/** The two kinds in turn, so that what else the machine does falls on both. */
async function beside(title: string, file: string, byteLength: number, runs: number, prepare: () => Promise<unknown>): Promise<void> {
  const all: Record<"read" | "statistics", Run[]> = { read: [], statistics: [] };
  for (let index = 0; index < runs; index++) {
    for (const mode of ["read", "statistics"] as const) {
      await prepare();
      all[mode].push(await runSubject<Run>("statistics.ts", mode, file));
    }
  }
  const time = (mode: "read" | "statistics") => median(all[mode].map((run) => run.ms));
  console.log(title);
  for (const [mode, name] of [["read", "plain reading"], ["statistics", "statistics"]] as const) {
    const share = mode === "statistics" ? `${(time("read") / time(mode)).toFixed(2)} of the speed of plain reading` : undefined;
    const peak = median(all[mode].map((run) => run.peakMiB));
    line(name, ms(time(mode)), `${(byteLength / time(mode) / 1e6).toFixed(2)} GB/s`, `peak ${peak.toFixed(0)} MiB`, share);
  }
}
