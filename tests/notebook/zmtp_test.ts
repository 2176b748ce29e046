import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ByteReader } from "../../lib/notebook/byte_reader.ts";
import { checkGreeting, checkReady, encodeMessage, greeting, readFrame, ready, ZmtpSocket } from "../../lib/notebook/zmtp.ts";

// Byte for byte from ZeroMQ RFC 23: the greeting is signature %xFF 8%x00 %x7F, version %x03 %x00, a mechanism of 20 octets, as-server %x00, 31 octets of filler.
Deno.test("the greeting is that of the specification", () => {
  assertEquals([...greeting()], [0xff, ...zeros(8), 0x7f, 3, 0, ...bytes("NULL"), ...zeros(16), 0, ...zeros(31)]);
});

Deno.test("a peer that does not speak ZMTP 3 without encryption is refused", () => {
  checkGreeting(greeting().with(11, 1)); // version 3.1
  assertThrows(() => checkGreeting(greeting().with(0, 0x48)), SyntaxError, "ZMTP's signature");
  assertThrows(() => checkGreeting(greeting().with(9, 0)), SyntaxError, "ZMTP's signature");
  assertThrows(() => checkGreeting(greeting().with(10, 1)), SyntaxError, "current version is 1");
  const encrypted = greeting();
  encrypted.set(bytes("CURVE"), 12);
  assertThrows(() => checkGreeting(encrypted), SyntaxError, "it is CURVE");
});

// A command frame: %x04, its size, the name's length and name, then each property's name and (four octets of length) value.
Deno.test("READY is a short command that names the socket's type", () => {
  assertEquals([...ready("SUB")], [4, 25, 5, ...bytes("READY"), 11, ...bytes("Socket-Type"), 0, 0, 0, 3, ...bytes("SUB")]);
});

Deno.test("a peer of the wrong type is refused, and one that refuses is quoted", () => {
  const peer = (...body: number[]) => ({ command: true, more: false, body: Uint8Array.from(body) });
  const typed = (name: string, type: string) =>
    peer(5, ...bytes("READY"), name.length, ...bytes(name), 0, 0, 0, type.length, ...bytes(type));
  checkReady("SUB", typed("Socket-Type", "XPUB"));
  checkReady("DEALER", typed("socket-type", "ROUTER"));
  assertThrows(() => checkReady("SUB", typed("Socket-Type", "ROUTER")), SyntaxError, "must be PUB or XPUB: it is ROUTER");
  assertThrows(() => checkReady("SUB", peer(5, ...bytes("READY"))), SyntaxError, "it is nothing");
  assertThrows(() => checkReady("SUB", peer(5, ...bytes("ERROR"), 2, ...bytes("no"))), SyntaxError, "The peer refuses: no");
  assertThrows(() => checkReady("SUB", { ...typed("Socket-Type", "PUB"), command: false }), SyntaxError, "must send READY");
});

Deno.test("frames are short up to 255 octets, long beyond, and say that more follow", () => {
  assertEquals([...encodeMessage([bytes("ab"), bytes("c")])], [1, 2, 97, 98, 0, 1, 99]);
  assertEquals([...encodeMessage([new Uint8Array(255)]).subarray(0, 3)], [0, 255, 0]);
  const long = encodeMessage([new Uint8Array(256), bytes("")]);
  assertEquals([[...long.subarray(0, 9)], [...long.subarray(265)]], [[3, 0, 0, 0, 0, 0, 0, 1, 0], [0, 0]]);
});

Deno.test("a frame that is none, or claims too much, is refused", async () => {
  const read = (...stream: number[]) => readFrame(readerOf(stream), 1000);
  assertEquals(await read(), undefined);
  assertEquals(await read(4, 1, 7), { command: true, more: false, body: Uint8Array.of(7) });
  await assertRejects(() => read(8, 0), SyntaxError, "its flags are 8");
  await assertRejects(() => read(5, 0), SyntaxError, "its flags are 5");
  await assertRejects(() => read(2, 0, 0), SyntaxError, "ends in its head");
  await assertRejects(() => read(0, 2, 1), SyntaxError, "ends before its 2 bytes");
  await assertRejects(() => read(2, 0, 0, 0, 0, 0, 0, 3, 0xe9), RangeError, "at most 1000 bytes: it claims 1001");
  await assertRejects(() => read(2, ...Array(8).fill(255)), RangeError, "it claims 18446744073709552000");
});

Deno.test("a silent peer and a closed port are given up when the time is over", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await assertRejects(() => ZmtpSocket.connect("SUB", listener.addr.port, { timeout: 100 }), Deno.errors.TimedOut, "the peer is silent");
  const { port } = listener.addr;
  listener.close();
  await assertRejects(() => ZmtpSocket.connect("SUB", port, { timeout: 100 }), Deno.errors.TimedOut, "nobody listens");
});

function readerOf(stream: readonly number[]): ByteReader {
  const rest = [...stream];
  return new ByteReader((into) => {
    const piece = rest.splice(0, Math.min(3, into.length));
    into.set(piece);
    return Promise.resolve(piece.length || null);
  });
}

function zeros(count: number): number[] {
  return Array(count).fill(0);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
