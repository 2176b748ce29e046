/**
 * A folder over HTTP, as a class or a closed network needs it: right media types, parts of files by range, nothing outside the folder.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** How to serve. */
export interface ServeOptions {
  /** The port; any free one where nothing is said. */
  readonly port?: number;
  /** The address to listen on; this machine alone where nothing is said. */
  readonly hostname?: string;
  /** Milliseconds before each answer, as a network would take. */
  readonly delay?: number;
  /** Answers in the folder's place, for tests of what clients do: an answer, or `undefined` for the usual one. */
  readonly fault?: (request: Request) => Response | undefined;
}

/** A running server. Dispose of it to end it. */
export interface FolderServer extends AsyncDisposable {
  /** Where the folder's root is, with a slash at the end. */
  readonly url: string;
  /** The requests so far: method, path and range. */
  readonly requests: readonly string[];
}

/** Media types by ending. Deno refuses a module whose type is not a script's, and Python's own server does not know `.ts`. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ipynb: "application/x-ipynb+json",
  js: "text/javascript; charset=utf-8",
  json: "application/json; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  onnx: "application/octet-stream",
  png: "image/png",
  svg: "image/svg+xml",
  ts: "application/typescript; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
};

/** Serves a folder until the server is disposed of. */
export function serveFolder(folder: string | URL, options: ServeOptions = {}): FolderServer {
  const root = (typeof folder === "string" ? folder : fileURLToPath(folder)).replace(/\/$/, "");
  const requests: string[] = [];
  const { port = 0, hostname = "127.0.0.1", delay = 0, fault } = options;
  const server = Deno.serve({ port, hostname, onListen: () => {} }, async (request) => {
    const range = request.headers.get("range");
    requests.push(`${request.method} ${new URL(request.url).pathname}${range === null ? "" : ` ${range}`}`);
    if (delay > 0) await new Promise((done) => setTimeout(done, delay));
    return fault?.(request) ?? await answer(request, root, range);
  });
  return { url: `http://${hostname}:${server.addr.port}/`, requests, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function answer(request: Request, root: string, range: string | null): Promise<Response> {
  if (request.method === "OPTIONS") {
    return new Response(null, { status: 204, headers: { ...CORS, "access-control-allow-headers": "range" } });
  }
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(405);
  const path = pathOf(request, root);
  const file = path === undefined ? undefined : await Deno.open(path).catch(() => undefined);
  if (file === undefined) return refuse(404);
  const { isFile, size } = await file.stat();
  const part = partOf(range, size);
  if (!isFile || part === "unsatisfiable") {
    file.close();
    return isFile ? new Response(null, { status: 416, headers: { ...CORS, "content-range": `bytes */${size}` } }) : refuse(404);
  }
  const { first, last } = part ?? { first: 0, last: size - 1 };
  const headers: Record<string, string> = {
    ...CORS,
    "accept-ranges": "bytes",
    "content-length": String(last - first + 1),
    "content-type": MEDIA_TYPES[path!.slice(path!.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream",
    ...(part && { "content-range": `bytes ${first}-${last}/${size}` }),
  };
  const body = request.method === "HEAD" ? null : stream(file, first, last);
  if (body === null) file.close();
  return new Response(body, { status: part ? 206 : 200, headers });
}

/** Pages of other origins may read, and see which part they got. */
const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "content-range, content-length, accept-ranges" };

function refuse(status: number): Response {
  return new Response(`${status}\n`, { status, headers: CORS });
}

/** The file that is asked for; `undefined` for a path that would leave the folder. */
function pathOf(request: Request, root: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(request.url).pathname);
  } catch {
    return undefined;
  }
  const parts = path.split("/").filter((part) => part !== "");
  if (parts.some((part) => part === ".." || part === "." || /[\\\0]/.test(part))) return undefined;
  return `${root}/${parts.join("/")}${path.endsWith("/") ? "/index.html" : ""}`;
}

/** A single range of bytes; anything else is answered with the whole file, as the HTTP standard permits. */
function partOf(range: string | null, size: number): { first: number; last: number } | "unsatisfiable" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return undefined;
  const first = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const last = match[1] === "" || match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  return first > last || first >= size ? "unsatisfiable" : { first, last };
}

const CHUNK = 1 << 16;

function stream(file: Deno.FsFile, first: number, last: number): ReadableStream<Uint8Array> {
  let rest = last - first + 1;
  return new ReadableStream({
    async start() {
      await file.seek(first, Deno.SeekMode.Start);
    },
    async pull(controller) {
      const chunk = new Uint8Array(Math.min(CHUNK, rest));
      const got = rest === 0 ? null : await file.read(chunk);
      if (got === null) {
        file.close();
        controller.close();
        return;
      }
      rest -= got;
      controller.enqueue(chunk.subarray(0, got));
    },
    cancel() {
      file.close();
    },
  });
}
