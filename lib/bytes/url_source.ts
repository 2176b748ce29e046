/**
 * Files on the network, read in parts.
 *
 * @module
 */
import { type ByteSource, checkRange } from "./byte_source.ts";
import { type Answer, type FetchOptions, readAtMost, readExactly, refusal, request, tooLarge } from "./http_request.ts";
import { splitLocation } from "./location.ts";
import { MemorySource } from "./memory_source.ts";
import { SourceError } from "./source_error.ts";

export type { FetchOptions };

/** A round trip takes as long as the transfer of this many bytes over a usual line. */
const BLOCK_BYTES = 1 << 14;

/** A server that does not send parts of files sends all of it; more than this is more than a page or a notebook should hold. */
const WHOLE_LIMIT = 1 << 30;

/** Statuses by which a host says that a signed address, got by a redirect, is valid no longer. */
const EXPIRED: ReadonlySet<number> = new Set([401, 403, 404, 410]);

/** What the first answer tells: the file's size and first bytes, or all of it. */
interface Opening {
  readonly byteLength: number;
  readonly head: Uint8Array;
  /** The address that redirects lead to. */
  readonly target: URL;
  /** What the server calls this state of the file, where it does. */
  readonly etag?: string;
}

/**
 * Opens a file on the network. `http:` and `https:` files are read in parts where the server can send them, else whole; `data:` and `blob:` ones whole.
 *
 * @throws {SourceError} If the server cannot be reached or does not give the file.
 */
export async function openUrl(url: URL, options: FetchOptions = {}): Promise<ByteSource> {
  if (url.protocol === "data:" || url.protocol === "blob:") return await openWhole(url, options);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new SourceError(`Cannot open ${url} as an address must begin with http://, https:// or file://`, url.href);
  }
  return new UrlSource(url, await openRemote(url, options), options);
}

async function openWhole(url: URL, options: FetchOptions): Promise<ByteSource> {
  const name = url.href.length > 60 ? `${url.href.slice(0, 60)}…` : url.href;
  const { response } = await request(name, url, undefined, options);
  return new MemorySource(await readAtMost(name, response, WHOLE_LIMIT, options), name);
}

async function openRemote(url: URL, options: FetchOptions): Promise<Opening> {
  const name = url.href;
  const answer = await request(name, url, [0, BLOCK_BYTES - 1], options);
  const { response, url: target } = answer;
  if (response.status === 206) {
    const range = contentRange(response);
    // A page's script sees this header only if the server permits it.
    if (range === undefined) {
      await response.body?.cancel();
      return await wholeOf(name, await request(name, target, undefined, options), options);
    }
    await checkAnswer(name, response, [0, Math.min(BLOCK_BYTES, range.total) - 1], range.total);
    const etag = etagOf(response);
    return { byteLength: range.total, head: await readExactly(name, response, range.last + 1, options), target, ...(etag && { etag }) };
  }
  if (response.status === 416 && response.type === "cors" && !response.headers.has("content-range")) {
    await response.body?.cancel(); // a page does not see that the file is empty: the whole of it tells
    return await wholeOf(name, await request(name, target, undefined, options), options);
  }
  if (response.status === 416 && /^bytes \*\/0$/i.test(response.headers.get("content-range") ?? "")) {
    await response.body?.cancel();
    return { byteLength: 0, head: new Uint8Array(0), target };
  }
  return await wholeOf(name, answer, options);
}

async function wholeOf(name: string, { response, url: target }: Answer, options: FetchOptions): Promise<Opening> {
  if (response.status !== 200) throw await refusal(name, response);
  const announced = Number(response.headers.get("content-length") ?? NaN);
  if (announced > WHOLE_LIMIT) {
    await response.body?.cancel();
    throw tooLarge(name, WHOLE_LIMIT);
  }
  // The announced length of a compressed body counts compressed bytes, and a page does not see whether another origin's is compressed.
  const exact = Number.isSafeInteger(announced) && !response.headers.has("content-encoding") && response.type !== "cors";
  const head = exact ? await readExactly(name, response, announced, options) : await readAtMost(name, response, WHOLE_LIMIT, options);
  return { byteLength: head.length, head, target };
}

interface ContentRange {
  readonly first: number;
  readonly last: number;
  readonly total: number;
}

