/**
 * The part of ZMTP 3.0 that a Jupyter client needs: DEALER and SUB sockets over TCP with the NULL mechanism, that is without encryption.
 *
 * Source: ZeroMQ RFC 23, https://rfc.zeromq.org/spec/23/. Heartbeats belong to ZMTP 3.1; a peer that is told 3.0 sends none.
 *
 * @module
 */
import { ByteReader } from "./byte_reader.ts";

/** What a socket is to its peer. */
export type SocketType = "DEALER" | "SUB";

/** A frame as it came: a part of a message, or a command. */
export interface Frame {
  /** Whether it is a command of the protocol, and no part of a message. */
  readonly command: boolean;
  /** Whether more parts of the same message follow. */
  readonly more: boolean;
  /** The bytes it carries. */
  readonly body: Uint8Array;
}

/** How to connect. */
export interface ConnectOptions {
  /** Milliseconds until it gives up, the port not being open or the peer silent; 15,000 where nothing is said. */
  readonly timeout?: number;
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal;
}

/** A Jupyter message with a large picture has some tens of MB: all parts of a message together beyond this are no message. */
const MAX_MESSAGE_BYTES = 1 << 29;
/** Jupyter's messages have six parts, and one more for each buffer; beyond this a peer sends no sensible message. */
const MAX_PARTS = 4096;
/** Between two attempts to reach a port that nobody has opened yet, in milliseconds. */
const RETRY_PAUSE = 15;
/** The types that may talk to each of ours. */
const PEERS: Readonly<Record<SocketType, readonly string[]>> = { DEALER: ["ROUTER", "DEALER", "REP"], SUB: ["PUB", "XPUB"] };

const MORE = 1, LONG = 2, COMMAND = 4, RESERVED = 0xf8;
const GREETING_BYTES = 64;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The greeting: signature, version 3.0, mechanism NULL, no server. */
export function greeting(): Uint8Array {
  const bytes = new Uint8Array(GREETING_BYTES);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  bytes.set(encoder.encode("NULL"), 12);
  return bytes;
}

/**
 * Checks a peer's greeting.
 *
 * @throws {SyntaxError} If the peer does not speak ZMTP 3 without encryption.
 */
export function checkGreeting(bytes: Uint8Array): void {
  const [first, last, major] = [bytes[0], bytes[9], bytes[10]];
  if (first !== 0xff || !(last! & 1)) throw new SyntaxError("Cannot talk to the peer as it must begin with ZMTP's signature");
  if (major! < 3) throw new SyntaxError(`Cannot talk to the peer as it must speak ZMTP 3: current version is ${major}`);
  const mechanism = decoder.decode(bytes.subarray(12, 32)).replace(/\0+$/, "");
  if (mechanism !== "NULL") throw new SyntaxError(`Cannot talk to the peer as its mechanism must be NULL: it is ${mechanism}`);
}

/** The READY command that tells the peer the socket's type. */
export function ready(type: SocketType): Uint8Array {
  const [command, name, value] = ["READY", "Socket-Type", type].map((text) => encoder.encode(text)) as [Uint8Array, Uint8Array, Uint8Array];
  const body = [command.length, ...command, name.length, ...name, 0, 0, 0, value.length, ...value];
  return Uint8Array.of(COMMAND, body.length, ...body);
}

/**
 * Checks a peer's READY command: whether it may talk to a socket of `type`.
 *
 * @throws {SyntaxError} If it is no READY command, or the peer has the wrong type, or it says why it refuses.
 */
export function checkReady(type: SocketType, { command, body }: Frame): void {
  const nameEnd = 1 + (body[0] ?? 0);
  const name = decoder.decode(body.subarray(1, nameEnd));
  if (command && name === "ERROR") throw new SyntaxError(`The peer refuses: ${decoder.decode(body.subarray(nameEnd + 1))}`);
  if (!command || name !== "READY") throw new SyntaxError("Cannot talk to the peer as it must send READY after its greeting");
  const peer = propertiesOf(body.subarray(nameEnd)).get("socket-type") ?? "nothing";
  if (!PEERS[type].includes(peer)) {
    throw new SyntaxError(`Cannot connect a ${type} socket as the peer must be ${PEERS[type].join(" or ")}: it is ${peer}`);
  }
}

/** The properties of a READY command: a length of one octet and a name, a length of four octets and a value. Names have no case. */
function propertiesOf(bytes: Uint8Array): Map<string, string> {
  const properties = new Map<string, string>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const valueAt = at + 1 + bytes[at]! + 4;
    if (valueAt > bytes.length) break;
    const end = valueAt + view.getUint32(valueAt - 4);
    properties.set(decoder.decode(bytes.subarray(at + 1, valueAt - 4)).toLowerCase(), decoder.decode(bytes.subarray(valueAt, end)));
    at = end;
  }
  return properties;
}

/** A message as frames on the wire: short ones up to 255 octets, long ones beyond, all but the last with the flag MORE. */
export function encodeMessage(parts: readonly Uint8Array[]): Uint8Array {
  const heads = parts.map((part, index) => {
    const more = index < parts.length - 1 ? MORE : 0;
    if (part.length < 256) return Uint8Array.of(more, part.length);
    const head = new Uint8Array(9);
    head[0] = LONG | more;
    new DataView(head.buffer).setBigUint64(1, BigInt(part.length));
    return head;
  });
  const whole = new Uint8Array([...heads, ...parts].reduce((length, bytes) => length + bytes.length, 0));
  let at = 0;
  parts.forEach((part, index) => {
    whole.set(heads[index]!, at);
    whole.set(part, at + heads[index]!.length);
    at += heads[index]!.length + part.length;
  });
  return whole;
}

