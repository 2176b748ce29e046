import { Reader, toNumber } from "./protobuf.ts";

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** What tells a field of `ModelProto` from chance. */
interface FieldSign {
  readonly type: number;
  /** The highest value, or the most bytes. */
  readonly most?: number;
  /** For a message: tags that its first field may have. They count while there is little else to go by; a broken message is for the reader to tell. */
  readonly begins?: readonly number[];
}

/** This many fields in a row are no chance. */
const ENOUGH = 2;

/** No producer's name or version is longer. */
const TEXT: FieldSign = { type: LENGTH_DELIMITED, most: 1 << 16 };
const MESSAGE: FieldSign = { type: LENGTH_DELIMITED };

/** The fields of `ModelProto` by number. IR versions rise by one a year or so. Source: onnx.proto. */
const FIELDS: ReadonlyMap<number, FieldSign> = new Map([
  [1, { type: VARINT, most: 1000 }],
  [2, TEXT],
  [3, TEXT],
  [4, TEXT],
  [5, { type: VARINT }],
  [6, MESSAGE],
  [7, { type: LENGTH_DELIMITED, begins: [0x0a, 0x12, 0x2a, 0x52, 0x5a, 0x62, 0x6a, 0x72, 0x7a, 0x82] }],
  [8, { type: LENGTH_DELIMITED, most: 1 << 16, begins: [0x0a, 0x10] }],
  [14, MESSAGE],
  [20, MESSAGE],
  [25, MESSAGE],
  [26, MESSAGE],
]);

/**
 * True if a file that begins with these bytes may be an ONNX model: fields of a `ModelProto`, in any order, as far as the bytes go. The first must be a
 * known one; a later one may be of a version to come.
 */
export function matches(head: Uint8Array): boolean {
  const reader = new Reader(head);
  let fields = 0;
  for (; reader.pos < reader.len; fields++) {
    try {
      const tag = reader.uint32();
      const sign = FIELDS.get(tag >>> 3);
      if (sign !== undefined) {
        if (!fits(reader, tag & 7, sign, fields)) return false;
      } else if (fields > 0 && tag >>> 3 > 0) reader.skipType(tag & 7);
      else return false;
    } catch {
      // The head ends inside this field, which says nothing against it.
      break;
    }
  }
  return fields > 0;
}

/** Passes the value of a field that so many others precede; false if a model would not have it. */
function fits(reader: Reader, type: number, { type: wanted, most = Infinity, begins }: FieldSign, fields: number): boolean {
  if (type !== wanted) return false;
  const value = toNumber(reader.uint64());
  if (value > most) return false;
  if (type !== LENGTH_DELIMITED) return true;
  const first = reader.buf[reader.pos];
  reader.pos += value;
  return value === 0 || first === undefined || begins === undefined || fields >= ENOUGH || begins.includes(first);
}
