/**
 * Measures the statistics of 1.9 GB of weights beside plain reading of the same file, and prints times, speeds, memory and ratios: with the file on
 * the disk only, and with all of it in the system's cache.
 *
 * Usage: `deno run -A bench/statistics.ts [RUNS]` (5 by default). Every figure is the median of that many processes, the two kinds in turn. The file is
 * written once, with random numbers; GNU's `dd` puts it out of the cache, and where there is none the first part is left out.
 */
import { writeInlineWeights } from "./models.ts";

const RUNS = Number(Deno.args[0] ?? 5);
const [LAYERS, WIDTH] = [300, 1265];
const once = decodeURIComponent(new URL("statistics_once.ts", import.meta.url).pathname);

interface Measured {
  readonly ms: number;
  readonly peakMiB: number;
}

async function run(mode: string, file: string): Promise<Measured> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", once, mode, file] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

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

async function compare(title: string, file: string, bytes: number, prepare: () => Promise<unknown>): Promise<void> {
  const all: Record<"read" | "statistics", Measured[]> = { read: [], statistics: [] };
  for (let index = 0; index < RUNS; index++) {
    for (const mode of ["read", "statistics"] as const) {
      await prepare();
      all[mode].push(await run(mode, file));
    }
  }
  const of = (mode: "read" | "statistics") => ({
    ms: median(all[mode].map((it) => it.ms)),
    peak: median(all[mode].map((it) => it.peakMiB)),
  });
  const line = (name: string, { ms, peak }: { ms: number; peak: number }) =>
    `  ${name.padEnd(14)} ${ms.toFixed(0)} ms, ${(bytes / ms / 1e6).toFixed(2)} GB/s, peak ${peak.toFixed(0)} MiB`;
  const [plain, own] = [of("read"), of("statistics")];
  console.log(
    `${title}\n${line("plain reading", plain)}\n${line("statistics", own)}: ${
      (plain.ms / own.ms).toFixed(2)
    } of the speed of plain reading`,
  );
}

const folder = await Deno.makeTempDir({ prefix: "flopbook-bench-" });
try {
  const file = `${folder}/weights.onnx`;
  const bytes = await writeInlineWeights(file, LAYERS, WIDTH, randomWeights(WIDTH * WIDTH));
  await new Deno.Command("sync", { args: [file] }).output().catch(() => {});
  console.log(`Deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} cores, ${Deno.build.target}; medians of ${RUNS} processes`);
  console.log(`${(bytes / 1e9).toFixed(1)} GB of float32 weights in ${LAYERS} tensors`);
  if (await putOutOfCache(file)) await compare("from the disk", file, bytes, () => putOutOfCache(file));
  await Deno.open(file).then((it) => it.readable.pipeTo(new WritableStream()));
  await compare("from the system's cache", file, bytes, () => Promise.resolve());
} finally {
  await Deno.remove(folder, { recursive: true });
}
