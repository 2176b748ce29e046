/**
 * onnxruntime, the real tool against which tests hold ours. It runs in a process of its own, which reads no lock file: whatever a lock file lists
 * is downloaded by everyone who runs anything here, and this package takes 291 MB.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { DType } from "../lib/model/dtype.ts";

/** Elements in the array type that onnxruntime has for their type. */
export type Elements =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array;

/** A tensor with its elements. */
export interface Filled {
  /** The elements' type. */
  readonly dtype: DType;
  /** The shape. */
  readonly dims: readonly number[];
  /** The elements; truth values are 0 and 1, types of fewer than 8 bits are as a file stores them. */
  readonly data: Elements;
}

/** A model to be run, and its inputs. */
export interface Request {
  /** The file, or the path to it where it has data beside it. */
  readonly model: Uint8Array | string;
  /** The inputs by name. */
  readonly feeds: ReadonlyMap<string, Filled>;
}

/** What came of a request. */
export interface Answer {
  /** The outputs by name. */
  readonly outputs?: ReadonlyMap<string, Filled>;
  /** What onnxruntime said instead. */
  readonly error?: string;
}

const ARGUMENTS = ["run", "-A", "--quiet", "--no-lock", "--no-config", fileURLToPath(new URL("_onnxruntime_process.ts", import.meta.url))];

/** The process, and who waits for its messages, in order. */
class Process {
  readonly #child = spawn(Deno.execPath(), ARGUMENTS, { stdio: ["ignore", "inherit", "inherit", "ipc"], serialization: "advanced" });
  readonly #waiting: ((answer: Answer) => void)[] = [];

  /** Whether it can no longer be asked. */
  hasEnded = false;

  constructor() {
    this.#child.on("message", (message: Answer) => this.#waiting.shift()?.(message));
    for (const end of ["exit", "error"]) this.#child.on(end, () => this.#end());
    addEventListener("unload", () => this.#child.kill());
  }

  #end(): void {
    this.hasEnded = true;
    for (const resolve of this.#waiting.splice(0)) resolve({ error: "the process ended" });
  }

  /** Sends a request, if one is given, and waits for the next message that nobody waits for yet. */
  answer(request?: Request): Promise<Answer> {
    if (request !== undefined) this.#child.send(request);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

let current = new Process();
const { error } = await current.answer();

/** Why onnxruntime cannot be used here; `undefined` where it can. */
export const missing: string | undefined = error && `onnxruntime-node cannot be had: ${error}`;

/** Declares a test that needs onnxruntime. Where it cannot be had, the test is skipped and its name says why. */
export function testWithOnnxruntime(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: missing === undefined ? name : `${name} (${missing})`, ignore: missing !== undefined, fn });
}

/**
 * Runs a model in onnxruntime's CPU provider, its graph as it is written and in one thread.
 *
 * @returns The model's outputs by name, in its order.
 * @throws {Error} If onnxruntime refuses the model, with what it says, or crashes.
 */
export async function run(model: Uint8Array | string, feeds: ReadonlyMap<string, Filled>): Promise<ReadonlyMap<string, Filled>> {
  if (missing !== undefined) throw new Error(missing);
  if (current.hasEnded) await (current = new Process()).answer();
  const { outputs, error } = await current.answer({ model, feeds });
  if (outputs === undefined) throw new Error(error);
  return outputs;
}
