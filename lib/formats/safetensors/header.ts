/**
 * The header of a safetensors file: eight bytes of length, and JSON that names every tensor.
 *
 * Source: "Format" in the README of huggingface/safetensors 0.5, and the checks of `safetensors/src/tensor.rs`.
 *
 * @module
 */
import type { ByteSource } from "../../bytes/byte_source.ts";
import { byteLengthOf, type ScalarType } from "../../bytes/scalars.ts";
import { FormatSyntaxError } from "../format_error.ts";

/** The length that stands first. */
const LENGTH_BYTES = 8;

/** The format's own bound of a header. */
const HEADER_LIMIT = 100_000_000;

/** Axes of a tensor: NumPy has at most 64. */
const DIMS_LIMIT = 64;

/** Element types by their names in the file. Two of F4 share a byte. */
const DTYPES: ReadonlyMap<unknown, ScalarType> = new Map<string, ScalarType>([
  ["F64", "float64"],
  ["F32", "float32"],
  ["F16", "float16"],
  ["BF16", "bfloat16"],
  ["F8_E4M3", "float8e4m3fn"],
  ["F8_E5M2", "float8e5m2"],
  ["F8_E8M0", "float8e8m0"],
  ["F4", "float4e2m1"],
  ["I64", "int64"],
  ["I32", "int32"],
  ["I16", "int16"],
  ["I8", "int8"],
  ["U64", "uint64"],
  ["U32", "uint32"],
  ["U16", "uint16"],
  ["U8", "uint8"],
  ["BOOL", "bool"],
  ["C64", "complex64"],
]);

/** The file's names of element types by ours. */
export const SAFETENSORS_NAMES: ReadonlyMap<string, string> = new Map([...DTYPES].map(([name, dtype]) => [dtype, String(name)]));

/** What the header says of one tensor. */
export interface HeaderEntry {
  /** The name. */
  readonly name: string;
  /** The element type. */
  readonly dtype: ScalarType;
  /** The dimensions. */
  readonly shape: readonly number[];
  /** The first byte's position in the file. */
  readonly offset: number;
}

/** What a header says. */
export interface Header {
  /** The tensors, in the order of their bytes. */
  readonly entries: readonly HeaderEntry[];
  /** Notes. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** True if a file that begins with these bytes may be a safetensors file: a length within the format's bound, and the JSON's first character. */
export function hasHeader(head: Uint8Array): boolean {
  return head.length > LENGTH_BYTES && head[8] === 0x7b && head.subarray(4, 8).every((byte) => byte === 0);
}

/**
 * Reads the header and checks that its tensors fill the file, one after the other, as the format has it.
 *
 * @throws {FormatSyntaxError} If the header is malformed, or claims what the file does not have.
 */
export async function readHeader(source: ByteSource, head: Uint8Array): Promise<Header> {
  const fail = failureOf(source);
  if (head.length < LENGTH_BYTES) fail("the file ends in the length of its header", 0);
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const length = Number(view.getBigUint64(0, true));
  if (length > HEADER_LIMIT) fail(`the header claims ${length} bytes, more than ${HEADER_LIMIT}`, 0);
  const start = LENGTH_BYTES + length;
  if (start > source.byteLength) fail(`the header claims ${length} bytes where the file has ${source.byteLength - LENGTH_BYTES} left`, 0);
  const bytes = head.length >= start ? head.subarray(LENGTH_BYTES, start) : await source.read(LENGTH_BYTES, length);
  const { __metadata__: notes, ...tensors } = parseObject(bytes, fail);
  const entries = Object.entries(tensors).map(([name, entry]) => entryOf(name, entry, start, fail));
  entries.sort((a, b) => a.offset - b.offset || a.end - b.end);
  let end = start;
  for (const { name, offset, end: next } of entries) {
    if (offset !== end) fail(`the bytes of ${quote(name)} begin at ${offset}, where those before end at ${end}`, end);
    end = next;
  }
  if (end !== source.byteLength) fail(`the tensors end at byte ${end}, the file at ${source.byteLength}`, Math.min(end, source.byteLength));
  return { entries: entries.map(({ end: _, ...entry }) => entry), metadata: notesOf(notes) };
}

type Fail = (problem: string, offset: number, cause?: unknown) => never;

function failureOf({ name: path }: ByteSource): Fail {
  return (problem, offset, cause) => {
    throw new FormatSyntaxError(`Cannot read ${path} as safetensors: ${problem} (byte ${offset})`, { path, offset, cause });
  };
}

function quote(name: string): string {
  return JSON.stringify(name.slice(0, 200));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseObject(bytes: Uint8Array, fail: Fail): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    fail(`the header is no JSON in UTF-8: ${error instanceof Error ? error.message : error}`, LENGTH_BYTES, error);
  }
  return isObject(header) ? header : fail("the header is no JSON object", LENGTH_BYTES);
}

function notesOf(notes: unknown): Map<string, string> {
  return new Map(isObject(notes) ? Object.entries(notes).filter((note): note is [string, string] => typeof note[1] === "string") : []);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function entryOf(name: string, entry: unknown, start: number, fail: Fail): HeaderEntry & { end: number } {
  const text = `the tensor ${quote(name)}`;
  if (!isObject(entry)) fail(`the header's entry of ${text} is no object`, LENGTH_BYTES);
  const { dtype: typeName, shape, data_offsets: range } = entry;
  const dtype = DTYPES.get(typeName) ??
    fail(`${text} has the element type ${String(JSON.stringify(typeName)).slice(0, 50)}, which is not known here`, LENGTH_BYTES);
  if (!Array.isArray(shape) || !shape.every(isCount)) fail(`the shape of ${text} is no list of sizes`, LENGTH_BYTES);
  if (shape.length > DIMS_LIMIT) fail(`${text} has ${shape.length} dimensions, more than ${DIMS_LIMIT}`, LENGTH_BYTES);
  if (!Array.isArray(range) || range.length !== 2 || !range.every(isCount)) {
    fail(`the data_offsets of ${text} are no two positions`, LENGTH_BYTES);
  }
  const [first, end] = range as [number, number];
  const wanted = byteLengthOf(dtype, shape.reduce((product, dim) => product * dim, 1));
  if (end - first !== wanted) fail(`${text} takes ${wanted} bytes by type and shape, its data_offsets have ${end - first}`, LENGTH_BYTES);
  return { name, dtype, shape, offset: start + first, end: start + end };
}
