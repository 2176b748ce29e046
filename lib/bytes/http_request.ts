/**
 * One request over HTTP: its redirects, its refusals, and a body of the length that was announced.
 *
 * @module
 */
import { reasonOf, SourceError } from "./source_error.ts";
import type { Progress } from "./watched_source.ts";

/** How to reach the network. */
export interface FetchOptions {
  /** Takes the place of the platform's `fetch`: for signed requests, proxies, tests. */
  readonly fetch?: typeof globalThis.fetch;
  /** Ends every request when it is aborted. */
  readonly signal?: AbortSignal;
  /** Called as a body comes in, which may take long where a server sends the file whole. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Redirects that are followed; the HTTP standard's authors found five enough, release hosts need two. */
const REDIRECT_LIMIT = 5;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** What a failed status means to somebody who wants a file. */
const ADVICE: Readonly<Record<number, string>> = {
  401: "it wants a sign-in",
  403: "it does not permit the download",
  404: "check the address",
  410: "the file was taken away",
  429: "too many requests; try again later",
};

/** An answer and the address that gave it, redirects followed. */
export interface Answer {
  /** The answer; its status may be anything but a redirect. */
  readonly response: Response;
  /** Where it came from. */
  readonly url: URL;
}

/**
 * Asks for `url`, whole or in part, and follows redirects by hand: never from https to anything else, never to a file, at most five times.
 *
 * @param name The address as the user gave it, for messages.
 * @param range The first and last byte that are wanted; everything where it is left out.
 * @throws {SourceError} If no server answers, or its redirects lead astray.
 */
export async function request(
  name: string,
  url: URL,
  range: readonly [number, number] | undefined,
  options: FetchOptions,
): Promise<Answer> {
  // A compressed answer's ranges would count compressed bytes.
  const headers = { "accept-encoding": "identity", ...(range && { range: `bytes=${range[0]}-${range[1]}` }) };
  for (let count = 0; count <= REDIRECT_LIMIT; count++) {
    const response = await send(name, url, { headers, redirect: "manual" }, options);
    if (response.type === "opaqueredirect") return await followBlindly(name, url, headers, options);
    if (!REDIRECTS.has(response.status)) return { response, url };
    await response.body?.cancel();
    url = redirected(name, url, response.headers.get("location"));
  }
  throw new SourceError(`Cannot read ${name} as it redirects more than ${REDIRECT_LIMIT} times`, name);
}

/** A page's script does not get to see where a redirect leads. Its browser keeps the same rules. */
async function followBlindly(name: string, url: URL, headers: HeadersInit, options: FetchOptions): Promise<Answer> {
  const response = await send(name, url, { headers, redirect: "follow" }, options);
  return { response, url: new URL(response.url) };
}

async function send(name: string, url: URL, init: RequestInit, { fetch = globalThis.fetch, signal }: FetchOptions): Promise<Response> {
  try {
    return await fetch(url, { ...init, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw new SourceError(`Cannot read ${name}: ${reasonOf(error)}`, name, { cause: error });
  }
}

function redirected(name: string, from: URL, location: string | null): URL {
  if (location === null || !URL.canParse(location, from)) {
    throw new SourceError(`Cannot read ${name} as its server redirects to no valid address: ${JSON.stringify(location)}`, name);
  }
  const to = new URL(location, from);
  if (to.protocol === "https:" || (to.protocol === "http:" && from.protocol === "http:")) return to;
  throw new SourceError(`Cannot read ${name} as its server redirects from ${from.protocol} to ${to.protocol}, which is not followed`, name);
}

/** The error for an answer that brings no bytes. */
export async function refusal(name: string, response: Response): Promise<SourceError> {
  await response.body?.cancel();
  const status = `${response.status} ${response.statusText}`.trim();
  const advice = ADVICE[response.status];
  const isMissing = response.status === 404 || response.status === 410;
  return new SourceError(`Cannot read ${name}: the server answers ${status}${advice ? `; ${advice}` : ""}`, name, { isMissing });
}

/**
 * Reads a body of exactly so many bytes.
 *
 * @throws {SourceError} If it is shorter or longer, or if the connection breaks.
 */
export async function readExactly(name: string, response: Response, byteLength: number, options: FetchOptions): Promise<Uint8Array> {
  const bytes = new Uint8Array(byteLength);
  let filled = 0;
  await readChunks(name, response, options, (chunk) => {
    if (filled + chunk.length > byteLength) {
      throw new SourceError(`Cannot read ${name}: the server sends more than the ${byteLength} bytes that it announced`, name);
    }
    bytes.set(chunk, filled);
    filled += chunk.length;
  });
  if (filled === byteLength) return bytes;
  throw new SourceError(`Cannot read ${name}: the transfer ended after ${filled} of ${byteLength} bytes`, name);
}

/**
 * Reads a body whose length was not announced.
 *
 * @throws {SourceError} If it is longer than `limit` bytes, or if the connection breaks.
 */
export async function readAtMost(name: string, response: Response, limit: number, options: FetchOptions): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let byteLength = 0;
  await readChunks(name, response, options, (chunk) => {
    byteLength += chunk.length;
    if (byteLength > limit) throw tooLarge(name, limit);
    chunks.push(chunk);
  });
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The error for a file that would have to be held in memory whole and is too large for that. */
export function tooLarge(name: string, limit: number): SourceError {
  return new SourceError(
    `Cannot read ${name} as its server does not send parts of files, and the whole is more than ${limit} bytes: download it first`,
    name,
  );
}

async function readChunks(
  name: string,
  response: Response,
  { signal, onProgress }: FetchOptions,
  take: (chunk: Uint8Array<ArrayBuffer>) => void,
): Promise<void> {
  let received = 0;
  const whole = response.status === 200; // parts are counted by who asks for them
  const announced = Number(response.headers.get("content-length") ?? NaN);
  const reader = response.body?.getReader();
  try {
    for (let step = await reader?.read(); step !== undefined && !step.done; step = await reader?.read()) {
      received += step.value.length;
      take(step.value);
      if (whole) onProgress?.({ name, bytesRead: received, ...(announced >= received && { bytes: announced }) });
    }
  } catch (error) {
    await reader?.cancel().catch(() => {});
    signal?.throwIfAborted();
    if (error instanceof SourceError) throw error;
    throw new SourceError(`Cannot read ${name}: the connection broke after ${received} bytes: ${reasonOf(error)}`, name, { cause: error });
  }
}