/**
 * Reads one frame; `undefined` at the end of the stream.
 *
 * @param limit The most bytes that it may carry.
 * @throws {RangeError} If it claims more.
 * @throws {SyntaxError} If its flags are none that ZMTP 3.0 knows, or the stream ends within it.
 */
export async function readFrame(reader: ByteReader, limit: number = MAX_MESSAGE_BYTES): Promise<Frame | undefined> {
  const flags = (await reader.take(1))?.[0];
  if (flags === undefined) return undefined;
  if (flags & RESERVED || (flags & COMMAND && flags & MORE)) throw new SyntaxError(`Cannot read a frame as its flags are ${flags}`);
  const head = await reader.take(flags & LONG ? 8 : 1);
  if (head === undefined) throw new SyntaxError("Cannot read a frame as the stream ends in its head");
  const length = flags & LONG ? Number(new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0)) : head[0]!;
  if (length > limit) throw new RangeError(`Cannot read a frame as it must have at most ${limit} bytes: it claims ${length}`);
  const body = await reader.take(length);
  if (body === undefined) throw new SyntaxError(`Cannot read a frame as the stream ends before its ${length} bytes`);
  return { command: (flags & COMMAND) !== 0, more: (flags & MORE) !== 0, body };
}

/** A connected socket. One reader at a time; any number of senders. */
export class ZmtpSocket implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #reader: ByteReader;
  #sent: Promise<unknown> = Promise.resolve();

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    this.#reader = new ByteReader((into) => connection.read(into));
  }

  /**
   * Connects to a port of this machine, which need not be open yet, and greets the peer. A SUB socket subscribes to everything.
   *
   * @throws {Deno.errors.TimedOut} If nobody opens the port or answers in time.
   * @throws {SyntaxError} If the peer is none that the socket can talk to.
   */
  static async connect(type: SocketType, port: number, { timeout = 15_000, signal }: ConnectOptions = {}): Promise<ZmtpSocket> {
    signal?.throwIfAborted();
    const limit = AbortSignal.timeout(timeout);
    const socket = new ZmtpSocket(await patientConnect(port, signal ? AbortSignal.any([limit, signal]) : limit, signal));
    const close = (): void => socket[Symbol.dispose]();
    for (const each of [limit, signal]) each?.addEventListener("abort", close, { once: true });
    if (signal?.aborted || limit.aborted) close(); // no event comes any more
    try {
      await socket.#greet(type);
      return socket;
    } catch (error) {
      close();
      signal?.throwIfAborted();
      throw limit.aborted ? new Deno.errors.TimedOut(`Cannot connect to port ${port}: the peer is silent`) : error;
    } finally {
      for (const each of [limit, signal]) each?.removeEventListener("abort", close);
    }
  }

  async #greet(type: SocketType): Promise<void> {
    await this.#write(greeting());
    const theirs = await this.#reader.take(GREETING_BYTES);
    if (theirs === undefined) throw new SyntaxError("Cannot talk to the peer as it has closed the connection");
    checkGreeting(theirs);
    await this.#write(ready(type));
    checkReady(type, await readFrame(this.#reader, 1 << 16) ?? { command: false, more: false, body: new Uint8Array(0) });
    if (type === "SUB") await this.send([Uint8Array.of(1)]);
  }

  /** Sends one message. Messages that are sent at the same time go out one after the other. */
  send(parts: readonly Uint8Array[]): Promise<void> {
    const sent = this.#sent.then(() => this.#write(encodeMessage(parts)));
    this.#sent = sent.catch(() => {});
    return sent;
  }

  /**
   * Waits for one message; `undefined` when the peer has gone, or the socket is closed. Commands are passed over.
   *
   * @throws {RangeError} If a message claims more than 512 MiB or 4096 parts.
   * @throws {SyntaxError} If what comes is no frame, or the peer goes in the middle of a message.
   */
  async receive(): Promise<Uint8Array[] | undefined> {
    const parts: Uint8Array[] = [];
    for (let bytes = 0; parts.length < MAX_PARTS;) {
      const frame = await readFrame(this.#reader, MAX_MESSAGE_BYTES - bytes);
      if (frame === undefined && parts.length > 0) throw new SyntaxError("Cannot read a message as the stream ends before its last part");
      if (frame === undefined) return undefined;
      if (frame.command) continue;
      parts.push(frame.body);
      bytes += frame.body.length;
      if (!frame.more) return parts;
    }
    throw new RangeError(`Cannot read a message as it must have at most ${MAX_PARTS} parts`);
  }

  /** Takes bytes off the stream as they are, for a message whose frames told a wrong length; `undefined` if the peer has gone. */
  readOn(count: number): Promise<Uint8Array | undefined> {
    return this.#reader.take(count);
  }

  /** Closes the connection; a `receive` that waits ends with `undefined`. */
  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch {
      // it is closed already
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#connection.write(bytes.subarray(at));
  }
}

/** Connects as soon as somebody listens. `limit` ends the waiting, `signal` is the caller's own. */
async function patientConnect(port: number, limit: AbortSignal, signal?: AbortSignal): Promise<Deno.TcpConn> {
  while (true) {
    signal?.throwIfAborted();
    try {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      connection.setNoDelay(true);
      return connection;
    } catch (error) {
      if (limit.aborted && !signal?.aborted) {
        throw new Deno.errors.TimedOut(`Cannot connect to port ${port}: nobody listens`, { cause: error });
      }
      await new Promise((done) => setTimeout(done, RETRY_PAUSE));
    }
  }
}
