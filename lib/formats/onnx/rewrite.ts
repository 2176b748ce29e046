/**
 * An ONNX file with some tensors' data changed, and every other byte as it was: on the wire, so that fields of any version stay.
 *
 * @module
 */
import type { ByteSource } from "../../bytes/byte_source.ts";
import { type Part, partsLength, type Patch, patched } from "../../bytes/patches.ts";
import type { Tensor } from "../../model/tensor.ts";
import { FormatSyntaxError } from "../format_error.ts";
import { type FieldPlace, fieldsOf, findMessages, lengthPatches, type MessagePlace, varint } from "./message_tree.ts";
import { ENTRY, TENSOR } from "./schema.ts";
import { factsOf } from "./stored_tensor.ts";
import { plainRun } from "./tensor_data.ts";

/** Where a tensor's data go. */
export type NewData =
  | { readonly kind: "inside"; readonly parts: readonly Part[] }
  | { readonly kind: "outside"; readonly location: string; readonly offset: number; readonly byteLength: number };

/** Protobuf's readers take messages of less than 2 GiB. */
const MESSAGE_LIMIT = 2 ** 31 - 1;

const DELIMITED = 2;

/** `TensorProto.DataLocation.EXTERNAL`. */
const EXTERNAL = 1;

const { raw_data, external_data, data_location, ...others } = TENSOR.fields;

/** The fields that hold a tensor's data or say where they are. */
const DATA_FIELDS: ReadonlySet<number> = new Set([
  raw_data,
  external_data,
  data_location,
  others.float_data,
  others.double_data,
  others.int32_data,
  others.int64_data,
  others.uint64_data,
  others.string_data,
]);

/**
 * Makes a file's parts with the data of some tensors changed.
 *
 * @param source The file that the tensors were read from.
 * @throws {TypeError} If a tensor was not read from an ONNX file.
 * @throws {RangeError} If the file would become larger than protobuf's readers take.
 * @throws {FormatSyntaxError} If the file is not what it was when it was read.
 */
export async function rewriteOnnx(source: ByteSource, changes: ReadonlyMap<Tensor, NewData>): Promise<Part[]> {
  const sorted = [...changes].map(([tensor, data]) => ({ tensor, data, offset: offsetOf(tensor) })).sort((a, b) => a.offset - b.offset);
  const { root, found } = await findMessages(source, sorted.map(({ offset }) => offset));
  const patches = new Map<MessagePlace, readonly Patch[]>();
  for (const [index, { tensor, data }] of sorted.entries()) {
    patches.set(found[index]!, await patchesOf(source, found[index]!, tensor, data));
  }
  const parts = patched(source, [...lengthPatches(root, patches), ...[...patches.values()].flat()]);
  const length = partsLength(parts);
  if (length <= MESSAGE_LIMIT || length <= source.byteLength) return parts;
  throw new RangeError(
    `Cannot write ${source.name} as one file as it would have ${length} bytes, more than ${MESSAGE_LIMIT}: put its data outside`,
  );
}

function offsetOf(tensor: Tensor): number {
  const facts = factsOf(tensor);
  if (facts === undefined) {
    throw new TypeError(`Cannot change the tensor ${JSON.stringify(tensor.name)} as it was not read from an ONNX file`);
  }
  return facts.offset;
}

async function patchesOf(source: ByteSource, message: MessagePlace, tensor: Tensor, data: NewData): Promise<Patch[]> {
  const { runs, external } = factsOf(tensor)!;
  const run = external === undefined ? plainRun(runs) : undefined;
  // As many bytes in the same form: only they change.
  if (data.kind === "inside" && run?.byteLength === partsLength(data.parts)) {
    return [{ offset: run.offset, removed: run.byteLength, parts: data.parts }];
  }
  const fields = await fieldsOf(source, message);
  if (!fields.some(({ number }) => number === TENSOR.fields.data_type)) {
    const path = source.name;
    throw new FormatSyntaxError(`Cannot change ${path}: there is no tensor at byte ${message.start}`, { path, offset: message.start });
  }
  const old = fields.filter(({ number }) => DATA_FIELDS.has(number));
  const at = old[0]?.start ?? message.end;
  return [
    { offset: at, removed: 0, parts: fieldsFor(data) },
    ...old.map(({ start, end }: FieldPlace): Patch => ({ offset: start, removed: end - start, parts: [] })),
  ];
}

function fieldsFor(data: NewData): Part[] {
  if (data.kind === "inside") return [tag(raw_data), varint(partsLength(data.parts)), ...data.parts];
  const entries = { location: data.location, offset: String(data.offset), length: String(data.byteLength) };
  const fields = Object.entries(entries).map(([key, value]) =>
    delimited(external_data, join(text(ENTRY.fields.key, key), text(ENTRY.fields.value, value)))
  );
  return [...fields, varint(data_location * 8), varint(EXTERNAL)];
}

function tag(field: number): Uint8Array {
  return varint(field * 8 + DELIMITED);
}

function delimited(field: number, bytes: Uint8Array): Uint8Array {
  return join(tag(field), varint(bytes.length), bytes);
}

function text(field: number, value: string): Uint8Array {
  return delimited(field, new TextEncoder().encode(value));
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(partsLength(parts));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
