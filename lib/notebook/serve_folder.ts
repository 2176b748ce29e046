/**
 * A folder over HTTP, as a class, a closed network or a test needs it: right media types, parts of files by range, nothing outside the folder, faults on request.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type ByteRange, rangeOf } from "./byte_range.ts";
import { mediaTypeOf } from "./media_types.ts";
import { within } from "./patience.ts";

/** What a server does wrong, to see what its clients do. */
export interface Fault {
  /** Answers with this status and no file. */
  readonly status?: number;
  /** Answers ranges with the whole file and status 200, as a server that knows none. */
  readonly ignoreRange?: boolean;
  /** Ends the body after so many bytes and breaks the connection. */
  readonly cutAfter?: number;
  /** Says that the file has so many bytes, whatever it has. */
  readonly claimSize?: number;
  /** Waits so many milliseconds more. */
  readonly delay?: number;
}

/** How to serve. */
export interface ServeOptions {
  /** The port; any free one where nothing is said. */
  readonly port?: number;
  /** The address to listen on; this machine alone where nothing is said. */
  readonly hostname?: string;
  /** Milliseconds before each answer, as a network would take. */
  readonly delay?: number;
  /** What goes wrong with a request: a fault, an answer in the file's place, or `undefined` for nothing. */
  readonly fault?: (request: Request) => Fault | Response | undefined;
}

/** A running server. Close it, or dispose of it. */
export interface FolderServer extends AsyncDisposable {
  /** Where the folder's root is, with a slash at the end. */
  readonly url: string;
  /** The requests so far: method, path and range. */
  readonly requests: readonly string[];
  /** Ends the server; answers that are on their way get a moment. */
  close(): Promise<void>;
}

/** Answers that are still going out get so many milliseconds when the server is closed. */
const CLOSE_TIMEOUT = 500;
/** A file is read by pieces of this size: memory stays small however large it is. */
const PIECE = 1 << 16;
/** Pages of other origins may read, and see which part they got. */
const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "accept-ranges, content-length, content-range, etag" };

/**
 * Serves a folder until the server is closed.
 *
 * @throws {Deno.errors.NotFound} If there is no such folder.
 * @throws {Deno.errors.AddrInUse} If the port is taken.
 */
export function serveFolder(folder: string | URL, options: ServeOptions = {}): FolderServer {
  const root = realpathSync(typeof folder === "string" ? folder : fileURLToPath(folder));
  const { port = 0, hostname = "127.0.0.1", delay = 0, fault } = options;
  const requests: string[] = [];
  const stop = new AbortController();
  const underway = new Set<Promise<void>>();
  const server = Deno.serve({ port, hostname, signal: stop.signal, onListen: () => {} }, async (request, { completed }) => {
    const completion = completed.catch(() => {}).finally(() => underway.delete(completion));
    underway.add(completion);
    const range = request.headers.get("range");
    requests.push(`${request.method} ${new URL(request.url).pathname}${range === null ? "" : ` ${range}`}`);
    await wait(delay);
    const wrong = fault?.(request);
    if (wrong instanceof Response) return wrong;
    await wait(wrong?.delay ?? 0);
    return wrong?.status === undefined ? await answer(request, root, wrong ?? {}) : plain(wrong.status);
  });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> =>
    closed ??= within(Promise.all(underway), CLOSE_TIMEOUT).then(() => {
      stop.abort();
      return server.finished;
    });
  return { url: `http://${nameOf(hostname)}:${server.addr.port}/`, requests, close, [Symbol.asyncDispose]: close };
}

async function answer(request: Request, root: string, fault: Fault): Promise<Response> {
  const { method } = request;
  if (method === "OPTIONS") {
    return plain(204, { "access-control-allow-headers": "range, if-range", "access-control-allow-methods": "GET, HEAD" });
  }
  if (method !== "GET" && method !== "HEAD") return plain(405, { allow: "GET, HEAD, OPTIONS" });
  const { pathname, search } = new URL(request.url);
  const path = await pathOf(pathname, root);
  const info = path === undefined ? undefined : await Deno.stat(path).catch(() => undefined);
  // Without the slash a page's relative links would lead elsewhere.
  if (info?.isDirectory && !pathname.endsWith("/")) return plain(301, { location: `${pathname.replace(/^\/+/, "/")}/${search}` });
  const file = info?.isFile ? await Deno.open(path!).catch(() => undefined) : undefined; // a pipe would wait for its writer
  return file === undefined ? plain(404) : answerFile(request, file, path!, await file.stat(), fault);
}

