import { assert, assertEquals, assertRejects } from "@std/assert";
import { SourceError } from "../../lib/bytes/source_error.ts";
import { openUrl } from "../../lib/bytes/url_source.ts";

const CONTENTS = Uint8Array.from({ length: 100_000 }, (_, index) => index * 13);

type Answer = (request: Request, url: URL) => Response | Promise<Response>;

/** Serves requests on this machine while `run` runs. */
async function serving(answer: Answer, run: (base: string, requests: Request[]) => Promise<void>): Promise<void> {
  const requests: Request[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    requests.push(request);
    return answer(request, new URL(request.url));
  });
  try {
    await run(`http://127.0.0.1:${server.addr.port}`, requests);
  } finally {
    await server.shutdown();
  }
}

/** What a server that knows ranges answers. */
function part(request: Request, contents: Uint8Array = CONTENTS): Response {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range")!)!.map(Number) as [number, number, number];
  const end = Math.min(last + 1, contents.length);
  const headers = { "content-range": `bytes ${first}-${end - 1}/${contents.length}` };
  return new Response(contents.slice(first, end), { status: 206, headers });
}

const cases = (name: string, answer: Answer, run: (base: string, requests: Request[]) => Promise<void>) =>
  Deno.test(`openUrl() ${name}`, () => serving(answer, run));

cases("reads parts of a file", (request) => part(request), async (base, requests) => {
  await using source = await openUrl(new URL(`${base}/dir/my%20net.onnx?download=1`));
  assertEquals([source.byteLength, source.fileName, source.name], [100_000, "my net.onnx", `${base}/dir/my%20net.onnx?download=1`]);
  assertEquals(await source.read(10, 5), CONTENTS.slice(10, 15));
  assertEquals(await source.read(99_000, 1000), CONTENTS.slice(99_000));
  assertEquals(requests.map((request) => request.headers.get("range")), ["bytes=0-16383", "bytes=99000-99999"]);
  assertEquals(requests[1]!.headers.get("accept-encoding"), "identity");
  assertEquals(source.bytesRead, 16_384 + 1000);
});

cases("knows a small file after one request", (request) => part(request, CONTENTS.slice(0, 100)), async (base, requests) => {
  await using source = await openUrl(new URL(base));
  assertEquals([await source.read(90, 10), source.bytesRead, requests.length], [CONTENTS.slice(90, 100), 100, 1]);
});

const SENT_WHOLE: Answer = () => new Response(CONTENTS);
cases("holds a file whole whose server sends no parts", SENT_WHOLE, async (base, requests) => {
  await using source = await openUrl(new URL(base));
  assertEquals(await source.read(99_000, 1000), CONTENTS.slice(99_000));
  assertEquals([source.bytesRead, requests.length], [100_000, 1]);
});

Deno.test("openUrl() refuses to hold more than 1 GiB whole", async () => {
  const fetch = () => Promise.resolve(new Response(CONTENTS, { headers: { "content-length": String(2 ** 31) } }));
  await assertRejects(
    () => openUrl(new URL("http://host/big.onnx"), { fetch }),
    SourceError,
    "more than 1073741824 bytes: download it first",
  );
});

cases("takes an empty file", () => new Response(null, { status: 416, headers: { "content-range": "bytes */0" } }), async (base) => {
  await using source = await openUrl(new URL(base));
  assertEquals(source.byteLength, 0);
});

for (const [status, text] of [[404, "404 Not Found; check the address"], [403, "403 Forbidden"], [500, "500"]] as const) {
  cases(`tells a status of ${status}`, () => new Response("no", { status }), async (base) => {
    const error = await assertRejects(() => openUrl(new URL(`${base}/net.onnx`)), SourceError, text);
    assertEquals(error.source, `${base}/net.onnx`);
    assert(error.message.includes(`${base}/net.onnx`));
  });
}

Deno.test("openUrl() tells a server that does not answer", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  await assertRejects(() => openUrl(new URL(`http://127.0.0.1:${port}/net.onnx`)), SourceError, `http://127.0.0.1:${port}/net.onnx`);
});

/** A server that answers the first request rightly and later ones as told. */
function then(later: (request: Request) => Response): Answer {
  let count = 0;
  return (request) => count++ === 0 ? part(request) : later(request);
}

