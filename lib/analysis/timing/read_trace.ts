/**
 * Reads the profile that onnxruntime writes (`enableProfiling`): events in the form of Chrome's tracing. Source: its documentation, "Profiling tools", and
 * files of version 1.30.
 *
 * @module
 */
import { ArgumentError } from "../argument_error.ts";
import type { Kernel, Trace } from "./kernel.ts";
import { spreadOf } from "./spread.ts";

const KERNEL = "_kernel_time";
/** They run other graphs, whose kernels stand in the profile themselves. */
const CONTROL_FLOW = new Set(["If", "Loop", "Scan", "BeamSearch", "GreedySearch", "Sampling", "WhisperBeamSearch"]);

/** An event of a profile, as far as it is looked at. */
interface Event {
  readonly cat?: unknown;
  readonly name?: unknown;
  readonly dur?: unknown;
  readonly ts?: unknown;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** Times of one kernel: a list, since one run that something disturbed must not count. */
interface Times {
  readonly first: Event;
  readonly start: number;
  readonly durations: number[];
}

/**
 * Reads a profile. Of several runs the first is left out: it warms up.
 *
 * @throws {ArgumentError} If it is no profile of onnxruntime's.
 */
export function readTrace(trace: unknown): Trace {
  const events: readonly Event[] = Array.isArray(trace) ? trace.filter((event) => typeof event === "object" && event !== null) : [];
  const runs = events.filter(({ cat, name }) => cat === "Session" && name === "model_run").sort((a, b) => startOf(a) - startOf(b));
  const warm = runs.length > 1 ? startOf(runs[1]!) : -Infinity;
  const counted = Math.max(1, runs.length - 1);
  const kernels = new Map<string, Times>();
  for (const event of events) {
    const { cat, name, args } = event;
    if (cat !== "Node" || typeof name !== "string" || !name.endsWith(KERNEL) || startOf(event) < warm) continue;
    if (typeof args?.["op_name"] !== "string" || CONTROL_FLOW.has(args["op_name"])) continue;
    const key = `${name} ${args["node_index"]}`;
    const known = kernels.get(key);
    if (known === undefined) kernels.set(key, { first: event, start: startOf(event), durations: [durationOf(event)] });
    else known.durations.push(durationOf(event));
  }
  if (kernels.size === 0) {
    throw new ArgumentError(
      "Cannot read the profile as it must be the JSON that onnxruntime writes with enableProfiling: it has no kernel times",
    );
  }
  const whole = runs.slice(runs.length > 1 ? 1 : 0).map(durationOf);
  return {
    kernels: [...kernels.values()].sort((a, b) => a.start - b.start).map((sum) => kernelOf(sum, counted)),
    runs: counted,
    runMicroseconds: whole.length === 0 ? undefined : spreadOf(whole).median,
  };
}

/** A kernel in a loop's body runs several times in one run: its time is that of all of them. */
function kernelOf({ first: { name, args = {} }, durations }: Times, runs: number): Kernel {
  const timesARun = durations.length / runs;
  const microseconds = timesARun === 1 ? spreadOf(durations).median : durations.reduce((sum, each) => sum + each, 0) / runs;
  return {
    name: (name as string).slice(0, -KERNEL.length),
    op: args["op_name"] as string,
    provider: typeof args["provider"] === "string" ? args["provider"] : "",
    microseconds,
    inputs: shapesOf(args["input_type_shape"]),
    outputs: shapesOf(args["output_type_shape"]),
  };
}

function startOf({ ts }: Event): number {
  return typeof ts === "number" ? ts : 0;
}

function durationOf({ dur }: Event): number {
  return typeof dur === "number" && dur >= 0 ? dur : 0;
}

/** `[{ "float": [1, 64] }]`, one entry an operand. */
function shapesOf(list: unknown): number[][] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry) => typeof entry === "object" && entry !== null ? Object.values(entry) : []).filter((
    shape,
  ): shape is number[] => Array.isArray(shape) && shape.every((dim) => typeof dim === "number"));
}
