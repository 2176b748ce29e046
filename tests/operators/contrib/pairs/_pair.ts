/** A fused operator beside the standard's operators that it stands for: onnxruntime must find the same outputs, flopbook the same costs. */
import { assert, assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import type { DType } from "../../../../lib/model/dtype.ts";
import { profile, type Report } from "../../../../mod.ts";
import { type Filled, run, testWithOnnxruntime } from "../../../_onnxruntime.ts";
import { GraphWriter } from "./_graph_writer.ts";

/** The free dimension's value where the graphs are run. */
const BATCH = 2;

/** A tensor to be filled: sizes, of which `"batch"` is free in an input, and its elements or the range they are drawn from. */
export interface Blank {
  readonly dtype: DType;
  readonly shape: readonly (number | "batch")[];
  readonly min: number;
  readonly max: number;
  readonly elements?: readonly number[];
}

/** Real numbers within a range. */
export function floats(shape: Blank["shape"], min = -1, max = 1): Blank {
  return { dtype: "float32", shape, min, max };
}

/** Whole numbers within a range, both ends of which can occur. */
export function integers(dtype: DType, shape: Blank["shape"], min: number, max: number): Blank {
  return { dtype, shape, min, max };
}

/** Bytes of the whole range. */
export function bytes(...shape: Blank["shape"]): Blank {
  return integers("uint8", shape, 0, 255);
}

/** Whole numbers that are not drawn but given, for a batch of 2. */
export function given(dtype: DType, shape: Blank["shape"], elements: readonly number[]): Blank {
  return { dtype, shape, min: 0, max: 0, elements };
}

const ARRAYS = {
  float32: Float32Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const;

/** Fills a tensor by a seed of its own, with the linear congruential generator of "Numerical Recipes". */
export function fill({ dtype, shape, min, max, elements }: Blank, seed: string): Filled {
  const dims = shape.map((size) => size === "batch" ? BATCH : size);
  const length = dims.reduce((a, b) => a * b, 1);
  let state = [...seed].reduce((hash, char) => Math.imul(hash, 31) + char.charCodeAt(0), 7);
  const draw = () => {
    state = Math.imul(state, 1664525) + 1013904223 >>> 0;
    const unit = state / 2 ** 32;
    return dtype === "float32" ? min + unit * (max - min) : Math.floor(min + unit * (max - min + 1));
  };
  const numbers = elements ?? Array.from({ length }, draw);
  if (dtype === "int64") return { dtype, dims, data: BigInt64Array.from(numbers, BigInt) };
  return { dtype, dims, data: new ARRAYS[dtype as keyof typeof ARRAYS](numbers) };
}

/** The operators of onnxruntime that a fused graph in this folder has had. */
export const paired: Set<string> = new Set();

type Build<N extends string> = (graph: GraphWriter, values: Readonly<Record<N, string>>) => string | readonly string[];

/** The two graphs, and what is said of them beforehand. */
export interface Pair<I extends string, W extends string> {
  /** The graphs' inputs. */
  readonly inputs: Readonly<Record<I, Blank>>;
  /** Tensors that both graphs store. */
  readonly weights?: Readonly<Record<W, Blank | Filled>>;
  /** The graph with the fused operator; returns its outputs. */
  readonly fused: Build<I | W>;
  /** The graph of standard operators; returns the same outputs. */
  readonly unfused: Build<I | W>;
  /** Why the flops differ, where they do. */
  readonly flopsDiffer?: string;
  /** Where onnxruntime's CPU provider cannot run the fused operator: a part of what it says. The unfused graph must run all the same. */
  readonly refusal?: string;
}

/** Declares the tests of a pair: of what the graphs cost, and of what they give. `name` begins with the fused operator's. */
export function pair<I extends string, W extends string = never>(name: string, pair: Pair<I, W>): void {
  const { flopsDiffer, refusal } = pair;
  const [inputs, weights] = [filled(pair.inputs), filled(pair.weights ?? {})];
  const [fused, contrib] = write(pair.inputs, weights, pair.fused);
  const [unfused, others] = write(pair.inputs, weights, pair.unfused);
  for (const op of contrib) paired.add(op);
  Deno.test(`${name}: fused costs what unfused costs`, async () => {
    assertEquals([...others], [], "operators of onnxruntime's own in the unfused graph");
    await compareCosts(fused, unfused, flopsDiffer);
  });
  if (refusal !== undefined) {
    testWithOnnxruntime(`${name}: onnxruntime's CPU provider cannot run it`, async () => {
      assertStringIncludes(await run(fused, inputs).then(() => "it runs", String), refusal);
      await run(unfused, inputs);
    });
    return;
  }
  testWithOnnxruntime(`${name}: fused gives what unfused gives`, async () => {
    const [actual, expected] = [await run(fused, inputs), await run(unfused, inputs)];
    compareOutputs(actual, expected);
    const { outputs } = await profile(fused, bindingOf(await profile(fused)));
    const types = outputs.map(({ dtype, shape }) => ({ dtype, shape }));
    assertEquals(types, [...actual.values()].map(({ dtype, dims }) => ({ dtype, shape: dims })), "types of outputs");
  });
}

function filled(tensors: Readonly<Record<string, Blank | Filled>>): Map<string, Filled> {
  return new Map(Object.entries(tensors).map(([name, tensor]) => [name, "data" in tensor ? tensor : fill(tensor, name)]));
}

/** A graph's file, and the operators of onnxruntime's own in it. */
function write<N extends string>(
  inputs: Readonly<Record<string, Blank>>,
  weights: ReadonlyMap<string, Filled>,
  build: Build<N>,
): [file: Uint8Array, contrib: ReadonlySet<string>] {
  const graph = new GraphWriter();
  for (const [name, { dtype, shape }] of Object.entries(inputs)) graph.input(name, dtype, shape);
  for (const [name, tensor] of weights) graph.stored(tensor, name);
  const names = [...Object.keys(inputs), ...weights.keys()];
  const values = Object.fromEntries(names.map((name) => [name, name])) as Record<N, string>;
  return [graph.file([build(graph, values)].flat()), graph.contrib];
}

/** Compares what the graphs cost, for a batch and in closed form. */
async function compareCosts(fused: Uint8Array, unfused: Uint8Array, flopsDiffer: string | undefined): Promise<void> {
  const open = [await profile(fused), await profile(unfused)] as const;
  const bound = [await profile(fused, bindingOf(open[0])), await profile(unfused, bindingOf(open[1]))] as const;
  for (const [actual, expected] of [open, bound]) {
    assertEquals([...actual.coverage.nodes, ...expected.coverage.nodes], []);
    assertStrictEquals(actual.macs, expected.macs, `macs: ${actual.macs}, unfused ${expected.macs}`);
    const same = actual.flops === expected.flops;
    const works = `${JSON.stringify(bound[0].toJSON().totals.work)}, unfused ${JSON.stringify(bound[1].toJSON().totals.work)}`;
    assert(same === (flopsDiffer === undefined), `flops are ${same ? "equal" : "different"}: ${works}`);
  }
}

/** The value of the free dimension, where the model has one. */
function bindingOf({ inputs }: Report): { dims: Record<string, number> } {
  const isFree = inputs.some(({ shape }) => shape?.some((size) => typeof size !== "number"));
  return { dims: isFree ? { batch: BATCH } : {} };
}

function compareOutputs(actual: ReadonlyMap<string, Filled>, expected: ReadonlyMap<string, Filled>): void {
  const [found, wanted] = [[...actual.values()], [...expected.values()]];
  assertEquals(found.map(({ dtype, dims }) => [dtype, dims]), wanted.map(({ dtype, dims }) => [dtype, dims]));
  for (const [output, { dtype, data }] of found.entries()) {
    const [left, right] = [Array.from(data, Number), Array.from(wanted[output]!.data, Number)];
    assert(left.length === 1 || new Set(left).size > 1, `output ${output} is the same everywhere`);
    const far = left.findIndex((element, index) => !isClose(dtype, element, right[index]!));
    assert(far < 0, `output ${output}: element ${far} is ${left[far]}, unfused ${right[far]}`);
  }
}

/** Sums in another order differ in their last digits, and a byte that is rounded from them by one step. */
function isClose(dtype: DType, actual: number, expected: number): boolean {
  if (dtype === "float32") return Math.abs(actual - expected) <= 1e-4 * Math.max(1, Math.abs(expected));
  return Math.abs(actual - expected) <= (dtype === "uint8" || dtype === "int8" ? 1 : 0);
}
