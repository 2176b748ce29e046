/**
 * Stored tensors: what the file says of them, with the data left where they are.
 *
 * @module
 */
import { byteLengthOf } from "../../bytes/scalars.ts";
import type { DType } from "../../model/dtype.ts";
import type { Element, Tensor } from "../../model/tensor.ts";
import { dtypeOf } from "./dtypes.ts";
import { parseEntry } from "./entries.ts";
import { type ExternalData, externalDataOf } from "./external_data.ts";
import { DECODED_BYTES, DIMS_LIMIT } from "./limits.ts";
import { SPARSE_TENSOR, TENSOR } from "./schema.ts";
import { StoredTensor, type TensorFacts } from "./stored_tensor.ts";
import { addRun, type DataRun, decodeElements, effectiveRuns } from "./tensor_data.ts";
import { LACKING, type Parsing, type Wire } from "./wire.ts";

/** `TensorProto.DataLocation.EXTERNAL`. */
const EXTERNAL = 1;

/** The most that a varint takes, and a negative number always takes. */
const VARINT_BYTES = 10;

/** What has been read of a `TensorProto`. */
interface Draft {
  name: string;
  dtype: number;
  location: number;
  readonly shape: number[];
  readonly runs: DataRun[];
  readonly entries: Map<string, string>;
  readonly offset: number;
}

/** Reads a `TensorProto`. As long as the message has fields: one case each. */
export function* parseTensor(wire: Wire): Parsing<Tensor> {
  const { fields } = TENSOR;
  const draft: Draft = { name: "", dtype: 0, location: 0, shape: [], runs: [], entries: new Map(), offset: wire.position };
  const outer = wire.enter(TENSOR);
  while (wire.inside) {
    const field = wire.next();
    switch (field) {
      case LACKING:
        yield;
        break;
      case fields.dims:
        wire.integers(draft.shape);
        break;
      case fields.data_type:
        draft.dtype = wire.integer();
        break;
      case fields.name:
        draft.name = wire.text();
        break;
      case fields.external_data:
        parseEntry(wire, draft.entries);
        break;
      case fields.data_location:
        draft.location = wire.integer();
        break;
      case fields.raw_data:
      case fields.float_data:
      case fields.double_data:
      case fields.int32_data:
      case fields.int64_data:
      case fields.uint64_data:
        addRun(draft.runs, wire.isPacked ? { ...wire.payload(), field, tagged: false } : { ...wire.whole(), field, tagged: true });
        break;
      case fields.string_data:
        addRun(draft.runs, { ...wire.whole(), field, tagged: true });
        break;
      default:
        wire.skip();
    }
  }
  wire.leave(outer);
  const facts = check(wire, draft);
  return new StoredTensor(wire.source, facts, yield* parseElements(wire, facts));
}

function check(wire: Wire, { name, dtype: number, location, shape, runs, entries, offset }: Draft): TensorFacts {
  const text = `the tensor ${JSON.stringify(name.slice(0, 200))}`;
  const dtype = dtypeOf(number);
  if (dtype === undefined) wire.fail(`${text} has the element type ${number}, which ONNX does not know`, offset);
  checkShape(wire, text, shape, offset);
  let external: ExternalData | undefined;
  if (location === EXTERNAL) {
    external = externalDataOf(entries);
    if (external === undefined) wire.fail(`the external data of ${text} have no whole number as offset or length`, offset);
  }
  const stored = external === undefined && runs.length > 0 ? effectiveRuns(runs) : [];
  return { name, dtype, shape, unpackedBytes: unpackedBytesOf(dtype, shape), runs: stored, external, offset };
}

function checkShape(wire: Wire, text: string, shape: readonly number[], offset: number): void {
  if (shape.length > DIMS_LIMIT) wire.fail(`${text} has ${shape.length} dimensions, more than ${DIMS_LIMIT}`, offset);
  if (shape.some((dim) => dim < 0)) wire.fail(`${text} has a negative dimension: [${shape}]`, offset);
}

function unpackedBytesOf(dtype: DType, shape: readonly number[]): number | undefined {
  return dtype === "string" ? undefined : byteLengthOf(dtype, countOf(shape));
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** The elements of a small tensor, if the file has as many as its shape takes: one broken tensor does not make the rest unreadable. */
function* parseElements(wire: Wire, { dtype, shape, unpackedBytes, runs, external }: TensorFacts): Parsing<readonly Element[] | undefined> {
  const stored = runs.reduce((total, run) => total + run.byteLength, 0);
  const count = countOf(shape);
  if (external !== undefined || (unpackedBytes ?? stored) > DECODED_BYTES || stored > DECODED_BYTES * VARINT_BYTES) return undefined;
  if (runs.length === 0) return count === 0 ? [] : undefined;
  const parts: Uint8Array[] = [];
  for (const run of runs) {
    let part = wire.bytes(run);
    while (part === undefined) {
      yield;
      part = wire.bytes(run);
    }
    parts.push(part);
  }
  try {
    return decodeElements(runs, parts, dtype, count, unpackedBytes ?? 0);
  } catch {
    return undefined;
  }
}

/** Reads a `SparseTensorProto`. */
export function* parseSparseTensor(wire: Wire): Parsing<Tensor> {
  const { fields } = SPARSE_TENSOR;
  const offset = wire.position;
  const shape: number[] = [];
  let values: Tensor | undefined;
  let indices: Tensor | undefined;
  const outer = wire.enter(SPARSE_TENSOR);
  while (wire.inside) {
    switch (wire.next()) {
      case LACKING:
        yield;
        break;
      case fields.values:
        values = yield* parseTensor(wire);
        break;
      case fields.indices:
        indices = yield* parseTensor(wire);
        break;
      case fields.dims:
        wire.integers(shape);
        break;
      default:
        wire.skip();
    }
  }
  wire.leave(outer);
  if (values === undefined || indices === undefined) wire.fail("a sparse tensor lacks its values or indices", offset);
  const { name, dtype } = values;
  checkShape(wire, `the sparse tensor ${JSON.stringify(name.slice(0, 200))}`, shape, offset);
  const byteLength = values.byteLength + indices.byteLength;
  return { name, dtype, shape, sparse: { values, indices }, byteLength, load: () => Promise.reject(new TypeError(SPARSE_ADVICE)) };
}

const SPARSE_ADVICE = "Cannot load a sparse tensor as one array: load its `sparse.values` and `sparse.indices`";
