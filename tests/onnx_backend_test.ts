/**
 * The ONNX backend test suite that Debian ships (`libonnx-testdata` 1.12: 1,072 cases): what is inferred of each case's outputs against the tensors that
 * are recorded with it. The graph's own words about its outputs and its values in between are dropped first.
 */
import { assertEquals } from "@std/assert";
import onnxProto from "npm:onnx-proto@8.0.1";
import { inferShapes } from "../lib/analysis/infer_shapes.ts";
import type { InputValue, Known } from "../lib/analysis/known_inputs.ts";
import { MemorySource } from "../lib/bytes/memory_source.ts";
import { readModel } from "../lib/formats/mod.ts";
import { type DType, DTYPES } from "../lib/model/dtype.ts";
import type { Model, ValueInfo } from "../lib/model/model.ts";
import type { ValueType } from "../lib/model/types.ts";

const { TensorProto } = onnxProto.onnx;
type TensorProto = onnxProto.onnx.TensorProto;

const FOLDER = "/usr/share/libonnx-testdata/data";

/** Of larger inputs no values are given. */
const MAX_GIVEN = 64;

/** Records that are not what the standard says: bfloat16 is stored as the uint16 of the same bits, for NumPy has no such type. */
const WRONG_RECORDS: Readonly<Record<string, string>> = {
  "test_cast_FLOAT_to_BFLOAT16": "recorded as uint16, the graph says bfloat16",
  "test_castlike_FLOAT_to_BFLOAT16": "recorded as uint16, the graph says bfloat16",
  "test_castlike_FLOAT_to_BFLOAT16_expanded": "recorded as uint16, the graph says bfloat16",
};

/** A value of the suite: a tensor, a list of values, or an optional one. */
type Recorded =
  | { readonly kind: "tensor"; readonly dtype: DType; readonly shape: readonly number[]; readonly value: readonly InputValue[] | undefined }
  | { readonly kind: "sequence"; readonly items: readonly Recorded[] }
  | { readonly kind: "optional"; readonly item: Recorded | undefined };

/** The messages in one field of a message, by protobuf's wire format: onnx-proto knows no `SequenceProto` and no `OptionalProto`. */
function messagesOf(bytes: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0;; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    if ((tag & 7) === 0) varint();
    else {
      const length = varint();
      if (tag >> 3 === wanted) found.push(bytes.subarray(at, at + length));
      at += length;
    }
  }
  return found;
}

/** In onnx-data.proto, tensors are field 3 of a sequence and of an optional, and sequences field 5. */
function decode(bytes: Uint8Array, type: ValueType | undefined): Recorded {
  const parts = () => [
    ...messagesOf(bytes, 3).map((part) => decode(part, { kind: "tensor" })),
    ...messagesOf(bytes, 5).map((part) => decode(part, { kind: "sequence" })),
  ];
  if (type?.kind === "sequence") return { kind: "sequence", items: parts() };
  if (type?.kind === "optional") return { kind: "optional", item: parts()[0] };
  const tensor = TensorProto.decode(bytes);
  const shape = (tensor.dims ?? []).map(Number);
  return { kind: "tensor", dtype: DTYPES[tensor.dataType! - 1]!, shape, value: valueOf(tensor, shape) };
}

