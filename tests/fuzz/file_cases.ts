/**
 * Damaged files, case by case: run by `run.ts` in a process of its own, whose heap is bounded.
 *
 * Usage: `file_cases.ts SEED FIRST END FOLDER…`. Prints JSON lines: where it is, each failure, and the counts at the end.
 */
import process from "node:process";
import { ArgumentError, FormatSyntaxError, load, loadElements, type Network, profile, SourceError, summary, tree } from "../../mod.ts";
import { readCorpus } from "./corpus.ts";
import { hostileModel } from "./hostile_model.ts";
import { caseSeed, Random } from "./random.ts";

function print(line: Record<string, unknown>): void {
  console.log(JSON.stringify(line));
}

const [seed, first, end] = Deno.args.slice(0, 3).map(Number) as [number, number, number];
const corpus = await readCorpus(Deno.args.slice(3).map((folder) => new URL(folder)));

/** A case must not take more of the processor's time: the largest of the originals takes some tens of milliseconds. */
const MAX_MS = 3000;
/** Nor may memory grow by more than the engine's own ups and downs. */
const MAX_GROWTH = 400 * 2 ** 20;

/** What is shown where a rule, a count or a number fell over without an error. A number of the file's own that is none may be named as what it is. */
const FELL_OVER =
  /.{0,150}((?<!current \w+ is )\bNaN\b|\[object Object\]|Cannot read propert|is not a function|is not iterable|call stack|Invalid array length).{0,100}/;

/** Ours have a sentence of their own; the engine's RangeErrors (stack, array length) do not. */
function isDocumented(error: unknown): boolean {
  if (error instanceof FormatSyntaxError || error instanceof SourceError || error instanceof ArgumentError) return true;
  return error instanceof RangeError && error.message.startsWith("Cannot ");
}

async function tryFile(bytes: Uint8Array | string, random: Random): Promise<void> {
  const report = await profile(bytes);
  const told = report.toString() + JSON.stringify(report);
  const fell = FELL_OVER.exec(told);
  if (fell !== null) throw new Error(`something fell over on the way: ${fell[0]}`);
  if (random.chance(0.2)) await (report as unknown as Record<symbol, () => unknown>)[Symbol.for("Jupyter.display")]!();
  if (random.chance(0.1)) `${await summary(bytes)}${await tree(bytes)}`;
  if (random.chance(0.1)) await loadSome(await load(bytes));
}

async function loadSome(network: Network): Promise<void> {
  for (const tensor of [...network.model.graph.initializers.values()].slice(0, 5)) await loadElements(tensor);
}

/** Of a single case, the file is wanted. */
async function keep(name: string, bytes: Uint8Array): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "fuzz" });
  await Deno.writeFile(`${folder}/${name}`, bytes);
  print({ kept: `${folder}/${name}` });
}

/** Two thirds are damaged, one third is made of hostile numbers. */
function fileFor(random: Random): readonly [name: string, bytes: Uint8Array] {
  if (random.chance(1 / 3)) return ["hostile.onnx", hostileModel(random)];
  const { name, bytes, damage } = random.pick(corpus);
  let damaged = bytes;
  for (let times = random.chance(0.75) ? 1 : 2; times > 0; times--) {
    damaged = damaged.length === 0 ? damaged : random.pick(damage)(damaged, random);
  }
  return [name, damaged];
}

/** An index names files that lie beside it: it is put beside them again. */
const beside = await Deno.makeTempDir();
for (const { name, bytes } of corpus) {
  if (name.endsWith(".safetensors")) await Deno.writeFile(`${beside}/${name}`, bytes);
}

async function sourceOf(name: string, bytes: Uint8Array): Promise<Uint8Array | string> {
  if (!name.endsWith(".index.json")) return bytes;
  await Deno.writeFile(`${beside}/${name}`, bytes);
  return `${beside}/${name}`;
}

for (let index = first; index < end; index++) {
  const random = new Random(caseSeed(seed, index));
  const [name, damaged] = fileFor(random);
  print({ at: index, stage: "check", name });
  if (end - first === 1) await keep(name, damaged);
  const [begun, before] = [process.cpuUsage(), Deno.memoryUsage().rss];
  try {
    await tryFile(await sourceOf(name, damaged), random);
    print({ counts: { results: 1 } });
  } catch (error) {
    if (isDocumented(error)) print({ counts: { errors: 1 } });
    else {
      const stack = error instanceof Error ? error.stack?.split("\n").slice(1, 5) : undefined;
      print({ failed: index, name, problem: String(error), stack });
    }
  }
  const { user, system } = process.cpuUsage(begun);
  const [ms, grown] = [(user + system) / 1000, Deno.memoryUsage().rss - before];
  if (ms > MAX_MS) print({ failed: index, name, problem: `it took ${ms.toFixed()} ms` });
  if (grown > MAX_GROWTH) {
    print({ failed: index, name, problem: `memory grew by ${(grown / 2 ** 20).toFixed()} MiB` });
  }
}
print({ done: end - first });
await Deno.remove(beside, { recursive: true });