const WRONG: readonly [string, (request: Request) => Response, string][] = [
  [
    "another part",
    () => new Response(CONTENTS.slice(0, 10), { status: 206, headers: { "content-range": "bytes 0-9/100000" } }),
    "bytes 0-9/100000",
  ],
  [
    "a part of a file that changed",
    () => new Response(CONTENTS.slice(0, 10), { status: 206, headers: { "content-range": "bytes 50000-50009/99" } }),
    "bytes 50000-50009/99",
  ],
  ["no content-range", () => new Response(CONTENTS.slice(0, 10), { status: 206 }), "no content-range"],
  [
    "fewer bytes than it says",
    () => new Response(CONTENTS.slice(0, 4), { status: 206, headers: { "content-range": "bytes 50000-50009/100000" } }),
    "ended after 4 of 10 bytes",
  ],
  [
    "more bytes than it says",
    () => new Response(CONTENTS.slice(0, 40), { status: 206, headers: { "content-range": "bytes 50000-50009/100000" } }),
    "more than the 10 bytes",
  ],
  ["the whole file", () => new Response(CONTENTS), "200 OK"],
];
for (const [what, later, text] of WRONG) {
  cases(`tells a server that sends ${what}`, then(later), async (base) => {
    await using source = await openUrl(new URL(base));
    await assertRejects(() => source.read(50_000, 10), SourceError, text);
  });
}

Deno.test("openUrl() tells a connection that breaks", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const served = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(4096));
    await connection.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nabc"));
  })();
  await assertRejects(() => openUrl(new URL(`http://127.0.0.1:${port}/x`)), SourceError, `Cannot read http://127.0.0.1:${port}/x`);
  await served;
  listener.close();
});

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { location } });
}

const STORE: Answer = (request, { pathname }) => pathname.startsWith("/store/") ? part(request) : redirect("/store/blob1");
cases("follows redirects once, and looks for data beside the address that was asked for", STORE, async (base, requests) => {
  await using source = await openUrl(new URL(`${base}/repo/net.onnx`));
  assertEquals(await source.read(50_000, 3), CONTENTS.slice(50_000, 50_003));
  assertEquals(requests.map((request) => new URL(request.url).pathname), ["/repo/net.onnx", "/store/blob1", "/store/blob1"]);
  await source.sibling("data/w 1.bin");
  assertEquals(new URL(requests[3]!.url).pathname, "/repo/data/w%201.bin");
  await assertRejects(() => source.sibling("http://other/x"), SourceError, "own folder");
});

let expired = 0;
const EXPIRING: Answer = (request, { pathname }) => {
  if (pathname === "/net.onnx") return redirect(`/signed${expired}`);
  return pathname === `/signed${expired}` ? part(request) : new Response("expired", { status: 403 });
};
cases("asks anew when a redirect's address has expired", EXPIRING, async (base) => {
  await using source = await openUrl(new URL(`${base}/net.onnx`));
  expired++;
  assertEquals(await source.read(50_000, 3), CONTENTS.slice(50_000, 50_003));
});

cases("gives up on redirects without end", (_, { pathname }) => redirect(pathname), async (base) => {
  await assertRejects(() => openUrl(new URL(base)), SourceError, "redirects more than 5 times");
});
cases("does not follow a redirect to a file", () => redirect("file:///etc/passwd"), async (base) => {
  await assertRejects(() => openUrl(new URL(base)), SourceError, "from http: to file:");
});
cases("does not follow a redirect without an address", () => new Response(null, { status: 301 }), async (base) => {
  await assertRejects(() => openUrl(new URL(base)), SourceError, "no valid address");
});

Deno.test("openUrl() does not follow a redirect from https to http, by the fetch that it is given", async () => {
  const asked: string[] = [];
  const fetch = (input: string | URL | Request) => {
    asked.push(String(input));
    return Promise.resolve(redirect("http://host/net.onnx"));
  };
  await assertRejects(() => openUrl(new URL("https://host/net.onnx"), { fetch }), SourceError, "from https: to http:");
  assertEquals(asked, ["https://host/net.onnx"]);
});

cases("ends when it is aborted", (request) => part(request), async (base) => {
  const reason = new Error("enough");
  await assertRejects(() => openUrl(new URL(base), { signal: AbortSignal.abort(reason) }), Error, "enough");
});
