/** The process in which onnxruntime runs for `_onnxruntime.ts`: a message in is a model and its inputs, one out its outputs. The first one out says whether the library is there. */
import process from "node:process";
import type { Answer, Elements, Filled, Request } from "./_onnxruntime.ts";

// Not a literal import: that would be downloaded by everyone who checks or caches the tests.
const ONNXRUNTIME = "npm:onnxruntime-node@1.30.0";

/** What is used of the library. */
interface Library {
  readonly InferenceSession: { create(model: Uint8Array | string, options: Record<string, unknown>): Promise<Session> };
  readonly Tensor: new (type: string, data: Elements, dims: readonly number[]) => Tensor;
}

interface Session {
  readonly outputNames: readonly string[];
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

interface Tensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: Elements;
}

/** One thread, so that sums have one order, and the graph as it is written: the optimizer would fuse what a test left apart. */
const OPTIONS = {
  executionProviders: ["cpu"],
  graphOptimizationLevel: "disabled",
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
};

async function run({ InferenceSession, Tensor }: Library, { model, feeds }: Request): Promise<ReadonlyMap<string, Filled>> {
  const session = await InferenceSession.create(model, OPTIONS);
  try {
    const inputs = [...feeds].map(([name, { dtype, data, dims }]) => [name, new Tensor(dtype, data, dims)] as const);
    const outputs = await session.run(Object.fromEntries(inputs));
    return new Map(session.outputNames.map((name) => [name, filled(outputs[name]!)]));
  } finally {
    await session.release();
  }
}

function filled({ type, dims, data }: Tensor): Filled {
  return { dtype: type as Filled["dtype"], dims: [...dims], data };
}

/** An error's first line, without the trace. */
function reason(error: unknown): string {
  return error instanceof Error ? error.message.split("\n")[0]! : String(error);
}

function send(answer: Answer): void {
  process.send!(answer);
}

process.on("disconnect", () => Deno.exit());
try {
  const library: Library = await import(ONNXRUNTIME);
  let last = Promise.resolve(); // one after another, so that answers keep the order of requests
  process.on("message", (request) => {
    last = last.then(() => run(library, request as Request)).then(
      (outputs) => send({ outputs }),
      (error) => send({ error: reason(error) }),
    );
  });
  send({});
} catch (error) {
  send({ error: reason(error) });
}
