import { assertEquals, assertThrows } from "@std/assert";
import { decodeMessage, encodeRequest, sign } from "../../lib/notebook/jupyter_messages.ts";

const sender = { key: "key", session: "session" };

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A signed message of these four parts. */
function signed(...parts: string[]): Uint8Array[] {
  const encoded = parts.map(bytes);
  return [bytes("<IDS|MSG>"), bytes(sign("key", encoded)), ...encoded];
}

// RFC 4231, test case 2: HMAC-SHA-256 of "what do ya want for nothing?" under the key "Jefe".
Deno.test("messages are signed by HMAC-SHA256 over all parts", () => {
  const parts = ["what do ya ", "want ", "for ", "nothing?"].map(bytes);
  assertEquals(sign("Jefe", parts), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  assertEquals(sign("", parts), "");
});

Deno.test("a message comes back as it was sent, with identities before and buffers after", () => {
  const { id, frames } = encodeRequest(sender, "execute_request", { code: "1" });
  assertEquals(decodeMessage("key", [bytes("identity"), ...frames, bytes("buffer")]), {
    type: "execute_request",
    id,
    parent: "",
    content: { code: "1" },
    metadata: {},
    buffers: [bytes("buffer")],
  });
  const header = JSON.parse(new TextDecoder().decode(frames[2]));
  assertEquals([header.version, header.session, header.msg_id], ["5.3", "session", id]);
});

Deno.test("an answer names the message that it answers", () => {
  const question = decodeMessage("key", encodeRequest(sender, "input_request", {}).frames);
  const answer = decodeMessage("key", encodeRequest(sender, "input_reply", { value: "x" }, question).frames);
  assertEquals(answer.parent, question.id);
});

Deno.test("a forged, damaged or foreign message is refused", () => {
  const { frames } = encodeRequest(sender, "execute_request", { code: "1" });
  assertThrows(() => decodeMessage("other", frames), SyntaxError, "its signature is wrong");
  assertThrows(() => decodeMessage("key", frames.with(5, bytes('{"code":"2"}'))), SyntaxError, "its signature is wrong");
  assertThrows(() => decodeMessage("key", frames.with(1, bytes(""))), SyntaxError, "its signature is wrong");
  assertThrows(() => decodeMessage("key", [bytes("hello")]), SyntaxError, "must have a delimiter");
  assertThrows(() => decodeMessage("key", frames.slice(0, 5)), SyntaxError, "four parts");
  assertThrows(() => decodeMessage("key", signed("{}", "{}", "{}", "{}")), SyntaxError, "its header must name a type and an id");
  assertThrows(() => decodeMessage("key", signed("{", "{}", "{}", "{}")), SyntaxError, "its parts must be JSON");
  assertThrows(() => decodeMessage("key", signed('{"msg_type":"a","msg_id":"b"}', "[]", "{}", "{}")), SyntaxError, "must be JSON objects");
});
