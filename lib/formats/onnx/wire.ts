/**
 * Protobuf's wire format, read field by field from a source of any size.
 *
 * @module
 */
import type { BlockReader } from "../../bytes/block_reader.ts";
import type { ByteSource } from "../../bytes/byte_source.ts";
import { FormatSyntaxError } from "../format_error.ts";
import { KEPT_BYTES_LIMIT, NESTING_LIMIT, WHOLE_BYTES } from "./limits.ts";
import { Reader, toNumber } from "./protobuf.ts";
import { keptFieldsOf, type Message } from "./schema.ts";

/**
 * A parser of one message. It yields when it needs bytes that are not in memory and goes on when they are, so that one parser serves small messages,
 * which never yield, and messages with gigabytes of weights inside, which must be skipped.
 */
export type Parsing<T> = Generator<undefined, T, undefined>;

/** Bytes of the source: a field's payload, or several fields with their tags. */
export interface Run {
  /** The first byte's position in the source. */
  readonly offset: number;
  /** How many bytes there are. */
  readonly byteLength: number;
}

/** What {@linkcode Wire.next} answers when bytes must be fetched first. Protobuf has no field of this number. */
export const LACKING = 0;

/** Wire types. Groups (3 and 4) were given up before ONNX began. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** The most that a tag and a varint, a number of 64 bits or a length take. */
const HEADER_BYTES = 20;

/** The message that is being read around a field. */
export interface Frame {
  /** Its kind. */
  readonly message: Message;
  /** Where it ends in the source. */
  readonly end: number;
  /** A bit for each field whose bytes are wanted whole, however long. */
  readonly kept: number;
}

/** A cursor over a source's fields. */
export class Wire {
  /** The bytes that a parser waits for. */
  wanted: Run = { offset: 0, byteLength: 0 };
  readonly #blocks: BlockReader;
  #reader: Reader;
  /** The position in the source of the reader's first byte. */
  #base: number;
  #frame: Frame;
  #depth = 0;
  /** Of the field that was read last: where its tag, its length and its payload begin and where it ends, and its number and wire type. */
  #tagStart = 0;
  #lengthStart = 0;
  #payloadEnd = 0;
  #number = 0;
  #type = VARINT;

  /** A cursor at the start of the source, whose whole is one message. */
  constructor(blocks: BlockReader, root: Message) {
    this.#blocks = blocks;
    this.#reader = new Reader(blocks.window);
    this.#base = blocks.offset;
    this.#frame = { message: root, end: blocks.source.byteLength, kept: keptFieldsOf(root) };
  }

  /** The source that is read. */
  get source(): ByteSource {
    return this.#blocks.source;
  }

  /** The position in the source of the next byte. */
  get position(): number {
    return this.#base + this.#reader.pos;
  }