function contentRange(response: Response): ContentRange | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/i.exec(response.headers.get("content-range") ?? "");
  return match ? { first: Number(match[1]), last: Number(match[2]), total: Number(match[3]) } : undefined;
}

/** What a server calls this state of the file. A weak name may stand for other bytes, and another one for the same. */
function etagOf(response: Response): string | undefined {
  const etag = response.headers.get("etag") ?? "";
  return etag.startsWith('"') ? etag : undefined;
}

/** Throws unless the answer is the part that was asked for, of a file of the size that it had before. */
async function checkAnswer(name: string, response: Response, [first, last]: readonly [number, number], total: number): Promise<void> {
  if (response.status !== 206) throw await refusal(name, response);
  const range = contentRange(response);
  if (range?.first === first && range.last === last && range.total === total && !response.headers.has("content-encoding")) return;
  await response.body?.cancel();
  const got = response.headers.get("content-range") ?? "no content-range";
  const encoding = response.headers.has("content-encoding") ? `, compressed by ${response.headers.get("content-encoding")}` : "";
  throw new SourceError(`Cannot read ${name}: asked for bytes ${first}-${last}/${total}, the server sends ${got}${encoding}`, name);
}

class UrlSource implements ByteSource {
  readonly name: string;
  readonly byteLength: number;
  readonly blockBytes = BLOCK_BYTES;
  readonly readsAhead = true;
  readonly #asked: URL;
  readonly #options: FetchOptions;
  readonly #head: Uint8Array;
  readonly #etag: string | undefined;
  #target: URL;
  #bytesRead: number;

  constructor(asked: URL, { byteLength, head, target, etag }: Opening, options: FetchOptions) {
    this.name = asked.href;
    this.byteLength = byteLength;
    this.#asked = asked;
    this.#options = options;
    this.#head = head;
    this.#target = target;
    this.#etag = etag;
    this.#bytesRead = head.length;
  }

  get fileName(): string {
    const last = this.#asked.pathname.slice(this.#asked.pathname.lastIndexOf("/") + 1);
    return decode(last) || this.#asked.host;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  get contents(): Uint8Array | undefined {
    return this.#head.length === this.byteLength ? this.#head : undefined;
  }

  async read(offset: number, byteLength: number): Promise<Uint8Array> {
    checkRange(this, offset, byteLength);
    const end = offset + byteLength;
    if (end <= this.#head.length || byteLength === 0) return this.#head.subarray(offset, end);
    const start = Math.max(offset, this.#head.length); // what came with the first answer is not asked for again
    const range = [start, end - 1] as const;
    const response = await this.#request(range);
    await checkAnswer(this.name, response, range, this.byteLength);
    await this.#checkState(response);
    const bytes = await readExactly(this.name, response, end - start, this.#options);
    this.#bytesRead += bytes.length;
    if (start === offset) return bytes;
    const joined = new Uint8Array(byteLength);
    joined.set(this.#head.subarray(offset));
    joined.set(bytes, start - offset);
    return joined;
  }

  /** A file that was written anew since it was first asked for has other bytes in every place, whatever its size. */
  async #checkState(response: Response): Promise<void> {
    const [before, now] = [this.#etag, etagOf(response)];
    if (before === undefined || now === undefined || before === now) return;
    await response.body?.cancel();
    throw new SourceError(`Cannot read ${this.name} as it has changed on its server while it was read; open it again`, this.name);
  }

  /** Asks where the redirects led, which saves them; and once more from the start if that address has expired. */
  async #request(range: readonly [number, number]): Promise<Response> {
    const { response } = await request(this.name, this.#target, range, this.#options);
    if (this.#target.href === this.#asked.href || !EXPIRED.has(response.status)) return response;
    await response.body?.cancel();
    const again = await request(this.name, this.#asked, range, this.#options);
    this.#target = again.url;
    return again.response;
  }

  /** The address that was asked for has the folder; the one that it redirects to may be a store's, where files have no names. */
  async sibling(location: string): Promise<ByteSource> {
    const path = splitLocation(location, this.name).map(encodeURIComponent).join("/");
    return await openUrl(new URL(path, this.#asked), this.#options);
  }

  close(): void {}

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
