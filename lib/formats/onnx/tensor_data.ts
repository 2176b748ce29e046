/**
 * A tensor's data where it stands in the file, in any of the forms that `TensorProto` has for it.
 *
 * @module
 */
import { decodeScalars, type ScalarType } from "../../bytes/scalars.ts";
import { integer } from "../../model/dim.ts";
import type { DType } from "../../model/dtype.ts";
import type { Element } from "../../model/tensor.ts";
import { Reader } from "./protobuf.ts";
import { TENSOR } from "./schema.ts";
import type { Run } from "./wire.ts";

/** A stretch of data in one field. */
export interface DataRun extends Run {
  /** The field's number in `TensorProto`. */
  readonly field: number;
  /** True for elements that each have a tag: texts, and lists that are not in the packed form. */
  readonly tagged: boolean;
}

const { raw_data, float_data, double_data, string_data } = TENSOR.fields;

/** True for fields that hold elements as fixed-width little-endian bytes. */
function isFixedWidth(field: number): boolean {
  return field === raw_data || field === float_data || field === double_data;
}

/** The stretch in which the data stand as {@linkcode decodeRuns} would give them, if they do. */
export function plainRun(runs: readonly DataRun[]): DataRun | undefined {
  const [run] = runs;
  return runs.length === 1 && run !== undefined && isFixedWidth(run.field) && !run.tagged ? run : undefined;
}

/** Adds a field's data to those that came before, as one stretch if nothing stands between them. */
export function addRun(runs: DataRun[], run: DataRun): void {
  const last = runs.at(-1);
  const joins = last?.tagged && run.tagged && last.field === run.field && last.offset + last.byteLength === run.offset;
  if (joins) runs[runs.length - 1] = { ...last, byteLength: last.byteLength + run.byteLength };
  else runs.push(run);
}

/** The stretches that count: raw data before typed, and of raw data the last, as protobuf has it for a field that should stand once. */
export function effectiveRuns(runs: readonly DataRun[]): readonly DataRun[] {
  const raw = runs.findLast((run) => run.field === raw_data);
  return raw === undefined ? runs.filter((run) => run.field === runs[0]!.field) : [raw];
}

/**
 * Brings data into the form of `raw_data`: elements of fixed width, little-endian. Texts are joined, each with a zero byte after it.
 *
 * @param parts The bytes of `runs`.
 * @param byteLength How many bytes the tensor takes by its type and shape; does not matter for texts.
 * @throws {RangeError} If there are more or fewer.
 */
export function decodeRuns(runs: readonly DataRun[], parts: readonly Uint8Array[], dtype: DType, byteLength: number): Uint8Array {
  if (runs[0]?.field === string_data) return joinTexts(textsOf(parts));
  const stored = parts.reduce((total, part) => total + part.length, 0);
  if (plainRun(runs) !== undefined && stored === byteLength) return parts[0]!;
  const width = entryWidth(dtype, runs[0]!.field);
  // Each entry takes a byte at least: do not take memory for more than there can be.
  if (byteLength / width > stored) throw sizeMismatch(byteLength, stored);
  const bytes = new Uint8Array(byteLength);
  let filled = 0;
  runs.forEach((run, index) => {
    const reader = new Reader(parts[index]!);
    while (reader.pos < reader.len) {
      if (run.tagged) reader.uint32();
      if (filled + width > byteLength) throw sizeMismatch(byteLength, `more than ${byteLength}`);
      bytes.set(isFixedWidth(run.field) ? reader.raw(reader.pos, reader.pos += width) : entry(reader, width), filled);
      filled += width;
    }
  });
  if (filled !== byteLength) throw sizeMismatch(byteLength, filled);
  return bytes;
}

function sizeMismatch(wanted: number, found: number | string): RangeError {
  return new RangeError(`its type and shape take ${wanted} bytes, the file has ${found}`);
}

/** How many bytes one entry of a typed field gives. Types smaller than a byte are packed before they become entries. */
function entryWidth(dtype: DType, field: number): number {
  if (field === raw_data) return 1;
  if (field === float_data) return 4;
  if (field === double_data) return 8;
  if (dtype.endsWith("64")) return 8;
  if (dtype.endsWith("32")) return 4;
  return dtype.endsWith("16") ? 2 : 1;
}

const word = new DataView(new ArrayBuffer(8));

/** The low bytes of a varint, which is how a narrower type's bits stand in it. The answer is valid until the next call. */
function entry(reader: Reader, width: number): Uint8Array {
  const { low, high } = reader.int64();
  word.setInt32(0, low, true);
  word.setInt32(4, high, true);
  return new Uint8Array(word.buffer, 0, width);
}

function textsOf(parts: readonly Uint8Array[]): string[] {
  const texts: string[] = [];
  for (const part of parts) {
    const reader = new Reader(part);
    while (reader.pos < reader.len) {
      reader.uint32();
      texts.push(reader.string());
    }
  }
  return texts;
}

function joinTexts(texts: readonly string[]): Uint8Array {
  return new TextEncoder().encode(texts.map((text) => `${text}\0`).join(""));
}

/**
 * Decodes a small tensor's elements.
 *
 * @param byteLength How many bytes `count` elements take.
 * @throws {RangeError} If the data are not of that size.
 */
export function decodeElements(
  runs: readonly DataRun[],
  parts: readonly Uint8Array[],
  dtype: DType,
  count: number,
  byteLength: number,
): Element[] {
  if (dtype === "string") {
    const texts = textsOf(parts);
    if (texts.length !== count) throw new RangeError(`its shape takes ${count} texts, the file has ${texts.length}`);
    return texts;
  }
  const scalars = decodeScalars(dtype satisfies ScalarType, decodeRuns(runs, parts, dtype, byteLength), count);
  return scalars.map((value) => typeof value === "bigint" ? integer(value) : value);
}
