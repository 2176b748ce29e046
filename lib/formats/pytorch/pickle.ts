/**
 * An interpreter of Python's pickles that makes inert data of them. It has no way to import, call or run anything: see `rebuild.ts` for what names
 * may stand in one.
 *
 * It keeps a stack of its own, so that nesting costs no depth of calls, and every operation takes a byte at least, so that their number is bounded.
 *
 * Source: `Lib/pickletools.py` of CPython 3.12, protocols 0 to 5.
 *
 * @module
 */
import { OPERATIONS, TEXT_LIMIT } from "./operations.ts";
import { isAllowed, make } from "./rebuild.ts";
import { PickleDict, PickleGlobal, PickleList, PickleObject, type PickleValue, type StoredElements } from "./values.ts";

/** A checkpoint of 10,000 tensors takes some 500,000 operations. */
const OPERATIONS_LIMIT = 1 << 22;

/** Bytes of a whole number. PyTorch's own magic number has ten. */
const INTEGER_LIMIT = 1 << 10;

/** A byte's digits. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Thrown when bytes are no pickle that is read here. */
export class PickleError extends Error {
  /** The class's name. */
  override readonly name = "PickleError";
  /** The position of the operation. */
  readonly offset: number;

  /** A part of a sentence that says what is wrong. */
  constructor(problem: string, offset: number) {
    super(problem);
    this.offset = offset;
  }
}

/** Thrown when the bytes end within a pickle: there may be more in the file. */
export class PickleCutOff extends PickleError {}

/** What one pickle is read with. */
export class Unpickler {
  /** The position of the next byte. */
  position: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #storageOf: (id: PickleValue) => StoredElements;
  readonly #memo = new Map<number, PickleValue>();
  #stack: PickleValue[] = [];
  /** The stacks below each mark. */
  readonly #below: PickleValue[][] = [];
  #start: number;

  /** Reads from `position` on; persistent ids are looked up by `storageOf`. */
  constructor(bytes: Uint8Array, storageOf: (id: PickleValue) => StoredElements, position = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#storageOf = storageOf;
    this.position = this.#start = position;
  }

  /**
   * Reads up to the pickle's end.
   *
   * @throws {PickleError} If it is malformed, names something that is not allowed, or goes beyond a limit.
   */
  read(): PickleValue {
    for (let count = 0; count < OPERATIONS_LIMIT; count++) {
      this.#start = this.position;
      const code = this.byte();
      if (code === STOP) return this.pop();
      const operation = OPERATIONS.get(code) ?? this.fail(`the operation 0x${code.toString(16)} is not known`);
      operation(this);
    }
    return this.fail(`it has more than ${OPERATIONS_LIMIT} operations`);
  }

