/** onnxruntime in this very process, which therefore must be one of its own: `--no-lock --no-config`, and it may crash. */
import type { Elements, Filled } from "./values.ts";

// Not a literal import: that would be downloaded by everyone who checks or caches the tests.
const ONNXRUNTIME = "npm:onnxruntime-node@1.30.0";

interface Tensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: Elements;
}

interface Session {
  readonly outputNames: readonly string[];
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

interface Library {
  readonly InferenceSession: { create(model: Uint8Array, options: Record<string, unknown>): Promise<Session> };
  readonly Tensor: new (type: string, data: Elements, dims: readonly number[]) => Tensor;
}

// Without this, half-precision tensors come in Deno's own array of them, which onnxruntime's binding does not take back.
delete (globalThis as { Float16Array?: unknown }).Float16Array;
const { InferenceSession, Tensor }: Library = await import(ONNXRUNTIME);

/** The graph as it is written, in one thread. */
const OPTIONS = {
  executionProviders: ["cpu"],
  graphOptimizationLevel: "disabled",
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
};

/**
 * Runs a model.
 *
 * @returns The outputs by name.
 * @throws {Error} If onnxruntime refuses the model.
 */
export async function run(model: Uint8Array, feeds: ReadonlyMap<string, Filled>): Promise<ReadonlyMap<string, Filled>> {
  const session = await InferenceSession.create(model, OPTIONS);
  try {
    const inputs = [...feeds].map(([name, { dtype, data, dims }]) => [name, new Tensor(dtype, data, dims)] as const);
    const outputs = await session.run(Object.fromEntries(inputs));
    return new Map(session.outputNames.map((name) => {
      const { type, dims, data } = outputs[name]!;
      return [name, { dtype: type as Filled["dtype"], dims: [...dims], data: data.slice() }]; // the session's memory ends with it
    }));
  } finally {
    await session.release();
  }
}
