/**
 * Runs a model in onnxruntime and takes the time: first undisturbed, then once more with the runtime's own profile.
 *
 * @module
 */
import type { DType } from "../model/dtype.ts";
import { type LoadedRuntime, loadRuntime, type Runtime, type RuntimeName, runtimeTensor, type Session } from "./onnxruntime.ts";

/** An input's contents. */
export interface Feed {
  /** The input's name. */
  readonly name: string;
  /** The element type. */
  readonly dtype: DType;
  /** The dimensions. */
  readonly shape: readonly number[];
  /** The elements, little-endian. */
  readonly bytes: Uint8Array;
}

/** How to run. */
export interface RunOptions {
  /** What to call the model in errors. */
  readonly name?: string;
  /** How many runs are timed; 20 where nothing is said. */
  readonly runs?: number;
  /** How many runs go before them; 3 where nothing is said. */
  readonly warmup?: number;
  /** Threads within an operator; by default as many as the runtime thinks right. */
  readonly threads?: number;
  /** The runtime's execution provider; `cpu` where nothing is said, for the web `wasm`. */
  readonly provider?: string;
  /** Which build of onnxruntime; the native one where nothing is said, or where that cannot be had the one for the web, which tells no times of kernels. */
  readonly runtime?: RuntimeName;
  /** Ends measuring between two runs. */
  readonly signal?: AbortSignal;
  /** Is told after each run how many are done, of how many. */
  readonly onRun?: (done: number, total: number) => void;
}

/** What came of it. */
export interface RunTimes {
  /** Milliseconds of each timed run. */
  readonly milliseconds: readonly number[];
  /** The runtime's profile, as it writes it; `undefined` for a build that writes none. */
  readonly trace: unknown;
  /** The runtime with its version. */
  readonly runtime: string;
  /** What ran the model. */
  readonly provider: string;
}

/** Runs under the profiler: the first is thrown away, of the others the middle counts. */
export const PROFILED_RUNS: number = 6;

/**
 * Runs a model.
 *
 * @param model The file's bytes, or its path.
 * @throws {Error} If the runtime cannot be loaded or refuses the model, with what it says.
 */
export async function runModel(model: Uint8Array | string, feeds: readonly Feed[], options: RunOptions = {}): Promise<RunTimes> {
  const runtime = await loadRuntime(options.runtime);
  try {
    const file = runtime.name === "web" && typeof model === "string" ? await Deno.readFile(model) : model; // it would take a path for an address
    return await runIn(runtime, file, feeds, options);
  } catch (error) {
    if (options.signal?.aborted || !(error instanceof Error)) throw error;
    throw new Error(`Cannot measure ${options.name ?? "the model"} as onnxruntime refuses it: ${error.message}`, { cause: error });
  }
}

async function runIn(
  { runtime, name, title }: LoadedRuntime,
  model: Uint8Array | string,
  feeds: readonly Feed[],
  options: RunOptions,
): Promise<RunTimes> {
  const { runs = 20, warmup = 3, signal } = options;
  const settings = settingsOf({ runtime, name }, options);
  const inputs = Object.fromEntries(feeds.map(({ name, dtype, shape, bytes }) => [name, runtimeTensor(runtime, dtype, shape, bytes)]));
  const total = warmup + runs + (name === "native" ? PROFILED_RUNS : 0);
  let done = 0;
  const once = async (session: Session): Promise<number> => {
    signal?.throwIfAborted();
    const start = performance.now();
    await session.run(inputs);
    const elapsed = performance.now() - start;
    options.onRun?.(++done, total);
    return elapsed;
  };
  const milliseconds = await withSession(runtime, model, settings, async (session) => {
    for (let run = 0; run < warmup; run++) await once(session);
    const times: number[] = [];
    for (let run = 0; run < runs; run++) times.push(await once(session));
    return times;
  });
  const trace = name === "native" ? await profiled(runtime, model, settings, once) : undefined;
  return { milliseconds, trace, runtime: title, provider: settings.executionProviders[0]! };
}

/** The library's settings for these options. */
export function settingsOf(
  { runtime, name }: Pick<LoadedRuntime, "runtime" | "name">,
  { threads, provider = name === "native" ? "cpu" : "wasm" }: RunOptions,
): { readonly executionProviders: readonly string[] } & Readonly<Record<string, unknown>> {
  if (threads !== undefined && runtime.env.wasm !== undefined) runtime.env.wasm.numThreads = threads;
  return { executionProviders: [provider], logSeverityLevel: 4, ...(threads !== undefined && { intraOpNumThreads: threads }) };
}

/** Runs with the profiler on, and reads what it has written. */
async function profiled(
  runtime: Runtime,
  model: Uint8Array | string,
  settings: Readonly<Record<string, unknown>>,
  once: (session: Session) => Promise<number>,
): Promise<unknown> {
  const folder = await Deno.makeTempDir({ prefix: "flopbook" });
  try {
    await withSession(runtime, model, { ...settings, enableProfiling: true, profileFilePrefix: `${folder}/profile` }, async (session) => {
      for (let run = 0; run < PROFILED_RUNS; run++) await once(session);
      session.endProfiling();
    });
    for await (const { name } of Deno.readDir(folder)) return JSON.parse(await Deno.readTextFile(`${folder}/${name}`));
    throw new Error("Cannot read the runtime's profile as it has written none");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function withSession<T>(
  { InferenceSession }: Runtime,
  model: Uint8Array | string,
  settings: Readonly<Record<string, unknown>>,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await InferenceSession.create(model, settings);
  try {
    return await use(session);
  } finally {
    await session.release();
  }
}
