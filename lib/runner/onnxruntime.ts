/**
 * onnxruntime as it is used here: loaded on the first call, by a specifier that no tool finds when it follows imports.
 *
 * @module
 */
import type { DType } from "../model/dtype.ts";

/** The library's two builds: the native one, and WebAssembly, which needs no native code and tells no times of kernels. */
export type RuntimeName = "native" | "web";

/** The one place that names the packages and their version. Not literal imports: everybody who imports this module would download 291 and 149 MB. */
const PACKAGES: Readonly<Record<RuntimeName, string>> = { native: "onnxruntime-node@1.30.0", web: "onnxruntime-web@1.30.0" };

/** A tensor of the library's. */
export interface RuntimeTensor {
  /** The element type, by the names that are used here too. */
  readonly type: string;
  /** The dimensions. */
  readonly dims: readonly number[];
}

/** A model made ready to run. */
export interface Session {
  /** Names of the inputs. */
  readonly inputNames: readonly string[];
  /** Runs the model once. */
  run(feeds: Readonly<Record<string, RuntimeTensor>>): Promise<Readonly<Record<string, RuntimeTensor>>>;
  /** Frees the memory. */
  release(): Promise<void>;
  /** Writes the profile's file. */
  endProfiling(): void;
}

/** What is used of the library. */
export interface Runtime {
  /** Makes models ready. */
  readonly InferenceSession: { create(model: Uint8Array | string, options: Readonly<Record<string, unknown>>): Promise<Session> };
  /** Makes tensors. */
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => RuntimeTensor;
  /** Settings of the build for the web. */
  readonly env: { readonly wasm?: { numThreads?: number } };
}

/** The library, and which build of it. */
export interface LoadedRuntime {
  /** The library. */
  readonly runtime: Runtime;
  /** Which build. */
  readonly name: RuntimeName;
  /** The build with its version, for people. */
  readonly title: string;
}

const loaded = new Map<RuntimeName, Promise<LoadedRuntime>>();

/**
 * The library, loaded once: the build that is asked for, else the native one, else the one for the web.
 *
 * @throws {Error} If it cannot be had, saying what to do.
 */
export async function loadRuntime(name?: RuntimeName): Promise<LoadedRuntime> {
  if (name !== undefined) return await (loaded.get(name) ?? importRuntime(name));
  try {
    return await loadRuntime("native");
  } catch (error) {
    const web = await loadRuntime("web").catch(() => {
      throw error;
    });
    return { ...web, title: `${web.title} in place of ${titleOf("native")}, which cannot be loaded (${reasonOf(error)})` };
  }
}

function importRuntime(name: RuntimeName): Promise<LoadedRuntime> {
  const importing = importPackage(name);
  loaded.set(name, importing);
  importing.catch(() => loaded.delete(name)); // the next call may have what this one lacks
  return importing;
}

async function importPackage(name: RuntimeName): Promise<LoadedRuntime> {
  const title = titleOf(name);
  try {
    const runtime: Runtime = await import(`npm:${PACKAGES[name]}`);
    keepHalvesAsBits(runtime);
    return { runtime, name, title };
  } catch (error) {
    const permissions = name === "native" ? " with --allow-ffi, --allow-read, --allow-write, --allow-env and --allow-sys (or -A)" : "";
    throw new Error(
      `Cannot measure as ${title} cannot be loaded: ${
        reasonOf(error)
      }. It needs Deno 2${permissions} and, the first time, a way to the npm registry ` +
        `(deno cache npm:${PACKAGES[name]}); everything else works without it`,
      { cause: error },
    );
  }
}

function titleOf(name: RuntimeName): string {
  return PACKAGES[name].replace("@", " ");
}

/** What the platform said, without what is said around it here. */
function reasonOf(error: unknown): string {
  const first = error instanceof Error ? error.cause ?? error : error;
  return (first instanceof Error ? first.message : String(first)).split("\n")[0]!;
}

/**
 * The library asks once, as it makes its first tensor, whether JavaScript has an array of halves, and then hands those to its native part, where Deno 2.9
 * shows them empty. Without one it takes their bits.
 */
function keepHalvesAsBits({ Tensor }: Runtime): void {
  const global = globalThis as { Float16Array?: unknown };
  const halves = Object.getOwnPropertyDescriptor(global, "Float16Array");
  if (halves?.configurable) delete global.Float16Array;
  new Tensor("float32", new Float32Array(1), [1]);
  if (halves?.configurable) Object.defineProperty(global, "Float16Array", halves);
}

/** The array that the library takes for an element type. */
const ARRAYS: Readonly<Partial<Record<DType, (buffer: ArrayBuffer) => unknown>>> = {
  float32: (buffer) => new Float32Array(buffer),
  float64: (buffer) => new Float64Array(buffer),
  float16: (buffer) => new Uint16Array(buffer),
  int8: (buffer) => new Int8Array(buffer),
  uint8: (buffer) => new Uint8Array(buffer),
  bool: (buffer) => new Uint8Array(buffer),
  int16: (buffer) => new Int16Array(buffer),
  uint16: (buffer) => new Uint16Array(buffer),
  int32: (buffer) => new Int32Array(buffer),
  uint32: (buffer) => new Uint32Array(buffer),
  int64: (buffer) => new BigInt64Array(buffer),
  uint64: (buffer) => new BigUint64Array(buffer),
};

/**
 * A tensor for the library.
 *
 * @throws {TypeError} If it has no such element type.
 */
export function runtimeTensor(runtime: Runtime, dtype: DType, shape: readonly number[], bytes: Uint8Array): RuntimeTensor {
  const array = ARRAYS[dtype];
  if (array === undefined) {
    throw new TypeError(`Cannot give onnxruntime an input of type ${dtype} as it must be one of: ${Object.keys(ARRAYS).join(", ")}`);
  }
  return new runtime.Tensor(dtype, array(bytes.slice().buffer), shape);
}
