import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { rangeOf } from "../../lib/notebook/byte_range.ts";
import { type Fault, type FolderServer, serveFolder, type ServeOptions } from "../../lib/notebook/mod.ts";
import { main } from "../../lib/notebook/serve.ts";

const DATA = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);

/** Serves a folder `site` with a few files, beside which lies a secret. */
async function withServer(options: ServeOptions, run: (server: FolderServer, folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/site/page`, { recursive: true });
    await Deno.writeTextFile(`${folder}/secret.txt`, "secret");
    await Deno.writeTextFile(`${folder}/site/mod.ts`, "export const x: number = 1;\n");
    await Deno.writeTextFile(`${folder}/site/.hidden`, "hidden");
    await Deno.writeTextFile(`${folder}/site/page/index.html`, "<h1>ü</h1>");
    await Deno.writeTextFile(`${folder}/site/ä b.txt`, "");
    await Deno.writeFile(`${folder}/site/data.onnx`, DATA);
    await using server = serveFolder(`${folder}/site`, options);
    await run(server, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function get(url: string, init?: RequestInit): Promise<{ status: number; headers: Headers; body: Uint8Array }> {
  const response = await fetch(url, { redirect: "manual", ...init });
  return { status: response.status, headers: response.headers, body: await response.bytes() };
}

Deno.test("files come with their media type, length and leave to be read by other pages", () =>
  withServer({}, async ({ url, requests }) => {
    const rows: [path: string, type: string, length: number][] = [
      ["mod.ts?v=2", "application/typescript; charset=utf-8", 28],
      ["data.onnx", "application/octet-stream", 200_000],
      ["page/", "text/html; charset=utf-8", 11],
      ["%C3%A4%20b.txt", "text/plain; charset=utf-8", 0],
    ];
    for (const [path, type, length] of rows) {
      for (const method of ["GET", "HEAD"]) {
        const { status, headers, body } = await get(url + path, { method });
        assertEquals([status, headers.get("content-type"), headers.get("content-length")], [200, type, String(length)], path);
        assertEquals([headers.get("accept-ranges"), headers.get("access-control-allow-origin")], ["bytes", "*"]);
        assertEquals(body.length, method === "GET" ? length : 0);
      }
    }
    assertEquals(requests.slice(0, 2), ["GET /mod.ts", "HEAD /mod.ts"]);
    const folder = await get(`${url}page?a=1`);
    assertEquals([folder.status, folder.headers.get("location")], [301, "/page/?a=1"]);
    assertEquals((await get(url, { method: "OPTIONS" })).headers.get("access-control-allow-headers"), "range, if-range");
    assertEquals((await get(`${url}mod.ts`, { method: "POST" })).status, 405);
  }));

Deno.test("a part comes by its range, and only of the file that was meant", () =>
  withServer({}, async ({ url, requests }) => {
    const rows: [range: string, status: number, contentRange: string | null, from: number, to: number][] = [
      ["bytes=10-19", 206, "bytes 10-19/200000", 10, 20],
      ["bytes=199990-300000", 206, "bytes 199990-199999/200000", 199_990, 200_000],
      ["bytes=-5", 206, "bytes 199995-199999/200000", 199_995, 200_000],
      ["bytes=-300000", 206, "bytes 0-199999/200000", 0, 200_000],
      ["bytes=199999-", 206, "bytes 199999-199999/200000", 199_999, 200_000],
      ["bytes=0-1,5-6", 200, null, 0, 200_000],
      ["bytes=9-3", 200, null, 0, 200_000],
    ];
    for (const [range, status, contentRange, from, to] of rows) {
      const part = await get(`${url}data.onnx`, { headers: { range } });
      assertEquals([part.status, part.headers.get("content-range")], [status, contentRange], range);
      assertEquals(part.body, DATA.slice(from, to), range);
    }
    for (const range of ["bytes=200000-", "bytes=-0"]) {
      const { status, headers } = await get(`${url}data.onnx`, { headers: { range } });
      assertEquals([status, headers.get("content-range")], [416, "bytes */200000"], range);
    }
    assertEquals(requests[0], "GET /data.onnx bytes=10-19");
    const etag = (await get(`${url}data.onnx`, { method: "HEAD", headers: { range: "bytes=0-0" } })).headers.get("etag")!;
    const range = "bytes=0-0";
    assertEquals((await get(`${url}data.onnx`, { headers: { range, "if-range": etag } })).status, 206);
    assertEquals((await get(`${url}data.onnx`, { headers: { range, "if-range": '"other"' } })).status, 200);
    assertEquals((await get(`${url}data.onnx`, { headers: { "if-none-match": etag } })).status, 304);
    assertEquals(rangeOf("bytes=0-", 0), "unsatisfiable");
  }));

Deno.test("nothing outside the folder and nothing hidden is served", () =>
  withServer({}, async ({ url }, folder) => {
    await Deno.symlink(`${folder}/secret.txt`, `${folder}/site/link.txt`);
    await Deno.symlink("mod.ts", `${folder}/site/inner.ts`);
    const paths = [
      "..%2fsecret.txt",
      "%2e%2e/secret.txt",
      "x/..%5c..%5csecret.txt",
      "link.txt",
      ".hidden",
      "",
      "nothing",
      "%zz",
      "mod.ts/",
      "%00",
    ];
    for (const path of paths) assertEquals((await get(url + path)).status, 404, path);
    assertEquals((await get(`${url}inner.ts`)).status, 200);
    assertEquals((await get(`${url}//page`)).headers.get("location"), "/page/");
  }));