function float16(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, bits >> 10 & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

const RAW: Readonly<Partial<Record<DType, (view: DataView, index: number) => InputValue>>> = {
  float32: (view, index) => view.getFloat32(4 * index, true),
  float64: (view, index) => view.getFloat64(8 * index, true),
  float16: (view, index) => float16(view.getUint16(2 * index, true)),
  int8: (view, index) => view.getInt8(index),
  uint8: (view, index) => view.getUint8(index),
  int16: (view, index) => view.getInt16(2 * index, true),
  uint16: (view, index) => view.getUint16(2 * index, true),
  int32: (view, index) => view.getInt32(4 * index, true),
  uint32: (view, index) => view.getUint32(4 * index, true),
  int64: (view, index) => view.getBigInt64(8 * index, true),
  uint64: (view, index) => view.getBigUint64(8 * index, true),
  bool: (view, index) => view.getUint8(index) !== 0,
};

/** The elements of a small tensor. */
function valueOf(tensor: TensorProto, shape: readonly number[]): readonly InputValue[] | undefined {
  const size = shape.reduce((a, b) => a * b, 1);
  const dtype = DTYPES[tensor.dataType! - 1]!;
  if (size > MAX_GIVEN) return undefined;
  if (dtype === "string") return tensor.stringData.map((text) => new TextDecoder().decode(text));
  const { rawData } = tensor;
  if (rawData?.length) {
    const read = RAW[dtype];
    const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
    return read && Array.from({ length: size }, (_, index) => read(view, index));
  }
  if (dtype === "float16" || dtype === "bfloat16") return undefined;
  const listed = [tensor.floatData, tensor.int32Data, tensor.int64Data, tensor.doubleData, tensor.uint64Data].find((list) => list?.length);
  const numbers = (listed ?? []).map(Number);
  return numbers.length === size ? numbers : undefined;
}

interface Case {
  readonly name: string;
  readonly model: Model;
  readonly inputs: ReadonlyMap<string, Recorded>;
  readonly outputs: ReadonlyMap<string, Recorded>;
}

async function readRecorded(folder: string, word: string, values: readonly ValueInfo[]): Promise<Map<string, Recorded>> {
  const recorded = new Map<string, Recorded>();
  for (const [index, { name, type }] of values.entries()) {
    const bytes = await Deno.readFile(`${folder}/test_data_set_0/${word}_${index}.pb`).catch(() => undefined);
    if (bytes !== undefined) recorded.set(name, decode(bytes, type));
  }
  return recorded;
}

async function readCase(name: string, folder: string): Promise<Case> {
  const model = await readModel(new MemorySource(await Deno.readFile(`${folder}/model.onnx`), name));
  const { graph } = model;
  const given = graph.inputs.filter((input) => !graph.initializers.has(input.name));
  const [inputs, outputs] = [await readRecorded(folder, "input", given), await readRecorded(folder, "output", graph.outputs)];
  const bare = { ...graph, outputs: graph.outputs.map((output) => ({ name: output.name })), valueInfo: new Map() };
  return { name, model: { ...model, graph: bare }, inputs, outputs };
}

async function readCases(): Promise<Case[]> {
  const cases: Case[] = [];
  for (const group of ["node", "pytorch-converted", "pytorch-operator", "simple"]) {
    const names = (await Array.fromAsync(Deno.readDir(`${FOLDER}/${group}`))).map((entry) => entry.name).sort();
    for (const name of names) cases.push(await readCase(name, `${FOLDER}/${group}/${name}`));
  }
  return cases;
}

type Verdict = "right" | "unknown" | "WRONG";

/** Of several verdicts, the worst. */
function worst(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes("WRONG") ? "WRONG" : verdicts.includes("unknown") ? "unknown" : "right";
}

/** What is said of a value against what it was. */
function judge(type: ValueType | undefined, recorded: Recorded): Verdict {
  if (type === undefined) return "unknown";
  if (type.kind !== recorded.kind) return "WRONG";
  if (type.kind === "sequence" && recorded.kind === "sequence") {
    if (recorded.items.length === 0) return "right";
    return worst(recorded.items.map((item) => judge(type.element, item)));
  }
  if (type.kind === "optional" && recorded.kind === "optional") {
    return recorded.item === undefined ? "right" : judge(type.element, recorded.item);
  }
  if (type.kind !== "tensor" || recorded.kind !== "tensor") return "WRONG";
  const { dtype, shape } = type;
  if (dtype !== undefined && dtype !== recorded.dtype) return "WRONG";
  if (shape === undefined) return "unknown";
  if (shape.length !== recorded.shape.length || shape.some((dim, axis) => typeof dim === "number" && dim !== recorded.shape[axis])) {
    return "WRONG";
  }
  return dtype !== undefined && shape.every((dim) => typeof dim === "number") ? "right" : "unknown";
}

/** Shapes for inputs that the file leaves open, and the elements of small ones if wanted. */
function knownOf({ model, inputs }: Case, withValues: boolean): Known {
  const shapes: Record<string, readonly number[]> = {};
  const values: Record<string, InputValue> = {};
  for (const { name, type } of model.graph.inputs) {
    const recorded = inputs.get(name);
    if (recorded?.kind !== "tensor" || type?.kind !== "tensor") continue;
    if (!type.shape?.every((dim) => typeof dim === "number")) shapes[name] = recorded.shape;
    if (withValues && recorded.value !== undefined) values[name] = recorded.value;
  }
  return { inputs: shapes, values };
}

interface Row {
  readonly name: string;
  readonly verdict: Verdict;
  readonly why: string;
}

function run(each: Case, withValues: boolean): Row {
  const typed = inferShapes(each.model, knownOf(each, withValues));
  const verdict = worst(typed.outputs.map(({ name, type }) => each.outputs.has(name) ? judge(type, each.outputs.get(name)!) : "right"));
  const problem = typed.nodes.find((node) => node.problem !== undefined);
  const sizes = [...typed.ranges.keys()].map((name) => name.split(".").at(-1)).join(", ");
  const why = problem ? `${problem.node.op}: ${problem.problem}` : sizes ? `${typed.nodes[0]!.node.op}: only the data tell ${sizes}` : "";
  return { name: each.name, verdict, why };
}

/** What is left and why, the most frequent reason first. */
function table(rows: readonly Row[]): string {
  const reasons = Map.groupBy(rows.filter(({ verdict }) => verdict !== "right"), ({ verdict, why }) => `${verdict}: ${why}`);
  const sorted = [...reasons].sort(([, a], [, b]) => b.length - a.length);
  return sorted.map(([reason, list]) =>
    `${String(list.length).padStart(4)}  ${reason}  (${list.slice(0, 3).map(({ name }) => name).join(", ")})`
  ).join("\n");
}

const installed = await Deno.stat(FOLDER).then(() => true, () => false);
const suffix = installed ? "" : " (skipped: not installed; apt-get install libonnx-testdata)";

/** Cases of 1,072 that are fully right; they may only become more. */
const REGIMES: readonly (readonly [string, withValues: boolean, right: number])[] = [
  ["from the inputs' types alone", false, 912],
  ["with the values of small inputs", true, 1044],
];

Deno.test({
  name: `ONNX backend suite${suffix}`,
  ignore: !installed,
  fn() {
    return readCases().then((cases) => {
      for (const [regime, withValues, wanted] of REGIMES) {
        const rows = cases.map((each) => run(each, withValues));
        const wrong = rows.filter(({ name, verdict }) => verdict === "WRONG" && WRONG_RECORDS[name] === undefined);
        const right = rows.filter(({ verdict }) => verdict === "right").length;
        console.log(`${regime}: ${right} of ${rows.length} right (${(100 * right / rows.length).toFixed(1)} %)\n${table(rows)}`);
        assertEquals(wrong, []);
        assertEquals(right >= wanted, true, `${right} right: at least ${wanted} were`);
      }
    });
  },
});
