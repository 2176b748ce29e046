/** Servers that lie, stall, or lead elsewhere: an error that tells, in bounded time and memory; nothing of this machine is read for them. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { load, profile, SourceError } from "../../mod.ts";
import { fileOf } from "../formats/onnx/_encode.ts";

const MODEL = fileOf({
  input: [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 2 }, { dimValue: 40_000 }] } } } }],
  initializer: [{ name: "w", dims: [40_000], dataType: 1, rawData: new Uint8Array(160_000) }, {
    name: "v",
    dims: [40_000],
    dataType: 1,
    rawData: new Uint8Array(160_000),
  }],
  node: [{ opType: "Mul", input: ["x", "w"], output: ["a"] }, { opType: "Mul", input: ["a", "v"], output: ["y"] }],
  output: [{ name: "y" }],
});

type Answer = (request: Request, count: number) => Response | Promise<Response>;

/** Profiles the model from a server of its own; answers what came of it. */
async function from(answer: Answer): Promise<{ error: unknown; macs: unknown; ms: number }> {
  let count = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, onError: () => new Response(null, { status: 500 }) },
    (request) => answer(request, count++),
  );
  const begun = performance.now();
  try {
    const { macs, error } = await profile(`http://127.0.0.1:${server.addr.port}/net.onnx`, { signal: AbortSignal.timeout(20_000) })
      .then((report) => ({ macs: report.flops, error: undefined }), (error) => ({ macs: undefined, error }));
    return { macs, error, ms: performance.now() - begun };
  } finally {
    await server.shutdown();
  }
}

function rangeOf(request: Request): [first: number, last: number] {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") ?? "bytes=0-0")!;
  return [Number(first), Math.min(Number(last), MODEL.length - 1)];
}

/** A right answer, some of it otherwise. */
function part(request: Request, other: { range?: string; body?: BodyInit; headers?: HeadersInit; status?: number } = {}): Response {
  const [first, last] = rangeOf(request);
  const headers = { "content-range": other.range ?? `bytes ${first}-${last}/${MODEL.length}`, ...other.headers };
  return new Response(other.body ?? MODEL.slice(first, last + 1), { status: other.status ?? 206, headers });
}

/** Bytes without end, some KB at a time. */
function endless(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1 << 16)) });
}

Deno.test("an honest server gives the model", async () => {
  const { macs } = await from((request) => part(request));
  assertEquals(macs, 160_000);
});

const LIES: readonly (readonly [name: string, answer: Answer])[] = [
  ["another range than was asked for", (request) => part(request, { range: `bytes 5-9/${MODEL.length}` })],
  ["a range that ends before it begins", (request) => part(request, { range: `bytes 9-5/${MODEL.length}` })],
  ["a size of 2^60", (request) => part(request, { range: `bytes 0-16383/${2n ** 60n}` })],
  ["a size of 10^400", (request) => part(request, { range: `bytes 0-16383/1${"0".repeat(400)}` })],
  ["a size below what it sends", (request) => part(request, { range: "bytes 0-16383/100" })],
  ["another size each time", (request, count) => part(request, { range: `bytes ${rangeOf(request).join("-")}/${MODEL.length + count}` })],
  ["a part without end", (request) => part(request, { body: endless() })],
  ["a short part", (request) => part(request, { body: MODEL.slice(0, 3) })],
  ["a compressed part", (request) => part(request, { headers: { "content-encoding": "gzip" }, body: new Uint8Array(30) })],
  ["204 and nothing", () => new Response(null, { status: 204 })],
  ["206 and a page", (request) => part(request, { body: "<!doctype html><html></html>" })],
  ["the whole from the second request on", (request, count) => count === 0 ? part(request) : new Response(MODEL)],
  ["an error from the second request on", (request, count) => count === 0 ? part(request) : new Response("no", { status: 503 })],
];
for (const [name, answer] of LIES) {
  Deno.test(`a server that sends ${name} is told`, async () => {
    const before = Deno.memoryUsage().rss;
    const { error, ms } = await from(answer);
    assert(error instanceof SourceError || error instanceof SyntaxError, `${error}`);
    assert(ms < 10_000 && Deno.memoryUsage().rss - before < 2 ** 28);
  });
}

Deno.test("a server that sends 200 and all of it is taken at its word, and one that sends no end of it is not", async () => {
  assertEquals((await from(() => new Response(MODEL))).macs, 160_000);
  const announced = await from(() => new Response(endless(), { headers: { "content-length": String(2 ** 41) } }));
  assert(announced.error instanceof SourceError && announced.ms < 10_000, `${announced.error}`);
});

for (const target of ["file:///etc/passwd", "data:text/plain,x", "blob:null/x", "ftp://127.0.0.1/x", "//", "http://", "javascript:1"]) {
  Deno.test(`a redirect to ${target} is not followed`, async () => {
    const { error } = await from(() => new Response(null, { status: 302, headers: { location: target } }));
    assert(error instanceof SourceError && !/root:/.test(String(error)), `${error}`);
  });
}

Deno.test("a redirect to itself ends", async () => {
  const { error } = await from((request) => new Response(null, { status: 307, headers: { location: request.url } }));
  assert(error instanceof SourceError && /redirects more than/.test(error.message), `${error}`);
});

Deno.test("who asks can end a server that says nothing, or a byte now and then", async () => {
  const drip = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.enqueue(Uint8Array.of(0));
    },
  });
  for (const answer of [() => part(new Request("http://x", { headers: { range: "bytes=0-16383" } }), { body: drip })]) {
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
    const begun = performance.now();
    const error = await profile(`http://127.0.0.1:${server.addr.port}/`, { signal: AbortSignal.timeout(300) }).catch((error) => error);
    assertEquals([error.name, performance.now() - begun < 3000], ["TimeoutError", true]);
    await server.shutdown();
  }
});

Deno.test("a remote model's external data come from beside it: no file, no other host, no other folder", async () => {
  for (
    const location of [
      "file:///etc/passwd",
      "/etc/passwd",
      "../w.bin",
      "http://127.0.0.1:9/w",
      "//127.0.0.1:9/w",
      "a/../../w",
      "..\\w",
      "%2e%2e/w.bin",
    ]
  ) {
    const asked: string[] = [];
    const model = fileOf({
      initializer: [{ name: "w", dims: [2000], dataType: 1, dataLocation: 1, externalData: [{ key: "location", value: location }] }],
      input: [{ name: "x", type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 2000 }] } } } }],
      node: [{ opType: "Mul", input: ["x", "w"], output: ["y"] }],
      output: [{ name: "y" }],
    });
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
      asked.push(new URL(request.url).pathname);
      return request.url.endsWith("/a/b/net.onnx") ? new Response(model) : new Response(null, { status: 404 });
    });
    const network = await load(`http://127.0.0.1:${server.addr.port}/a/b/net.onnx`);
    await assertRejects(() => network.model.graph.initializers.get("w")!.load(), SourceError);
    assert(asked.every((path) => path.startsWith("/a/b/")), asked.join());
    await server.shutdown();
  }
});
