/**
 * Protobuf's wire format, written.
 *
 * @module
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;
/** The largest number of a signed type, "to the end" in many attributes; numbers as large come rounded up. */
const LARGEST = 2n ** 63n - 1n;
const encoder = new TextEncoder();

/** Collects the fields of one message. Large byte arrays are kept as they are and copied once, by {@linkcode finish}. */
export class BytesWriter {
  readonly #parts: Uint8Array[] = [];
  #small: number[] = [];
  #length = 0;

  /** How many bytes were written. */
  get byteLength(): number {
    return this.#length + this.#small.length;
  }

  /** Writes a whole number; a negative one in ten bytes, as protobuf has it for signed types. */
  integer(field: number, value: number | bigint): void {
    this.#varint(field << 3 | VARINT);
    this.#varint(value >= LARGEST ? LARGEST : value);
  }

  /** Writes a number of single precision. */
  float(field: number, value: number): void {
    this.#varint(field << 3 | FIXED32);
    this.#small.push(...new Uint8Array(new Float32Array([value]).buffer));
  }

  /** Writes a text. */
  text(field: number, value: string): void {
    this.bytes(field, encoder.encode(value));
  }

  /** Writes bytes. */
  bytes(field: number, value: Uint8Array): void {
    this.#varint(field << 3 | LENGTH_DELIMITED);
    this.#varint(value.length);
    this.#flush();
    this.#push(value);
  }

  /** Writes a message. */
  message(field: number, value: BytesWriter): void {
    this.#varint(field << 3 | LENGTH_DELIMITED);
    this.#varint(value.byteLength);
    this.#flush();
    value.#flush();
    for (const part of value.#parts) this.#push(part);
  }

  /** All of it. */
  finish(): Uint8Array<ArrayBuffer> {
    this.#flush();
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  #push(part: Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  #flush(): void {
    if (this.#small.length === 0) return;
    this.#push(Uint8Array.from(this.#small));
    this.#small = [];
  }

  #varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.#small.push(Number(rest & 127n) | 128);
    this.#small.push(Number(rest));
  }
}
