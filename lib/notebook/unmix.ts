import { decodeMessage, type JupyterMessage } from "./jupyter_messages.ts";

/** Reads bytes that follow on the wire; `undefined` if they do not come. */
export type ReadOn = (count: number) => Promise<Uint8Array | undefined>;

/** Messages that stand in others are short: the kernel's state, a cell's input. A longer part is none of them. */
const LONGEST_PART = 1 << 24;
/** Flags of a frame that begins a message in the middle of another: more parts follow. No JSON text has this byte, which it writes as an escape. */
const INTRUDER = 1;
const MORE = 1, LONG = 2;

/**
 * Reads a message, and takes it apart if others were written into it. Deno's kernel (2.9.6) does not wait for its turn: where an output is too large to be sent at
 * once, some MB, its next word, mostly that it is idle, goes out in the middle of it. The frame's length then ends too early by as many bytes; they follow on the
 * wire.
 *
 * Every message that comes out is signed, so a wrong guess is found.
 *
 * @returns The large message first, then those that stood in it.
 * @throws {SyntaxError} If the message was damaged in another way.
 */
export async function unmix(key: string, frames: readonly Uint8Array[], readOn: ReadOn): Promise<JupyterMessage[]> {
  const whole = readable(key, frames);
  if (whole !== undefined) return [whole];
  const length = frames.at(-1)?.length ?? 0;
  const wire = new Wire(frames.at(-1) ?? new Uint8Array(0), readOn);
  const found: JupyterMessage[] = [];
  for (let start = wire.bytes.indexOf(INTRUDER); start >= 0; start = wire.bytes.indexOf(INTRUDER, start)) {
    const { parts, end } = await wire.messageAt(start);
    found.push(decodeMessage(key, parts));
    wire.cut(start, end);
    await wire.need(length);
  }
  return [decodeMessage(key, [...frames.slice(0, -1), wire.bytes]), ...found];
}

/** The message, if it is one as it is. */
function readable(key: string, frames: readonly Uint8Array[]): JupyterMessage | undefined {
  try {
    return decodeMessage(key, frames);
  } catch (error) {
    if (!frames.at(-1)?.includes(INTRUDER)) throw error;
    return undefined;
  }
}

/** Bytes that have been read, to which more are read when they are needed. */
class Wire {
  bytes: Uint8Array;
  readonly #readOn: ReadOn;

  constructor(bytes: Uint8Array, readOn: ReadOn) {
    this.bytes = bytes;
    this.#readOn = readOn;
  }

  /** Makes sure that there are so many bytes. */
  async need(count: number): Promise<void> {
    if (count <= this.bytes.length) return;
    const more = await this.#readOn(count - this.bytes.length);
    if (more === undefined) throw new SyntaxError("Cannot read a message as the stream ends before its last part");
    this.bytes = joined(this.bytes, more);
  }

  /** The parts of the message whose first frame begins at `start`, and where it ends. */
  async messageAt(start: number): Promise<{ parts: Uint8Array[]; end: number }> {
    const parts: Uint8Array[] = [];
    let at = start;
    for (let more = true; more;) {
      await this.need(at + 2);
      const flags = this.bytes[at]!;
      const body = at + (flags & LONG ? 9 : 2);
      await this.need(body);
      const view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
      const length = flags & LONG ? Number(view.getBigUint64(at + 1)) : this.bytes[at + 1]!;
      if (flags > (MORE | LONG) || length > LONGEST_PART) throw new SyntaxError("Cannot trust a Jupyter message as its signature is wrong");
      at = body + length;
      await this.need(at);
      parts.push(this.bytes.slice(body, at));
      more = (flags & MORE) !== 0;
    }
    return { parts, end: at };
  }

  /** Takes bytes out. */
  cut(start: number, end: number): void {
    this.bytes = joined(this.bytes.subarray(0, start), this.bytes.subarray(end));
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
