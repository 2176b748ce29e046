/** Writes ONNX files for tests: by onnx-proto, or byte by byte where a field is newer than it or a file is broken. */
import onnxProto from "npm:onnx-proto@8.0.1";
import { MemorySource } from "../../../lib/bytes/memory_source.ts";
import { readModel } from "../../../lib/formats/mod.ts";
import type { AttributeValue, Graph, Model } from "../../../lib/model/model.ts";

/** The definitions of onnx.proto as of ONNX 1.10, and their encoders. */
export const onnx = onnxProto.onnx;

/** The members of a graph. */
export type GraphMembers = onnxProto.onnx.IGraphProto;

/** A file with that graph, written by onnx-proto. */
export function fileOf(graph: GraphMembers, members: onnxProto.onnx.IModelProto = {}): Uint8Array<ArrayBuffer> {
  const encoded = onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: "", version: 17 }], graph, ...members }).finish();
  return new Uint8Array(encoded);
}

/** Reads a file in memory. */
export function readBytes(bytes: Uint8Array, name = "net.onnx"): Promise<Model> {
  return readModel(new MemorySource(bytes, name));
}

/** Reads a file with that graph. */
export async function readGraph(graph: GraphMembers): Promise<Graph> {
  return (await readBytes(fileOf(graph))).graph;
}

/** Reads the attributes of a file's only node. */
export async function readAttributes(attribute: onnxProto.onnx.IAttributeProto[]): Promise<{ [name: string]: AttributeValue }> {
  const { nodes } = await readGraph({ node: [{ opType: "Op", attribute }] });
  return Object.fromEntries(nodes[0]!.attributes);
}

/** A protobuf varint. */
export function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

/** A field that holds a whole number. */
export function numberField(field: number, value: number | bigint): number[] {
  return [...varint(field << 3), ...varint(value)];
}

/** A field that holds a text, bytes or a message. */
export function bytesField(field: number, payload: string | readonly number[]): number[] {
  const bytes = typeof payload === "string" ? [...new TextEncoder().encode(payload)] : payload;
  return [...varint(field << 3 | 2), ...varint(bytes.length), ...bytes];
}

/** A whole file around a graph's bytes. */
export function handMadeFile(graph: readonly number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...numberField(1, 8), ...bytesField(8, numberField(2, 17)), ...bytesField(7, graph)]);
}

/** An attribute's value to be written: whole numbers, texts, and real numbers marked as such. */
export type WrittenAttribute = number | string | readonly number[] | { readonly real: number } | { readonly reals: readonly number[] };

/** Marks a number as a real one, which ONNX tells from whole ones. */
export function real(number: number): { readonly real: number } {
  return { real: number };
}

/** Marks numbers as real ones. */
export function reals(...numbers: number[]): { readonly reals: readonly number[] } {
  return { reals: numbers };
}

/** Attributes of those names and values. */
export function attributesOf(values: Readonly<Record<string, WrittenAttribute>>): onnxProto.onnx.IAttributeProto[] {
  const { FLOAT, FLOATS, INT, INTS, STRING } = onnx.AttributeProto.AttributeType;
  return Object.entries(values).map(([name, value]) => {
    if (typeof value === "number") return { name, type: INT, i: value };
    if (typeof value === "string") return { name, type: STRING, s: new TextEncoder().encode(value) };
    if ("reals" in value) return { name, type: FLOATS, floats: [...value.reals] };
    return "real" in value ? { name, type: FLOAT, f: value.real } : { name, type: INTS, ints: [...value] };
  });
}
