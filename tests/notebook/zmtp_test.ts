import { assertEquals, assertRejects } from "@std/assert";
import { encodeFrames, greeting, ready, ZmtpSocket } from "../../lib/notebook/zmtp.ts";

// Byte for byte from ZeroMQ RFC 23: the greeting is signature %xFF 8%x00 %x7F, version %x03 %x00, a mechanism of 20 octets, as-server %x00, 31 octets of filler.
Deno.test("the greeting is that of the specification", () => {
  const bytes = greeting();
  assertEquals(bytes.length, 64);
  assertEquals([...bytes.subarray(0, 12)], [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  assertEquals(new TextDecoder().decode(bytes.subarray(12, 16)), "NULL");
  assertEquals([...bytes.subarray(16)].every((byte) => byte === 0), true);
});

// A command frame: %x04, its size, the name's length and name, then each property's name and (four octets of length) value.
Deno.test("READY is a short command that names the socket's type", () => {
  assertEquals([...ready("SUB")], [4, 25, 5, ...bytes("READY"), 11, ...bytes("Socket-Type"), 0, 0, 0, 3, ...bytes("SUB")]);
});

Deno.test("frames are short up to 255 octets, long beyond, and say that more follow", () => {
  assertEquals([...encodeFrames([bytes("ab"), bytes("c")])], [1, 2, 97, 98, 0, 1, 99]);
  const long = encodeFrames([new Uint8Array(256)]);
  assertEquals([...long.subarray(0, 9)], [2, 0, 0, 0, 0, 0, 0, 1, 0]);
  assertEquals(long.length, 265);
});

Deno.test("a peer's messages arrive whole however they are cut, and a lying length is refused", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const peer = (async () => {
    using connection = await listener.accept();
    const incoming = connection.readable.getReader();
    await connection.write(greeting());
    await connection.write(ready("DEALER"));
    const message = encodeFrames([bytes("first"), new Uint8Array(300).fill(7)]);
    for (const byte of message) await connection.write(Uint8Array.of(byte));
    await connection.write(Uint8Array.of(2, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
    while (!(await incoming.read().catch(() => ({ done: true }))).done);
  })();
  const socket = await ZmtpSocket.connect("DEALER", listener.addr.port, 1000);
  assertEquals((await socket.receive())!.map((part) => part.length), [5, 300]);
  await assertRejects(() => socket.receive(), RangeError, "it claims 9223372036854776000");
  socket[Symbol.dispose]();
  await peer.catch(() => {});
});

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
