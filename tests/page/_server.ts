/** A server with the ways in which real ones answer pages of other origins. */

/** A way to answer, the first part of a path: `/ranges/net.onnx`. */
type Manner = "ranges" | "hidden" | "closed" | "moved" | "slow";

/** A running server. */
export interface FileServer extends AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  readonly origin: string;
  /** How many bytes of bodies were sent for a path. */
  sent(path: string): number;
}

/** Has the file of a path, or not. */
export type Files = (path: string) => Promise<Uint8Array<ArrayBuffer> | undefined>;

const TYPES: Readonly<Record<string, string>> = { html: "text/html", css: "text/css", js: "text/javascript" };
const PERMITTED = { "access-control-allow-origin": "*" };
const MANNERS: Readonly<Record<Manner, Readonly<Record<string, string>>>> = {
  /** Pages may read it and see which part they got. */
  ranges: { ...PERMITTED, "access-control-expose-headers": "content-range" },
  /** They may read it, but do not see which part they got. */
  hidden: PERMITTED,
  /** They may not read it. */
  closed: {},
  /** It is elsewhere. */
  moved: PERMITTED,
  /** It comes whole, a little at a time, and never ends. */
  slow: PERMITTED,
};

/** Serves files on this machine, at a port of its own, until it is disposed of. */
export function serve(files: Files): FileServer {
  const sent = new Map<string, number>();
  const stop = new AbortController();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const [, manner, path] = /^\/(ranges|hidden|closed|moved|slow)(\/.*)$/.exec(pathname) ?? [undefined, undefined, pathname];
    const headers = MANNERS[manner as Manner] ?? {};
    if (manner === "moved") return new Response(null, { status: 302, headers: { ...headers, location: `/ranges${path}` } });
    const file = path!.endsWith("/") ? `${path}index.html` : path!;
    const bytes = await files(decodeURIComponent(file));
    if (bytes === undefined) return new Response("no such file", { status: 404, headers });
    if (manner === "slow") return new Response(dripping(bytes), { headers });
    const response = part(request, bytes, file, headers);
    sent.set(pathname, (sent.get(pathname) ?? 0) + Number(response.headers.get("content-length")));
    return response;
  });
  return {
    origin: `http://127.0.0.1:${(server.addr as Deno.NetAddr).port}`,
    sent: (path) => sent.get(path) ?? 0,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await server.finished;
    },
  };
}

function part(request: Request, bytes: Uint8Array<ArrayBuffer>, file: string, more: Readonly<Record<string, string>>): Response {
  const type = TYPES[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") ?? "");
  if (match === null) return new Response(bytes, { headers: { ...more, "content-type": type, "content-length": String(bytes.length) } });
  const [first, end] = [Number(match[1]), Math.min(Number(match[2]) + 1, bytes.length)];
  const range = `bytes ${first}-${end - 1}/${bytes.length}`;
  const headers = { ...more, "content-type": type, "content-range": range, "content-length": String(end - first) };
  return new Response(bytes.slice(first, end), { status: 206, headers });
}

function dripping(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let timer: ReturnType<typeof setInterval>;
  return new ReadableStream({
    start(controller) {
      timer = setInterval(() => controller.enqueue(bytes), 50);
    },
    cancel() {
      clearInterval(timer);
    },
  });
}
