import { assertEquals, assertThrows } from "@std/assert";
import { decodeMessage, encodeRequest, sign } from "../../lib/notebook/jupyter_messages.ts";

const text = new TextEncoder();

// RFC 4231, test case 2: HMAC-SHA-256 of "what do ya want for nothing?" under the key "Jefe".
Deno.test("messages are signed by HMAC-SHA256 over all parts", () => {
  const parts = ["what do ya ", "want ", "for ", "nothing?"].map((part) => text.encode(part));
  assertEquals(sign("Jefe", parts), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
});

Deno.test("a message comes back as it was sent, identities before the delimiter or not", () => {
  const { id, frames } = encodeRequest("key", "session", "execute_request", { code: "1" });
  assertEquals(decodeMessage("key", [text.encode("identity"), ...frames]), {
    type: "execute_request",
    id,
    parent: "",
    content: { code: "1" },
  });
});

Deno.test("a forged or foreign message is refused", () => {
  const { frames } = encodeRequest("key", "session", "execute_request", { code: "1" });
  assertThrows(() => decodeMessage("other", frames), SyntaxError, "its signature is wrong");
  assertThrows(() => decodeMessage("key", frames.with(5, text.encode('{"code":"2"}'))), SyntaxError, "its signature is wrong");
  assertThrows(() => decodeMessage("key", [text.encode("hello")]), SyntaxError, "must have a delimiter");
});
