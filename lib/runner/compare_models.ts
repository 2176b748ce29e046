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

/** How the turns are taken. */
export interface TurnOptions extends RunOptions {
  /** No further turn begins after so many seconds, as long as each model has had its {@linkcode LEAST_TURNS}. */
  readonly seconds?: number;
}

/** A model's timed runs. */
export interface Turns {
  /** Milliseconds by the clock. */
  readonly milliseconds: readonly number[];
  /** Milliseconds that this process had a core: on one thread what a run takes where nobody else wants that core. */
  readonly processorMilliseconds: readonly number[];
}

/** What came of it. */
export interface TurnTimes {
  /** For each model its runs. */
  readonly turns: readonly Turns[];
  /** The runtime with its version. */
  readonly runtime: string;
  /** What ran the models. */
  readonly provider: string;
}

/** So many turns are always taken, unless fewer are asked for. */
const LEAST_TURNS = 10;

/** A model that is ready to run. */
interface Ready {
  readonly session: Session;
  readonly inputs: Record<string, RuntimeTensor>;
  readonly milliseconds: number[];
  readonly processorMilliseconds: number[];
}

/**
 * Runs models in turns.
 *
 * @throws {Error} If the runtime cannot be loaded or refuses a model.
 */
export async function compareModels(contenders: readonly Contender[], options: TurnOptions = {}): Promise<TurnTimes> {
  const loaded = await loadRuntime(options.runtime);
  const { runtime } = loaded;
  const settings = settingsOf(loaded, options);
  const ready: Ready[] = [];
  try {
    for (const { model, feeds } of contenders) {
      const inputs = Object.fromEntries(feeds.map(({ name, dtype, shape, bytes }) => [name, runtimeTensor(runtime, dtype, shape, bytes)]));
      const session = await runtime.InferenceSession.create(model, settings);
      ready.push({ session, inputs, milliseconds: [], processorMilliseconds: [] });
    }
    await takeTurns(ready, options);
    const turns = ready.map(({ milliseconds, processorMilliseconds }) => ({ milliseconds, processorMilliseconds }));
    return { turns, runtime: loaded.title, provider: settings.executionProviders[0]! };
  } finally {
    for (const { session } of ready) await session.release();
  }
}

async function takeTurns(
  ready: readonly Ready[],
  { runs = 20, warmup = 3, seconds = Infinity, signal, onRun }: TurnOptions,
): Promise<void> {
  const total = (warmup + runs) * ready.length;
  const end = performance.now() + 1000 * seconds;
  let done = 0;
  for (let turn = -warmup; turn < runs && (turn < LEAST_TURNS || performance.now() < end); turn++) {
    for (const { session, inputs, milliseconds, processorMilliseconds } of ready) {
      signal?.throwIfAborted();
      const [start, used] = [performance.now(), processorTime()];
      await session.run(inputs);
      const [elapsed, spent] = [performance.now() - start, processorTime() - used];
      if (turn >= 0) {
        milliseconds.push(elapsed);
        processorMilliseconds.push(spent);
      }
      onRun?.(++done, total);
    }
  }
}

/** The milliseconds that processors have spent on this process, all of them together; where the platform does not tell (a browser), the time that went by. */
function processorTime(): number {
  // A global, since an import of node:process would keep the module from browsers.
  const { process } = globalThis as { process?: { cpuUsage?(): { readonly user: number; readonly system: number } } };
  const usage = process?.cpuUsage?.();
  return usage === undefined ? performance.now() : (usage.user + usage.system) / 1000;
}
