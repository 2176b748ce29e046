/**
 * Jupyter's messages on the wire, signed.
 *
 * Source: the Jupyter messaging protocol 5.3, https://jupyter-client.readthedocs.io/en/stable/messaging.html.
 *
 * @module
 */
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** What a message says: any JSON object. */
export type Content = Readonly<Record<string, unknown>>;

/** A message of the protocol. */
export interface JupyterMessage {
  /** What kind of message it is, such as `execute_reply`. */
  readonly type: string;
  /** Its own id. */
  readonly id: string;
  /** The id of the request that it belongs to; `""` for none. */
  readonly parent: string;
  /** What it says. */
  readonly content: Content;
  /** Notes about it. */
  readonly metadata: Content;
  /** Bytes that came with it. */
  readonly buffers: readonly Uint8Array[];
}

/** Who sends: the key of the connection, and the session's own id. */
export interface Sender {
  /** The key of the connection, that signatures are made with; `""` for no signatures. */
  readonly key: string;
  /** The id that all messages of one client carry. */
  readonly session: string;
}

const DELIMITER = "<IDS|MSG>";
const VERSION = "5.3";
const encoder = new TextEncoder();
/** Bytes that are no UTF-8 are an error: they would verify and then be read as something else. */
const decoder = new TextDecoder("utf-8", { fatal: true });

/** The signature of the parts: HMAC-SHA256 in hexadecimal digits; `""` where the key is. */
export function sign(key: string, parts: readonly Uint8Array[]): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** A message to the kernel as frames, with its id. `parent` is the message that it answers. */
export function encodeRequest(
  { key, session }: Sender,
  type: string,
  content: Content,
  parent?: JupyterMessage,
): { id: string; frames: Uint8Array[] } {
  const id = randomUUID();
  const header = { msg_id: id, session, username: "flopbook", date: new Date().toISOString(), msg_type: type, version: VERSION };
  const parentHeader = parent ? { msg_id: parent.id, msg_type: parent.type } : {};
  const parts = [header, parentHeader, {}, content].map((part) => encoder.encode(JSON.stringify(part)));
  return { id, frames: [encoder.encode(DELIMITER), encoder.encode(sign(key, parts)), ...parts] };
}

/**
 * A message from its frames: any identities, the delimiter, the signature, four signed parts, buffers.
 *
 * @throws {SyntaxError} If it is none, or its signature is wrong.
 */
export function decodeMessage(key: string, frames: readonly Uint8Array[]): JupyterMessage {
  const start = frames.findIndex(isDelimiter);
  const parts = frames.slice(start + 2, start + 6);
  if (start < 0 || parts.length < 4) {
    throw new SyntaxError("Cannot read a Jupyter message as it must have a delimiter, a signature and four parts");
  }
  const [given, wanted] = [frames[start + 1]!, encoder.encode(sign(key, parts))];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new SyntaxError("Cannot trust a Jupyter message as its signature is wrong");
  }
  const [header, parent, metadata, content] = parts.map(objectOf) as [Content, Content, Content, Content];
  const { msg_type: type, msg_id: id } = header;
  if (typeof type !== "string" || typeof id !== "string") {
    throw new SyntaxError("Cannot read a Jupyter message as its header must name a type and an id");
  }
  const parentId = parent["msg_id"];
  return { type, id, parent: typeof parentId === "string" ? parentId : "", content, metadata, buffers: frames.slice(start + 6) };
}

function isDelimiter(frame: Uint8Array): boolean {
  return frame.length === DELIMITER.length && frame.every((byte, index) => byte === DELIMITER.charCodeAt(index));
}

function objectOf(part: Uint8Array): Content {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(part));
  } catch (error) {
    throw new SyntaxError("Cannot read a Jupyter message as its parts must be JSON", { cause: error });
  }
  // Some kernels write null for a parent that there is not.
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new SyntaxError("Cannot read a Jupyter message as its parts must be JSON objects");
  }
  return value as Content;
}
