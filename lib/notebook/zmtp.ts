/**
 * The part of ZMTP 3.0 that a Jupyter client needs: DEALER and SUB sockets over TCP, without encryption.
 *
 * Source: ZeroMQ RFC 23, https://rfc.zeromq.org/spec/23/.
 *
 * @module
 */

/** What a socket is to its peer. */
export type SocketType = "DEALER" | "SUB";

/** A Jupyter message with a large picture has some tens of MB; a length beyond this is no message. */
const MAX_FRAME = 1 << 29;

const MORE = 1, LONG = 2, COMMAND = 4;

const text = new TextEncoder();

/** The greeting of RFC 23: signature, version 3.0, mechanism NULL, as a client. */
export function greeting(): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  bytes.set(text.encode("NULL"), 12);
  return bytes;
}

/** The READY command that tells the peer the socket's type. */
export function ready(type: SocketType): Uint8Array {
  const [name, value] = [text.encode("Socket-Type"), text.encode(type)];
  const body = [5, ...text.encode("READY"), name.length, ...name, 0, 0, 0, value.length, ...value];
  return Uint8Array.of(COMMAND, body.length, ...body);
}

/** A message as frames on the wire. */
export function encodeFrames(parts: readonly Uint8Array[]): Uint8Array {
  const chunks = parts.flatMap((part, index) => {
    const more = index < parts.length - 1 ? MORE : 0;
    if (part.length < 256) return [Uint8Array.of(more, part.length), part];
    const head = new Uint8Array(9);
    head[0] = LONG | more;
    new DataView(head.buffer).setBigUint64(1, BigInt(part.length));
    return [head, part];
  });
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** A connected socket. */
export class ZmtpSocket implements Disposable {
  readonly #connection: Deno.TcpConn;
  #buffer = new Uint8Array(0);

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /**
   * Connects to a port of this machine, which need not be open yet.
   *
   * @param timeout Milliseconds until it gives up.
   * @throws {Deno.errors.ConnectionRefused} If nobody opens the port in time.
   */
  static async connect(type: SocketType, port: number, timeout: number): Promise<ZmtpSocket> {
    const socket = new ZmtpSocket(await patientConnect(port, timeout));
    await socket.#write(greeting());
    await socket.#read(64);
    await socket.#write(ready(type));
    await socket.#frame();
    if (type === "SUB") await socket.#write(encodeFrames([Uint8Array.of(1)])); // subscribes to everything
    return socket;
  }

  /** Sends one message. */
  async send(parts: readonly Uint8Array[]): Promise<void> {
    await this.#write(encodeFrames(parts));
  }

  /**
   * Waits for one message; `undefined` when the peer has gone.
   *
   * @throws {RangeError} If a frame claims more than 512 MiB.
   */
  async receive(): Promise<Uint8Array[] | undefined> {
    const parts: Uint8Array[] = [];
    while (true) {
      const frame = await this.#frame();
      if (frame === undefined) return undefined;
      if (frame.flags & COMMAND) continue;
      parts.push(frame.body);
      if (!(frame.flags & MORE)) return parts;
    }
  }

  /** Closes the connection; a `receive` that waits ends. */
  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch {
      // it is closed already
    }
  }

  async #frame(): Promise<{ flags: number; body: Uint8Array } | undefined> {
    const flags = (await this.#read(1))?.[0];
    if (flags === undefined) return undefined;
    const head = await this.#read(flags & LONG ? 8 : 1);
    if (head === undefined) return undefined;
    const length = flags & LONG ? Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0)) : head[0]!;
    if (length > MAX_FRAME) throw new RangeError(`Cannot receive a frame as it must have at most ${MAX_FRAME} bytes: it claims ${length}`);
    const body = await this.#read(length);
    return body && { flags, body };
  }

  async #read(count: number): Promise<Uint8Array | undefined> {
    while (this.#buffer.length < count) {
      const chunk = new Uint8Array(Math.max(1 << 16, count - this.#buffer.length));
      const got = await this.#connection.read(chunk).catch(() => null);
      if (got === null) return undefined;
      const joined = new Uint8Array(this.#buffer.length + got);
      joined.set(this.#buffer);
      joined.set(chunk.subarray(0, got), this.#buffer.length);
      this.#buffer = joined;
    }
    const taken = this.#buffer.slice(0, count);
    this.#buffer = this.#buffer.subarray(count);
    return taken;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#connection.write(bytes.subarray(at));
  }
}

async function patientConnect(port: number, timeout: number): Promise<Deno.TcpConn> {
  const until = performance.now() + timeout;
  while (true) {
    try {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      connection.setNoDelay(true);
      return connection;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((done) => setTimeout(done, 20));
    }
  }
}
