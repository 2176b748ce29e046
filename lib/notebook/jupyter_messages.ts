/**
 * Jupyter's messages on the wire, signed.
 *
 * Source: the Jupyter messaging protocol 5.3, https://jupyter-client.readthedocs.io/en/stable/messaging.html.
 *
 * @module
 */
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** A message of the protocol. */
export interface JupyterMessage {
  /** What kind of message it is, such as `execute_reply`. */
  readonly type: string;
  /** Its own id. */
  readonly id: string;
  /** The id of the request that it belongs to; `""` for none. */
  readonly parent: string;
  /** What it says. */
  readonly content: Readonly<Record<string, unknown>>;
}

const DELIMITER = "<IDS|MSG>";
const text = new TextEncoder();

/** The signature of the four parts: HMAC-SHA256 in hexadecimal digits. */
export function sign(key: string, parts: readonly Uint8Array[]): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** A request as frames, with its id. */
export function encodeRequest(
  key: string,
  session: string,
  type: string,
  content: Record<string, unknown>,
): { id: string; frames: Uint8Array[] } {
  const id = randomUUID();
  const header = { msg_id: id, session, username: "flopbook", date: new Date().toISOString(), msg_type: type, version: "5.3" };
  const parts = [header, {}, {}, content].map((part) => text.encode(JSON.stringify(part)));
  return { id, frames: [text.encode(DELIMITER), text.encode(sign(key, parts)), ...parts] };
}

/**
 * A message from its frames.
 *
 * @throws {SyntaxError} If it is none, or its signature is wrong.
 */
export function decodeMessage(key: string, frames: readonly Uint8Array[]): JupyterMessage {
  const decoder = new TextDecoder();
  const start = frames.findIndex((frame) => frame.length === DELIMITER.length && decoder.decode(frame) === DELIMITER);
  const parts = frames.slice(start + 2, start + 6);
  if (start < 0 || parts.length < 4) {
    throw new SyntaxError("Cannot read a Jupyter message as it must have a delimiter, a signature and four parts");
  }
  const [given, wanted] = [frames[start + 1]!, text.encode(sign(key, parts))];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new SyntaxError("Cannot trust a Jupyter message as its signature is wrong");
  }
  const [header, parent, , content] = parts.map((part) => JSON.parse(decoder.decode(part)));
  return { type: header.msg_type, id: header.msg_id, parent: parent.msg_id ?? "", content };
}
