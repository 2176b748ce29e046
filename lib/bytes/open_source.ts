import { BlobSource } from "./blob_source.ts";
import type { ByteSource } from "./byte_source.ts";
import { openFile, openFileUrl } from "./file_source.ts";
import { MemorySource } from "./memory_source.ts";
import { SourceError } from "./source_error.ts";
import { type FetchOptions, openUrl } from "./url_source.ts";
import { WatchedSource, type WatchOptions } from "./watched_source.ts";

/** How to get at a source. */
export interface OpenOptions extends FetchOptions, WatchOptions {}

/** A text that is meant as an address. */
const ADDRESS = /^([A-Za-z][A-Za-z0-9+.-]+):\/\//;

/**
 * Opens a path, an address, bytes or a Blob for reading. A text that begins with `http://`, `https://` or `file://` is an address, any other a path.
 *
 * @throws {SourceError} If the source cannot be opened; the message names it.
 * @throws {TypeError} If it is none of these.
 */
export async function openSource(source: string | URL | Uint8Array | ArrayBuffer | Blob, options: OpenOptions = {}): Promise<ByteSource> {
  options.signal?.throwIfAborted();
  const opened = await open(source, options);
  return options.signal || options.onProgress ? new WatchedSource(opened, options) : opened;
}

async function open(source: string | URL | Uint8Array | ArrayBuffer | Blob, options: OpenOptions): Promise<ByteSource> {
  if (typeof source === "string") return await openText(source, options);
  if (source instanceof URL) return await openAddress(source, options);
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return new MemorySource(source);
  if (source instanceof Blob) return new BlobSource(source);
  throw new TypeError(`Cannot open a source as it must be a path, a URL, bytes, a Blob or a network: current value is ${kindOf(source)}`);
}

/** What was given in place of a source, in words: mostly a network's maker that nobody has called, or a promise that nobody has awaited. */
function kindOf(value: unknown): string {
  if (typeof value === "function") return "a function or class: call it, or make one with new";
  if (value instanceof Promise) return "a promise: await it";
  return typeof value === "object" && value !== null ? `an object of ${value.constructor?.name ?? "no class"}` : `${value}`;
}

function openText(text: string, options: OpenOptions): Promise<ByteSource> {
  if (text === "") throw new SourceError("Cannot open a source as its path must not be empty", text);
  const scheme = ADDRESS.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return openFile(text);
  if (!["http", "https", "file"].includes(scheme)) {
    throw new SourceError(`Cannot open ${text} as an address must begin with http://, https:// or file://`, text);
  }
  if (!URL.canParse(text)) throw new SourceError(`Cannot open ${text} as it is no valid address`, text);
  return openAddress(new URL(text), options);
}

function openAddress(url: URL, options: OpenOptions): Promise<ByteSource> {
  return url.protocol === "file:" ? openFileUrl(url) : openUrl(url, options);
}