  /** Ends reading with an error at the present operation. */
  fail(problem: string): never {
    throw new PickleError(problem, this.#start);
  }

  /** The next byte. */
  byte(): number {
    return this.bytes(1)[0]!;
  }

  /** The next bytes. */
  bytes(count: number): Uint8Array {
    const end = this.position + count;
    if (!(end <= this.#bytes.length)) throw new PickleCutOff(`it ends within an operation that takes ${count} bytes more`, this.#start);
    const bytes = this.#bytes.subarray(this.position, end);
    this.position = end;
    return bytes;
  }

  /** The next whole number of so many bytes, little-endian. */
  count(width: 1 | 2 | 4 | 8): number {
    const at = this.position;
    this.bytes(width);
    if (width === 1) return this.#view.getUint8(at);
    if (width === 2) return this.#view.getUint16(at, true);
    return width === 4 ? this.#view.getUint32(at, true) : Number(this.#view.getBigUint64(at, true));
  }

  /** The next number of 32 bits with a sign. */
  integer(): number {
    return new DataView(this.bytes(4).slice().buffer).getInt32(0, true);
  }

  /** The next number of double precision, which a pickle has big-endian. */
  double(): number {
    return new DataView(this.bytes(8).slice().buffer).getFloat64(0);
  }

  /** The next text, whose length stands before it. */
  text(width: 1 | 4 | 8): string {
    return new TextDecoder().decode(this.blob(width, TEXT_LIMIT));
  }

  /** The next bytes, whose number stands before them. */
  blob(width: 1 | 4 | 8, limit: number): Uint8Array {
    const count = this.count(width);
    if (count > limit) this.fail(`a text claims ${count} bytes, more than ${limit}`);
    return this.bytes(count);
  }

  /** The next whole number of any width, in two's complement. */
  long(width: 1 | 4): number | bigint {
    const bytes = this.blob(width, INTEGER_LIMIT);
    let digits = ""; // read in one go: shifts would cost the square
    for (let index = bytes.length - 1; index >= 0; index--) digits += HEX[bytes[index]!]!;
    const signed = BigInt.asIntN(8 * bytes.length, BigInt(`0x0${digits}`));
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  /** The next line, without its end. */
  line(): string {
    const end = this.#bytes.indexOf(10, this.position);
    if (end < 0) throw new PickleCutOff("it ends within a line", this.#start);
    if (end - this.position > TEXT_LIMIT) this.fail(`a line has more than ${TEXT_LIMIT} bytes`);
    const text = new TextDecoder().decode(this.bytes(end - this.position));
    this.position++;
    return text;
  }

  /** Puts a value on the stack. */
  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  /** Takes the last value off the stack. */
  pop(): PickleValue {
    return this.#stack.length > 0 ? this.#stack.pop()! : this.fail("it takes a value where there is none");
  }

  /** The last value on the stack. */
  top(): PickleValue {
    return this.#stack.length > 0 ? this.#stack.at(-1)! : this.fail("it takes a value where there is none");
  }

  /** Begins a group. */
  mark(): void {
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** Takes the values since the last mark. */
  group(): PickleValue[] {
    const values = this.#stack;
    this.#stack = this.#below.pop() ?? this.fail("it takes a group where none began");
    return values;
  }

  /** Remembers the last value. */
  put(index: number): void {
    this.#memo.set(index, this.top());
  }

  /** Remembers the last value under the next number. */
  memoize(): void {
    this.put(this.#memo.size);
  }

  /** Takes up a value that was remembered. */
  get(index: number): void {
    this.push(this.#memo.get(index) ?? (this.#memo.has(index) ? null : this.fail(`it takes up value ${index}, which was never put`)));
  }

  /** Puts a name on the stack, if it is allowed. */
  global(module: PickleValue, name: PickleValue): void {
    const full = `${module}.${name}`;
    if (!isAllowed(full)) {
      const shown = JSON.stringify(full.slice(0, 200));
      this.fail(
        `it names ${shown}, which is none of what tensors are made with; nothing was run. Of a whole module, save its state_dict()`,
      );
    }
    this.push(new PickleGlobal(full));
  }

  /** Makes what a call of a name would have made. */
  call(callee: PickleValue, args: PickleValue): void {
    if (!(callee instanceof PickleGlobal)) this.fail("it calls what is no name");
    this.push(this.#guard(() => make(callee, args instanceof PickleList ? args.items : [])));
  }

  /** Takes up a storage. */
  persistent(id: PickleValue): void {
    this.push(this.#guard(() => this.#storageOf(id)));
  }

  #guard<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      return this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** Adds members to a list. */
  append(values: readonly PickleValue[]): void {
    const list = this.top();
    if (!(list instanceof PickleList)) this.fail("it adds members to what is no list");
    for (const value of values) list.items.push(value);
  }

  /** Adds members to a dictionary: keys and values in turn. */
  setItems(pairs: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof PickleDict) || pairs.length % 2 !== 0) this.fail("it adds members to what is no dictionary");
    for (let index = 0; index < pairs.length; index += 2) dict.entries.set(pairs[index]!, pairs[index + 1]!);
  }

  /** Gives an object its attributes. Those of a dictionary or a tensor are notes. */
  build(state: PickleValue): void {
    const object = this.top();
    if (object instanceof PickleObject) object.state = state;
  }
}

const STOP = 0x2e;