  /** True until the message's last field has been read. */
  get inside(): boolean {
    const { end, message } = this.#frame;
    const position = this.position;
    if (position > end) this.fail(`a field of the ${message.name} runs ${position - end} bytes past its end`, this.#tagStart);
    return position < end;
  }

  /** Takes up reading after more bytes came. */
  resume(): void {
    const position = this.position;
    this.#reader = new Reader(this.#blocks.window);
    this.#base = this.#blocks.offset;
    this.#reader.pos = position - this.#base;
  }

  /** Enters the field as a message. The answer must be given to {@linkcode leave}. */
  enter(message: Message): Frame {
    this.#expect(LENGTH_DELIMITED);
    if (++this.#depth > NESTING_LIMIT) this.fail(`messages are nested more than ${NESTING_LIMIT} deep`);
    const outer = this.#frame;
    this.#frame = { message, end: this.#payloadEnd, kept: keptFieldsOf(message) };
    return outer;
  }

  /** Goes back to the message around the one that has been read. */
  leave(outer: Frame): void {
    this.#frame = outer;
    this.#depth--;
  }

  /** Reads the next field's header and answers its number, or {@linkcode LACKING}: then the parser must yield and ask again. */
  next(): number {
    const reader = this.#reader;
    const start = reader.pos;
    if (start + HEADER_BYTES > reader.len && this.#lacks(HEADER_BYTES)) return LACKING;
    this.#tagStart = this.#base + start;
    const tag = reader.uint32();
    this.#number = tag >>> 3;
    this.#type = tag & 7;
    if (this.#number === 0) this.fail(`a field of the ${this.#frame.message.name} has the number 0`, this.#tagStart);
    if (this.#type === LENGTH_DELIMITED && !this.#measure()) {
      reader.pos = start;
      return LACKING;
    }
    return this.#number;
  }

  /** Reads the field's length; false if its payload is wanted whole and is not. */
  #measure(): boolean {
    this.#lengthStart = this.#reader.pos;
    const byteLength = this.#length();
    this.#payloadEnd = this.position + byteLength;
    if (this.#payloadEnd > this.#frame.end) this.#failBeyond(byteLength);
    const kept = this.#number < 32 && (this.#frame.kept >>> this.#number & 1) === 1;
    if (kept && byteLength > KEPT_BYTES_LIMIT) {
      this.fail(`${this.#field()} has ${byteLength} bytes, more than ${KEPT_BYTES_LIMIT}`, this.#tagStart);
    }
    if (this.#reader.pos + byteLength <= this.#reader.len || (!kept && byteLength > WHOLE_BYTES)) return true;
    this.wanted = { offset: this.#tagStart, byteLength: this.#payloadEnd - this.#tagStart };
    return false;
  }

  #lacks(byteLength: number): boolean {
    const wanted = Math.min(byteLength, this.#frame.end - this.position);
    if (this.#blocks.holds(this.position, wanted)) return false;
    this.wanted = { offset: this.position, byteLength: wanted };
    return true;
  }

  /** Skips the field. */
  skip(): void {
    if (this.#type === LENGTH_DELIMITED) this.#reader.pos = this.#payloadEnd - this.#base;
    else if (this.#type === VARINT || this.#type === FIXED32 || this.#type === FIXED64) this.#reader.skipType(this.#type);
    else this.fail(`${this.#field()} has the wire type ${this.#type}, which ONNX does not use`, this.#tagStart);
  }

  /** Reads a text. Bytes that are no UTF-8 become U+FFFD. */
  text(): string {
    this.#expect(LENGTH_DELIMITED);
    this.#reader.pos = this.#lengthStart;
    return this.#reader.string();
  }

  /** Reads a whole number; beyond 2^53 it is rounded. */
  integer(): number {
    this.#expect(VARINT);
    return this.#integer();
  }

  /** Reads a number of single precision. */
  float(): number {
    this.#expect(FIXED32);
    return this.#reader.float();
  }

  /** Reads one element or, in the packed form, several of a list of whole numbers. */
  integers(list: number[]): void {
    if (this.#type === LENGTH_DELIMITED) { while (this.#insidePayload()) list.push(this.#integer()); }
    else list.push(this.integer());
  }

  /** Reads one element or, in the packed form, several of a list of numbers of single precision. */
  floats(list: number[]): void {
    if (this.#type === LENGTH_DELIMITED) { while (this.#insidePayload()) list.push(this.#reader.float()); }
    else list.push(this.float());
  }

  /** Skips the field and tells where its payload lies. */
  payload(): Run {
    this.#expect(LENGTH_DELIMITED);
    const run = { offset: this.position, byteLength: this.#payloadEnd - this.position };
    this.skip();
    return run;
  }

  /** Skips the field and tells where it lies, its tag included. */
  whole(): Run {
    this.skip();
    return { offset: this.#tagStart, byteLength: this.position - this.#tagStart };
  }

  /** True if the field's payload has a length: a list in the packed form. */
  get isPacked(): boolean {
    return this.#type === LENGTH_DELIMITED;
  }

  /** Bytes that have been passed already, or `undefined`: then the parser must yield and ask again. */
  bytes({ offset, byteLength }: Run): Uint8Array | undefined {
    if (this.#blocks.holds(offset, byteLength)) return this.#blocks.window.subarray(offset - this.#base, offset - this.#base + byteLength);
    this.wanted = { offset, byteLength };
    return undefined;
  }

  /** Ends reading with an error that names the file, what is wrong, and where. */
  fail(problem: string, offset: number = this.position, cause?: unknown): never {
    const path = this.source.name;
    throw new FormatSyntaxError(`Cannot read ${path} as ONNX: ${problem} (byte ${offset})`, { path, offset, cause });
  }

  /** Runs a step of reading. The protobuf package's errors know neither the file nor the position in it. */
  guard<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      const theirs = error instanceof RangeError || (error instanceof Error && error.constructor === Error);
      if (!theirs) throw error;
      return this.fail(`${this.#field()} is cut off or malformed: ${error.message}`, this.#tagStart, error);
    }
  }

  #insidePayload(): boolean {
    const position = this.position;
    if (position > this.#payloadEnd) this.fail(`the last number in ${this.#field()} is cut off`, this.#tagStart);
    return position < this.#payloadEnd;
  }

  #integer(): number {
    const reader = this.#reader;
    const first = reader.buf[reader.pos]!;
    if (first < 128) {
      reader.pos++;
      return first;
    }
    return toNumber(reader.int64());
  }

  /** Lengths have up to 64 bits; the package's own reading of them stops at 31. */
  #length(): number {
    const reader = this.#reader;
    const first = reader.buf[reader.pos]!;
    if (first < 128) {
      reader.pos++;
      return first;
    }
    return toNumber(reader.uint64());
  }

  #expect(type: number): void {
    if (this.#type !== type) this.fail(`${this.#field()} has the wire type ${this.#type}, and must have ${type}`, this.#tagStart);
  }

  #field(): string {
    const { name, fields } = this.#frame.message;
    const field = Object.keys(fields).find((key) => fields[key] === this.#number);
    return `${field ?? `field ${this.#number}`} of the ${name}`;
  }

  #failBeyond(byteLength: number): never {
    const size = this.source.byteLength;
    const left = this.#frame.end - this.position;
    if (this.#payloadEnd <= size || this.#frame.end < size) {
      return this.fail(
        `${this.#field()} claims ${byteLength} bytes where the ${this.#frame.message.name} has ${Math.max(0, left)} left`,
        this.#tagStart,
      );
    }
    const path = this.source.name;
    const problem = `the file ends at byte ${size} inside ${this.#field()}, which needs ${byteLength} bytes from byte ${this.position} on`;
    throw new FormatSyntaxError(`Cannot read ${path} as ONNX: ${problem}; download or export it again`, { path, offset: this.#tagStart });
  }
}
