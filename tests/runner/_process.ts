/**
 * What the tests of the runner run in a process of its own, which reads no lock file: onnxruntime would be written into it, and everyone would download it.
 * The first argument names the task, the second is the model; the answer is one line of JSON.
 */
import { device } from "../../lib/device.ts";
import { experiments } from "../../lib/experiments/mod.ts";
import { measure } from "../../lib/measure.ts";
import * as nn from "../../lib/nn/mod.ts";
import { race } from "../../lib/race.ts";
import type { Measurement } from "../../lib/measure.ts";
import * as zoo from "../../lib/nn/zoo/mod.ts";

const [task, source = "", weights, runtime] = Deno.args;

/** What a test looks at. */
function facts(measured: Measurement) {
  const { timing, facts: { totals, model, nodes }, milliseconds, spread } = measured;
  const kernels = timing?.kernels ?? [];
  const covered = new Set(kernels.flatMap((kernel) => kernel.nodes));
  return {
    mappedShare: timing?.mappedShare,
    macs: kernels.reduce((sum, kernel) => sum + kernel.macs, 0),
    counted: totals.macs,
    lost: nodes.filter(({ macs }, index) => macs !== 0 && !covered.has(index)).map(({ name }) => name),
    bytes: model.bytes,
    bytesRead: model.bytesRead,
    milliseconds,
    spread,
    conditions: measured.toJSON().conditions,
  };
}

const TASKS: Readonly<Record<string, () => Promise<unknown>>> = {
  async measure() {
    const chosen = {
      ...(weights && { weights: weights as "random" | "stored" }),
      ...(runtime && { runtime: runtime as "native" | "web" }),
    };
    const measured = await measure(source, { runs: 5, warmup: 1, threads: 1, ...chosen });
    return { ...facts(measured), text: String(measured), html: measured.toMimeBundle()["text/html"] };
  },
  async abort() {
    const controller = new AbortController();
    let done = 0;
    const onRun = () => ++done === 2 && controller.abort(new Error("enough"));
    const message = await measure(source, { threads: 1, signal: controller.signal, onRun }).then(
      () => "not aborted",
      (error) => error.message,
    );
    return { message, done };
  },
  async device() {
    return (await device({ threads: 1, runs: 3 })).toJSON();
  },
  async race() {
    const convs = (count: number) =>
      new nn.Sequential(...Array.from({ length: count }, () => new nn.Conv2d(64, 64, 3, { padding: 1, bias: false })));
    const networks = { "<one>": convs(1), twenty: convs(20) };
    const raced = await race(networks, { inputs: { x: ["batch", 64, 28, 28] }, runs: 12, warmup: 1 });
    const none = await race({}).catch((error) => error.message);
    return { ...raced.toJSON(), fastest: raced.fastest, text: String(raced), html: raced.toMimeBundle()["text/html"], none };
  },
  async experiments() {
    const told: [number, number][] = [];
    const options = { runs: 5, warmup: 1, onRun: (done: number, total: number) => void told.push([done, total]) };
    return { told, shown: [await experiments.g1(options), await experiments.g4({ ...options, machine: "arm" })] };
  },
  async whereTimeGoes() {
    const chart = await experiments.whereTimeGoes();
    return { facts: chart.facts, text: String(chart) };
  },
  async tooLarge() {
    return { median: (await measure(zoo.gpt2_xl())).median };
  },
  async refused() {
    return { median: (await measure(source)).median };
  },
};

console.log(JSON.stringify(await TASKS[task!]!().catch((error) => ({ error: error.message }))));
