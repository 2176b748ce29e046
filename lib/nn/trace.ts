/**
 * From a network to a model: runs `forward` on shapes and writes down what PyTorch's TorchScript exporter would (opset 17, without constant folding).
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import { symbol } from "../model/dim.ts";
import { type DType, isFloat } from "../model/dtype.ts";
import type { Model, ModuleInfo, ValueInfo } from "../model/model.ts";
import type { Tensor } from "../model/tensor.ts";
import type { Module } from "./module.ts";
import { recordWith } from "./recorder.ts";
import { Buffer, Parameter } from "./stored.ts";
import { Tracer } from "./tracer.ts";
import { Value } from "./value.ts";

/** Shapes of a network's inputs by name, in the order in which `forward` takes them. A text names a free dimension. */
export type InputShapes = Readonly<Record<string, InputShape>>;

/** A shape, with the element type where it is not float32 (token numbers are found to be int64 by themselves). */
export type InputShape = readonly (Dim | string)[] | { readonly shape: readonly (Dim | string)[]; readonly dtype?: DType };

/** One input of a network. */
export interface NamedInput {
  /** Its name in the model. */
  readonly name: string;
  /** Its dimensions. */
  readonly shape: readonly (Dim | string)[];
  /** Its element type; told by its use where it is missing. */
  readonly dtype?: DType;
}

/** How a network is made a model. */
export interface TraceOptions {
  /** Shapes of the inputs. */
  readonly inputs?: InputShapes;
  /** What to call the model. */
  readonly name?: string;
  /** The version of the operator set that is written: 17; from 14 to 21. */
  readonly opset?: number;
  /** The seed of the weights: 0. */
  readonly seed?: number;
}

/** Versions of the operator set that can be written: from 14 on BatchNormalization says in which mode it runs; layer norms are taken apart below 17. */
const OPSETS: readonly number[] = [14, 15, 16, 17, 18, 19, 20, 21];

/** Traces a network. `example` holds the inputs where the caller names none. */
export function trace(root: Module, options: TraceOptions & { readonly example?: readonly NamedInput[] }): Model {
  const { name = root.type, seed = 0, opset = 17 } = options;
  if (!OPSETS.includes(opset)) {
    throw new RangeError(`Cannot write ${name} at operator set ${opset} as it must be one of: ${OPSETS.join(", ")}`);
  }
  const inputs = inputsOf(root, options);
  const modules = root.namedModules({ removeDuplicate: false });
  const paths = firstPaths(modules);
  const stored = storedOf(paths);
  const tracer = new Tracer(root, paths, stored, opset);
  const usual = [...stored.keys()].find(({ dtype }) => isFloat(dtype))?.dtype ?? "float32";
  const values = inputs.map(({ name, shape, dtype }) => tracer.input(name, shape.map(dimOf), dtype ?? usual, dtype !== undefined));
  const outputs = outputsOf(root, recordWith(tracer, () => tracer.call(root, values)));
  return {
    name,
    format: "nn",
    producer: "flopbook nn",
    opset: new Map([["ai.onnx", opset]]),
    graph: {
      name,
      inputs: inputs.map(({ name }, index): ValueInfo => ({ name, type: typeOf(values[index]!) })),
      ...tracer.finish(outputs),
      initializers: new Map([...stored].map(([value, path]) => [path, tensorOf(value, path, seed)])),
      valueInfo: new Map(),
    },
    functions: [],
    metadata: new Map(),
    modules: moduleInfos(modules, paths),
    bytes: 0,
    bytesRead: 0,
  };
}

function typeOf({ dtype, shape }: Value): ValueInfo["type"] & object {
  return { kind: "tensor", dtype, shape };
}

function inputsOf(
  root: Module,
  { inputs, example = [] }: TraceOptions & { readonly example?: readonly NamedInput[] },
): readonly NamedInput[] {
  const given = Object.entries(inputs ?? {}).map(([name, shape]): NamedInput => ({ name, ...("shape" in shape ? shape : { shape }) }));
  const known = new Map(example.map((input) => [input.name, input]));
  const all = given.every(({ name }) => known.has(name))
    ? [...new Map([...known, ...given.map((input) => [input.name, { ...known.get(input.name), ...input }] as const)]).values()]
    : given;
  if (all.length > 0) return all;
  throw new TypeError(
    `Cannot run ${root.type} as the shape of its input must be known: write profile(net, { inputs: { input: [1, 3, 224, 224] } }), with your own sizes`,
  );
}

function dimOf(dim: Dim | string): Dim {
  return typeof dim === "string" ? symbol(dim) : dim;
}

/** Each module's path; the first where there are several. */
function firstPaths(modules: readonly (readonly [string, Module])[]): Map<Module, string> {
  const paths = new Map<Module, string>();
  for (const [path, module] of modules) if (!paths.has(module)) paths.set(module, path);
  return paths;
}

/** Everything that is stored, with its first path, in the order of PyTorch's `state_dict`: what `forward` does not use included. */
function storedOf(modules: ReadonlyMap<Module, string>): Map<Value, string> {
  const paths = new Map<Value, string>();
  for (const [module, path] of modules) {
    for (const [name, value] of [...module.namedParameters({ recurse: false }), ...module.namedBuffers({ recurse: false })]) {
      if (!paths.has(value)) paths.set(value, path === "" ? name : `${path}.${name}`);
    }
  }
  return paths;
}

function tensorOf(value: Value, name: string, seed: number): Tensor {
  if (!(value instanceof Parameter || value instanceof Buffer)) throw new TypeError(`Cannot store ${name}`);
  const { dtype, shape, byteLength } = value;
  const load = () => Promise.resolve(value.data(seed, name));
  return {
    name,
    dtype,
    shape,
    byteLength,
    load,
    ...(value instanceof Parameter
      ? { declared: "parameter" as const, requiresGrad: value.requiresGrad }
      : { declared: "buffer" as const }),
  };
}

function moduleInfos(modules: readonly (readonly [string, Module])[], paths: ReadonlyMap<Module, string>): ModuleInfo[] {
  return modules.map(([path, module]): ModuleInfo => {
    const first = paths.get(module)!;
    return { path, type: module.type, detail: module.extraRepr(), ...(first !== path && { aliasOf: first }) };
  });
}

/** The values that `forward` gives: one, a list, or an object of them. */
function outputsOf(root: Module, result: unknown): readonly (readonly [name: string, value: Value])[] {
  const found: [string, Value][] = [];
  const collect = (name: string, part: unknown): void => {
    if (part instanceof Value) found.push([name, part]);
    else if (Array.isArray(part)) part.forEach((item, index) => collect(name === "" ? `output${index}` : `${name}.${index}`, item));
    else if (typeof part === "object" && part !== null) {
      for (const [key, item] of Object.entries(part)) collect(name === "" ? key : `${name}.${key}`, item);
    }
  };
  collect("", result);
  if (found.length === 0) {
    throw new TypeError(
      `Cannot run ${root.type} as its forward must give a value: it gives ${
        result === undefined ? "nothing; is a return missing?" : String(result)
      }`,
    );
  }
  return found.map(([name, value]) => [name === "" ? "output" : name, value]);
}
