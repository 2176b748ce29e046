import { assertEquals, assertRejects } from "@std/assert";
import { ByteReader } from "../../lib/notebook/byte_reader.ts";
import { type Frame, readFrame, ready, type SocketType, ZmtpSocket } from "../../lib/notebook/zmtp.ts";

// What the peer sends is written out from the grammar of ZeroMQ RFC 23, not made by the code under test.
const GREETING = Uint8Array.of(0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0, ...bytes("NULL"), ...Array(16).fill(0), 0, ...Array(31).fill(0));
const ROUTER_READY = Uint8Array.of(4, 28, 5, ...bytes("READY"), 11, ...bytes("Socket-Type"), 0, 0, 0, 6, ...bytes("ROUTER"));
const PUB_READY = Uint8Array.of(4, 25, 5, ...bytes("READY"), 11, ...bytes("Socket-Type"), 0, 0, 0, 3, ...bytes("PUB"));

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** What one side of a connection does. */
interface Sides {
  /** The peer, once the handshake is over. */
  readonly peer: (connection: Deno.TcpConn, reader: ByteReader) => Promise<void>;
  /** The socket under test. */
  readonly socket: (socket: ZmtpSocket) => Promise<void>;
}

/** Connects a socket of `type` with a peer that follows the specification, and checks what the socket says in the handshake. */
async function connected(type: SocketType, sides: Sides): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const peer = (async () => {
    using connection = await listener.accept();
    const reader = new ByteReader((into) => connection.read(into));
    await connection.write(GREETING);
    assertEquals(await reader.take(64), GREETING);
    await connection.write(type === "SUB" ? PUB_READY : ROUTER_READY);
    assertEquals(await reader.take(ready(type).length), ready(type));
    await sides.peer(connection, reader);
  })();
  const client = (async () => {
    using socket = await ZmtpSocket.connect(type, listener.addr.port, { timeout: 2000 });
    await sides.socket(socket);
  })();
  await Promise.all([peer, client]);
}

Deno.test("a message comes whole however it is cut, a command between its parts is passed over, and the peer's end is no error", () =>
  connected("DEALER", {
    peer: async (connection) => {
      const ping = [4, 5, 4, ...bytes("PING")];
      const message = Uint8Array.of(1, 5, ...bytes("first"), ...ping, 2, 0, 0, 0, 0, 0, 0, 1, 44, ...Array(300).fill(7));
      for (const byte of message) await connection.write(Uint8Array.of(byte));
    },
    socket: async (socket) => {
      assertEquals(await socket.receive(), [bytes("first"), new Uint8Array(300).fill(7)]);
      assertEquals(await socket.receive(), undefined);
    },
  }));

Deno.test("a SUB socket subscribes to everything once it is ready", () =>
  connected("SUB", {
    peer: async (_connection, reader) => assertEquals(await reader.take(3), Uint8Array.of(0, 1, 1)),
    socket: async (socket) => assertEquals(await socket.receive(), undefined),
  }));

Deno.test("a peer that goes in the middle of a message is an error", () =>
  connected("DEALER", {
    peer: async (connection) => void await connection.write(Uint8Array.of(1, 1, 5)),
    socket: async (socket) => void await assertRejects(() => socket.receive(), SyntaxError, "ends before its last part"),
  }));

Deno.test("messages that are sent at the same time do not mix", () => {
  const parts = Array.from({ length: 4 }, (_, index) => new Uint8Array(3_000_000).fill(index));
  return connected("DEALER", {
    peer: async (_connection, reader) => {
      for (const part of parts) {
        const { body, more } = await readFrame(reader) as Frame;
        assertEquals([body.length, body.every((byte) => byte === part[0]), more], [3_000_000, true, false]);
      }
    },
    socket: async (socket) => void await Promise.all(parts.map((part) => socket.send([part]))),
  });
});

Deno.test("a socket that is closed ends who waits", () => {
  const closed = Promise.withResolvers<void>();
  return connected("DEALER", {
    peer: () => closed.promise,
    socket: async (socket) => {
      const waiting = socket.receive();
      socket[Symbol.dispose]();
      assertEquals(await waiting, undefined);
      closed.resolve();
    },
  });
});

Deno.test("a peer that is silent is given up when the caller says so, before or while it is asked", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const begun = performance.now();
  const abort = new AbortController();
  setTimeout(() => abort.abort(new RangeError("enough")), 30);
  await assertRejects(() => ZmtpSocket.connect("SUB", port, { signal: abort.signal }), RangeError, "enough");
  await assertRejects(() => ZmtpSocket.connect("SUB", port, { signal: abort.signal }), RangeError, "enough");
  assertEquals(performance.now() - begun < 5000, true);
});
