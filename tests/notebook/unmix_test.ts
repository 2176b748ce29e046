import { assertEquals, assertRejects } from "@std/assert";
import { ByteReader } from "../../lib/notebook/byte_reader.ts";
import { encodeRequest, type JupyterMessage } from "../../lib/notebook/jupyter_messages.ts";
import { unmix } from "../../lib/notebook/unmix.ts";
import { encodeMessage, readFrame } from "../../lib/notebook/zmtp.ts";

const KEY = "key";

function wireOf(type: string, content: Record<string, unknown>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encodeMessage(encodeRequest({ key: KEY, session: "s" }, type, content).frames));
}

const large = wireOf("display_data", { data: { "text/plain": "x\u0001ü".repeat(40_000) } });
const idle = wireOf("status", { execution_state: "idle" });
const input = wireOf("execute_input", { code: "y".repeat(400) });
const next = wireOf("stream", { text: "next" });

/** Reads all messages of a stream that is made of these pieces. */
async function read(...pieces: Uint8Array<ArrayBuffer>[]): Promise<JupyterMessage[]> {
  let rest = await new Blob(pieces).bytes();
  const reader = new ByteReader((into) => {
    const count = Math.min(into.length, rest.length, 10_000);
    into.set(rest.subarray(0, count));
    rest = rest.subarray(count);
    return Promise.resolve(count || null);
  });
  const messages: JupyterMessage[] = [];
  while (true) {
    const frames: Uint8Array[] = [];
    for (let more = true; more;) {
      const frame = await readFrame(reader);
      if (frame === undefined) return messages;
      frames.push(frame.body);
      more = frame.more;
    }
    messages.push(...await unmix(KEY, frames, (count) => reader.take(count)));
  }
}

Deno.test("messages that stand in a large one are found, wherever they stand, and nothing after them is lost", async () => {
  const body = large.length - 280_000;
  const places = [body, 100_000, large.length - idle.length - 1, large.length - idle.length, large.length - 200, large.length - 1];
  for (const at of places) {
    const messages = await read(large.slice(0, at), idle, large.slice(at), next);
    assertEquals(messages.map(({ type }) => type), ["display_data", "status", "stream"], `at ${at} of ${large.length}`);
    assertEquals(messages[0]!.content, { data: { "text/plain": "x\u0001ü".repeat(40_000) } });
    assertEquals(messages[1]!.content, { execution_state: "idle" });
  }
});

Deno.test("several messages may stand in one, side by side or apart", async () => {
  const types = ["display_data", "status", "execute_input", "stream"];
  const together = await read(large.slice(0, 90_000), idle, input, large.slice(90_000), next);
  assertEquals(together.map(({ type }) => type), types);
  const apart = await read(large.slice(0, 90_000), idle, large.slice(90_000, -50), input, large.slice(-50), next);
  assertEquals(apart.map(({ type }) => type), types);
});

Deno.test("whole messages are read as they are, and what is damaged otherwise is refused", async () => {
  assertEquals((await read(idle, large, next)).map(({ type }) => type), ["status", "display_data", "stream"]);
  const flipped = large.slice();
  flipped[150_000]! ^= 2;
  await assertRejects(() => read(flipped, next), SyntaxError, "its signature is wrong");
  const forged = idle.slice();
  forged[forged.length - 5]! ^= 2;
  await assertRejects(() => read(large.slice(0, 90_000), forged, large.slice(90_000), next), SyntaxError, "its signature is wrong");
  await assertRejects(() => read(large.slice(0, 90_000), idle, large.slice(90_000, -10)), SyntaxError, "the stream ends");
});
