/** Asks a generated graph in every way: with fixed sizes, with free ones, with free ones bound, with values given, with other sizes; and shows it. */
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import type { InputValue } from "../../lib/analysis/known_inputs.ts";
import type { Model } from "../../lib/model/model.ts";
import { profile, summary, tree } from "../../mod.ts";
import { fileOf, readBytes } from "../formats/onnx/_encode.ts";
import { type Growth, tensorTypeProto } from "./growth.ts";
import { type Failure, judge, type Tally } from "./judge.ts";
import { run } from "./runtime.ts";
import { count, type Filled, numbersOf, randomTensor, tensorProto, type Type, type Value } from "./values.ts";

/** Larger inputs are given no values. */
const MAX_GIVEN = 64;

/** The graph as a file. */
export function fileOfGraph(graph: Growth, freeSizes: boolean): Uint8Array<ArrayBuffer> {
  const shapeOf = ({ dims, symbols }: Value) => dims.map((size, axis) => (freeSizes ? symbols?.[axis] : undefined) ?? size);
  return fileOf({
    name: "graph",
    node: graph.nodes,
    input: graph.inputs.map((value) => ({ name: value.name, type: tensorTypeProto(value.dtype, shapeOf(value)) })),
    initializer: graph.initializers.map((value) => tensorProto(value, value.name)),
    output: graph.made.map(({ name }) => ({ name })),
  }, graph.members);
}

/** Inputs whose free dimensions have other sizes, where there are any: larger ones, so that windows still fit. */
function otherInputs({ random, shared, inputs }: Growth): { sizes: Map<string, number>; feeds: Map<string, Filled> } | undefined {
  if (shared.symbols.size === 0) return undefined;
  const sizes = new Map([...shared.symbols].map(([name, size]) => [name, random.pick([size, size + 1, size + 2, 2 * size, size + 5])]));
  const feeds = new Map(inputs.map((value): [string, Filled] => {
    const dims = value.dims.map((size, axis) => sizes.get(value.symbols?.[axis] ?? "") ?? size);
    const same = dims.every((size, axis) => size === value.dims[axis]);
    return [value.name, same ? value : randomTensor(random, value.dtype as Type, dims)];
  }));
  return { sizes, feeds };
}

/** Everything that is wrong with what we say of the graph. `stage` is told when onnxruntime runs, in case that it crashes. */
export async function checkGraph(graph: Growth, tally: Tally, stage: (stage: string) => void): Promise<Failure[]> {
  const truth = new Map(graph.made.map((value) => [value.name, value]));
  const { symbols } = graph.shared;
  const [fixed, free] = [fileOfGraph(graph, false), fileOfGraph(graph, true)];
  const [fixedModel, freeModel] = [await readBytes(fixed), await readBytes(free)];
  const shapes = Object.fromEntries(graph.inputs.map(({ name, dims }) => [name, dims]));
  const failures = [
    ...judge("fixed sizes", inferShapes(fixedModel), truth, new Map(), tally),
    ...judge("free sizes", inferShapes(freeModel), truth, symbols),
    ...judge("free sizes given", inferShapes(freeModel, { inputs: shapes }), truth, new Map()),
    ...judge("values given", inferShapes(fixedModel, { values: valuesOf(graph.inputs) }), truth, new Map()),
    ...await withOtherSizes(graph, free, freeModel, stage),
  ];
  await show(free);
  await show(fixed);
  return failures;
}

function valuesOf(inputs: readonly Value[]): Record<string, InputValue> {
  const small = inputs.filter(({ dims, dtype }) => count(dims) <= MAX_GIVEN && dtype !== "float16");
  return Object.fromEntries(small.map((value) => [value.name, numbersOf(value) as InputValue]));
}

/** A closed form must hold at sizes that it was not found with; not every graph runs with others. */
async function withOtherSizes(graph: Growth, file: Uint8Array, model: Model, stage: (stage: string) => void): Promise<Failure[]> {
  const other = otherInputs(graph);
  if (other === undefined) return [];
  let truth: ReadonlyMap<string, Filled>;
  try {
    stage("run");
    truth = await run(file, other.feeds);
  } catch {
    return [];
  } finally {
    stage("check");
  }
  return judge(`other sizes ${JSON.stringify(Object.fromEntries(other.sizes))}`, inferShapes(model), truth, other.sizes);
}

/** Costs and every way to show them: nothing of it may fail. */
async function show(file: Uint8Array): Promise<void> {
  const report = await profile(file);
  report.toString();
  JSON.stringify(report);
  await (report as unknown as Record<symbol, () => unknown>)[Symbol.for("Jupyter.display")]!();
  (await summary(file)).toString();
  (await tree(file)).toString();
}
