/**
 * Measures flopbook beside Debian's python3-onnx on the same files in the same run, and networks of the zoo, and prints times, memory, bytes and ratios.
 *
 * Usage: `deno task bench [RUNS]` (5 by default). Every figure is the median of that many processes. The files are made in a temporary folder; weights are
 * holes in sparse files. python3-onnx is left out where it is not installed (`apt-get install python3-onnx`).
 */
import { serveRanges } from "./serve_ranges.ts";
import { writeDeepGraph, writeInlineWeights } from "./models.ts";

const RUNS = Number(Deno.args[0] ?? 5);
const here = new URL(".", import.meta.url);
const path = (name: string) => decodeURIComponent(new URL(name, here).pathname);

interface Measured {
  readonly ms: number;
  readonly peakMiB: number;
  readonly bytesRead?: number;
  readonly bytes?: number;
  readonly error?: string | null;
}

async function run(command: string, args: readonly string[]): Promise<Record<string, number & string>> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args], stdout: "piped", stderr: "piped" }).output();
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function profileOnce(source: string, dims: Record<string, number>): Promise<Measured> {
  const it = await run(Deno.execPath(), ["run", "-A", path("profile_once.ts"), source, JSON.stringify(dims)]);
  return { ms: it["importMs"]! + it["profileMs"]!, peakMiB: it["peakMiB"]!, bytesRead: it["bytesRead"]!, bytes: it["bytes"]! };
}

async function loadOnce(file: string): Promise<Measured> {
  const it = await run("/usr/bin/python3", [path("onnx_load.py"), file]);
  return { ms: it["importMs"]! + it["loadMs"]!, peakMiB: it["peakMiB"]!, error: it["error"]! };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function medians(runs: number, once: () => Promise<Measured>): Promise<Measured> {
  const all: Measured[] = [];
  for (let index = 0; index < runs; index++) all.push(await once());
  return { ...all[0]!, ms: median(all.map((each) => each.ms)), peakMiB: median(all.map((each) => each.peakMiB)) };
}

const hasOnnx = await new Deno.Command("/usr/bin/python3", { args: ["-c", "import onnx"], stderr: "null" }).output().then(
  (it) => it.success,
  () => false,
);

async function compare(title: string, file: string, dims: Record<string, number>, peerRuns = RUNS): Promise<void> {
  const own = await medians(RUNS, () => profileOnce(file, dims));
  const read = `read ${own.bytesRead} of ${own.bytes} bytes (${Number((100 * own.bytesRead! / own.bytes!).toPrecision(2))} %)`;
  console.log(`${title}\n  flopbook     ${own.ms.toFixed(0)} ms, peak ${own.peakMiB.toFixed(0)} MiB, ${read}`);
  if (!hasOnnx || peerRuns === 0) return;
  const peer = await medians(peerRuns, () => loadOnce(file));
  if (peer.error) console.log(`  onnx.load    fails: ${peer.error}`);
  else {
    const ratios = `${(peer.ms / own.ms).toFixed(1)} × the time, ${(peer.peakMiB / own.peakMiB).toFixed(1)} × the memory`;
    console.log(`  onnx.load    ${peer.ms.toFixed(0)} ms, peak ${peer.peakMiB.toFixed(0)} MiB: ${ratios}`);
  }
}

/** A network of the zoo, built, traced and profiled in a process that has the module already. */
async function network(title: string, name: string, options: object, limit: string): Promise<void> {
  const own = await medians(RUNS, async () => {
    const it = await run(Deno.execPath(), ["run", "-A", path("network_once.ts"), name, JSON.stringify(options)]);
    return { ms: it["ms"]!, peakMiB: it["peakMiB"]! };
  });
  console.log(
    `${title}\n  flopbook     ${own.ms.toFixed(0)} ms once imported (wanted: under ${limit}), the process's peak ${
      own.peakMiB.toFixed(0)
    } MiB`,
  );
}

const folder = await Deno.makeTempDir({ prefix: "flopbook-bench-" });
try {
  console.log(
    `Deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} cores, ${Deno.build.target}; medians of ${RUNS} processes, import to answer`,
  );
  if (!hasOnnx) console.log("python3-onnx is not installed: no peer is measured");
  await compare("ResNet-50 without weights, 175 nodes", path("../examples/resnet50.onnx"), {});

  await network("zoo.resnet50({ numClasses: 99 })", "resnet50", { numClasses: 99 }, "100 ms, 120 MB");
  await network("zoo.gpt2_xl()", "gpt2_xl", {}, "300 ms");

  console.log("Growth with the number of nodes");
  for (const count of [5_000, 10_000, 50_000]) {
    const file = `${folder}/deep${count}.onnx`;
    await writeDeepGraph(file, count);
    await compare(`${count} nodes`, file, {});
  }
  const inline = `${folder}/inline.onnx`;
  await writeInlineWeights(inline, 300, 1265);
  await compare("1.9 GB of inline weights, 300 tensors", inline, { batch: 1 }, Math.min(RUNS, 3));
  const large = `${folder}/large.onnx`;
  await writeInlineWeights(large, 5, 16_384);
  await compare("5.4 GB of inline weights, 5 tensors", large, { batch: 1 }, 1);
  await using server = serveRanges(folder);
  await compare("the 1.9 GB file over HTTP ranges (loopback)", `${server.url}inline.onnx`, { batch: 1 }, 0);
  await compare("the 5.4 GB file over HTTP ranges (loopback)", `${server.url}large.onnx`, { batch: 1 }, 0);
} finally {
  await Deno.remove(folder, { recursive: true });
}