Deno.test("a large file is read where it is asked for, and whole without being held in memory", () =>
  withServer({}, async ({ url }, folder) => {
    const size = 5_000_000_000;
    using file = await Deno.open(`${folder}/site/large.onnx`, { write: true, create: true });
    await file.truncate(size);
    await file.seek(size - 3, Deno.SeekMode.Start);
    await file.write(Uint8Array.of(1, 2, 3));
    const end = await get(`${url}large.onnx`, { headers: { range: `bytes=${size - 4}-` } });
    assertEquals([end.body, end.headers.get("content-range")], [Uint8Array.of(0, 1, 2, 3), `bytes ${size - 4}-${size - 1}/${size}`]);
    const before = Deno.memoryUsage().rss;
    const whole = await fetch(`${url}large.onnx`);
    const reader = whole.body!.getReader();
    assertEquals((await reader.read()).value!.length > 0, true);
    await new Promise((done) => setTimeout(done, 50));
    await reader.cancel();
    assert(Deno.memoryUsage().rss - before < 200_000_000);
  }));

Deno.test("a server goes wrong where it is told to", async () => {
  const faults: Record<string, Fault | Response> = {
    "/status": { status: 503 },
    "/answer": new Response("own", { status: 418 }),
    "/cut": { cutAfter: 1000 },
    "/claim": { claimSize: 300_000 },
    "/whole": { ignoreRange: true },
    "/slow": { delay: 60 },
  };
  const fault = (request: Request): Fault | Response | undefined => faults[new URL(request.url).search.replace("?", "/")];
  await withServer({ delay: 20, fault }, async ({ url }) => {
    const ask = (name: string): ReturnType<typeof get> => get(`${url}data.onnx?${name}`, { headers: { range: "bytes=0-4999" } });
    assertEquals((await ask("status")).status, 503);
    assertEquals(new TextDecoder().decode((await ask("answer")).body), "own");
    await assertRejects(() => ask("cut"), TypeError, "error reading a body");
    assertEquals((await ask("claim")).headers.get("content-range"), "bytes 0-4999/300000");
    const whole = await ask("whole");
    assertEquals([whole.status, whole.body.length, whole.headers.get("accept-ranges")], [200, 200_000, null]);
    const begun = performance.now();
    assertEquals((await ask("none")).status, 206);
    assert(performance.now() - begun >= 19);
    await ask("slow");
    assert(performance.now() - begun >= 99);
  });
});

Deno.test("a server ends though an answer is still on its way, and its port is free again", async () => {
  const endless = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((done) => setTimeout(done, 20));
      controller.enqueue(new Uint8Array(10));
    },
  });
  let port = 0;
  await withServer({ fault: () => new Response(endless) }, async (server) => {
    port = Number(new URL(server.url).port);
    const reader = (await fetch(server.url)).body!.getReader();
    await reader.read();
    await server.close();
    await reader.cancel().catch(() => {});
  });
  Deno.listen({ port, hostname: "127.0.0.1" }).close();
  assertThrows(() => serveFolder("/no/such/folder"), Error, "no such file");
});

Deno.test("the task says how the served module is used", async () => {
  const log = console.log;
  const said: string[] = [];
  console.log = (text: string) => said.push(text);
  try {
    await using server = main(["--port", "0"])!;
    assertMatch(said.join("\n"), new RegExp(`from "${server.url}mod\\.ts"[^]*--allow-import=127\\.0\\.0\\.1:\\d+`));
    const module = await get(`${server.url}mod.ts`);
    assertEquals([module.status, module.headers.get("content-type")], [200, "application/typescript; charset=utf-8"]);
    said.length = 0;
    await using page = main(["--port", "0", "--open", "examples/page/"])!;
    assertEquals(said, [`Serving flopbook at ${page.url}`, `Open ${page.url}examples/page/ in a browser.`]);
    said.length = 0;
    assertEquals([main(["--help"]), said.length], [undefined, 1]);
    assertThrows(() => main(["--port", "x"]), TypeError, "Usage: deno task serve");
  } finally {
    console.log = log;
  }
});