function answerFile({ method, headers: asked }: Request, file: Deno.FsFile, path: string, info: Deno.FileInfo, fault: Fault): Response {
  const size = fault.claimSize ?? info.size;
  const etag = `"${info.size.toString(36)}-${(info.mtime?.getTime() ?? 0).toString(36)}"`;
  const headers: Record<string, string> = { ...CORS, "cache-control": "no-cache", etag };
  if (asked.get("if-none-match") === etag) return end(file, new Response(null, { status: 304, headers }));
  // A range is defined for GET alone, and one that was meant for another state of the file is passed over (RFC 9110, 13.1.5 and 14.2).
  const fits = method === "GET" && !fault.ignoreRange && (asked.get("if-range") ?? etag) === etag;
  const range = fits ? rangeOf(asked.get("range"), size) : undefined;
  if (range === "unsatisfiable") return end(file, plain(416, { ...headers, "content-range": `bytes */${size}` }));
  const part = range ?? { first: 0, last: size - 1 };
  Object.assign(headers, { "content-length": String(part.last - part.first + 1), "content-type": mediaTypeOf(path) });
  if (!fault.ignoreRange) headers["accept-ranges"] = "bytes";
  if (range) headers["content-range"] = `bytes ${part.first}-${part.last}/${size}`;
  const init = { status: range ? 206 : 200, headers };
  if (method === "HEAD") return end(file, new Response(null, init));
  return new Response(streamOf(file, { ...part, last: Math.min(part.last, part.first + (fault.cutAfter ?? Infinity) - 1) }), init);
}

/** An answer without a file. */
function plain(status: number, headers: Record<string, string> = {}): Response {
  const empty = status === 204 || status === 304;
  return new Response(empty ? null : `${status}\n`, { status, headers: { ...CORS, ...headers } });
}

function end(file: Deno.FsFile, response: Response): Response {
  file.close();
  return response;
}

/** The file that is asked for; `undefined` if it is outside the folder, by `..` or by a link, or hidden. */
async function pathOf(pathname: string, root: string): Promise<string | undefined> {
  try {
    const parts = decodeURIComponent(pathname).split("/").filter((part) => part !== "");
    if (parts.some((part) => part.startsWith(".") || /[\\\0:]/.test(part))) return undefined;
    const path = await Deno.realPath([root, ...parts, ...(pathname.endsWith("/") ? ["index.html"] : [])].join(sep));
    return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep) ? path : undefined;
  } catch {
    return undefined; // there is no such file, or the address is damaged
  }
}

function streamOf(file: Deno.FsFile, { first, last }: ByteRange): ReadableStream<Uint8Array> {
  let rest = last - first + 1;
  return new ReadableStream({
    async start() {
      await file.seek(first, Deno.SeekMode.Start);
    },
    async pull(controller) {
      const piece = new Uint8Array(Math.min(PIECE, rest));
      const got = rest > 0 ? await readOf(file, piece) : null;
      if (got === null) {
        file.close();
        controller.close();
        return;
      }
      rest -= got;
      controller.enqueue(piece.subarray(0, got));
    },
    cancel() {
      file.close();
    },
  });
}

/** Reads the next bytes. A file that cannot be read on is closed. */
async function readOf(file: Deno.FsFile, into: Uint8Array): Promise<number | null> {
  try {
    return await file.read(into);
  } catch (error) {
    file.close();
    throw error;
  }
}

/** The name under which this machine reaches a server that listens on `hostname`. */
function nameOf(hostname: string): string {
  if (hostname === "0.0.0.0" || hostname === "::") return "127.0.0.1";
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}

async function wait(ms: number): Promise<void> {
  if (ms > 0) await new Promise((done) => setTimeout(done, ms));
}
