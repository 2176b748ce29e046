/**
 * Measures flopbook beside its peers on the same files in the same run, and prints medians, ratios, memory, and where the time goes.
 *
 * Usage: `deno task bench [--runs N] [GROUP…]`: 5 runs by default; the groups are `warm`, `cold`, `growth`, `remote`, `zoo`, `weights`, `guidelines`,
 * `kernels` and `randomWeights`, all by default.
 * Files are made in a temporary folder and take some 3 GB of disk. A peer that is not installed is left out, and that is said (`apt-get install python3-onnx`;
 * onnxruntime-node comes from npm).
 */
import { parseArgs } from "node:util";
import { cpuName } from "./cpu_name.ts";
import { measureCold } from "./groups/cold.ts";
import { measureGrowth } from "./groups/growth.ts";
import { measureGuidelines } from "./groups/guidelines.ts";
import { measureKernels } from "./groups/kernels.ts";
import { measureRandomWeights } from "./groups/random_weights.ts";
import { measureRemote } from "./groups/remote.ts";
import { measureWarm } from "./groups/warm.ts";
import { measureWeights } from "./groups/weights.ts";
import { measureZoo } from "./groups/zoo.ts";

const GROUPS = {
  warm: measureWarm,
  cold: measureCold,
  growth: measureGrowth,
  remote: measureRemote,
  zoo: measureZoo,
  weights: measureWeights,
  guidelines: measureGuidelines,
  kernels: measureKernels,
  randomWeights: measureRandomWeights,
} as const;

const { values, positionals } = parseArgs({ args: Deno.args, options: { runs: { type: "string", default: "5" } }, allowPositionals: true });
const runs = Number(values.runs);
const wanted = positionals.length > 0 ? positionals : Object.keys(GROUPS);
const unknown = wanted.find((name) => !Object.hasOwn(GROUPS, name));
if (unknown !== undefined || !(runs >= 1)) {
  console.error(
    unknown === undefined
      ? `--runs must be a count: ${values.runs}`
      : `there is no group ${unknown}; groups: ${Object.keys(GROUPS).join(", ")}`,
  );
  Deno.exit(2);
}
const folder = await Deno.makeTempDir({ prefix: "flopbook-bench-" });
try {
  console.log(
    `${await cpuName()}, ${navigator.hardwareConcurrency} cores, ${Deno.build.target}, Deno ${Deno.version.deno}; medians of ${runs} runs`,
  );
  for (const name of wanted) await GROUPS[name as keyof typeof GROUPS]({ folder, runs });
} finally {
  await Deno.remove(folder, { recursive: true });
}
