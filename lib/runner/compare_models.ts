/**
 * Takes the times of several models in turns, so that whatever else the machine does disturbs all of them alike.
 *
 * @module
 */
import { loadRuntime, type RuntimeTensor, runtimeTensor, type Session } from "./onnxruntime.ts";
import { type Feed, type RunOptions, settingsOf } from "./run_model.ts";

/** A model and what it is given. */
export interface Contender {
  /** The file's bytes. */
  readonly model: Uint8Array;
  /** Its inputs. */
  readonly feeds: readonly Feed[];
}

/**
 * Runs models in turns.
 *
 * @returns For each model the milliseconds of its timed runs.
 * @throws {Error} If the runtime cannot be loaded or refuses a model.
 */
export async function compareModels(contenders: readonly Contender[], options: RunOptions = {}): Promise<number[][]> {
  const { runs = 20, warmup = 3, signal } = options;
  const loaded = await loadRuntime(options.runtime);
  const { runtime } = loaded;
  const settings = settingsOf(loaded, options);
  const ready: { session: Session; inputs: Record<string, RuntimeTensor>; times: number[] }[] = [];
  try {
    for (const { model, feeds } of contenders) {
      const inputs = Object.fromEntries(feeds.map(({ name, dtype, shape, bytes }) => [name, runtimeTensor(runtime, dtype, shape, bytes)]));
      ready.push({ session: await runtime.InferenceSession.create(model, settings), inputs, times: [] });
    }
    const total = (warmup + runs) * ready.length;
    let done = 0;
    for (let round = -warmup; round < runs; round++) {
      for (const { session, inputs, times } of ready) {
        signal?.throwIfAborted();
        const start = performance.now();
        await session.run(inputs);
        const elapsed = performance.now() - start;
        if (round >= 0) times.push(elapsed);
        options.onRun?.(++done, total);
      }
    }
    return ready.map(({ times }) => times);
  } finally {
    for (const { session } of ready) await session.release();
  }
}
