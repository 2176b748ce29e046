import { assertEquals } from "@std/assert";
import { serveFolder } from "../../lib/notebook/mod.ts";

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/site`);
    await Deno.writeTextFile(`${folder}/secret.txt`, "secret");
    await Deno.writeTextFile(`${folder}/site/mod.ts`, "export const x: number = 1;\n");
    await Deno.writeFile(`${folder}/site/data.onnx`, Uint8Array.from({ length: 200_000 }, (_, index) => index % 251));
    await run(`${folder}/site`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("files come with their media type, parts by range", () =>
  inFolder(async (folder) => {
    await using server = serveFolder(folder);
    const module = await fetch(`${server.url}mod.ts`);
    assertEquals([module.status, module.headers.get("content-type")], [200, "application/typescript; charset=utf-8"]);
    assertEquals(await module.text(), "export const x: number = 1;\n");
    const rows: [string, number, string | null, number][] = [
      ["bytes=10-19", 206, "bytes 10-19/200000", 10],
      ["bytes=199990-300000", 206, "bytes 199990-199999/200000", 10],
      ["bytes=-5", 206, "bytes 199995-199999/200000", 5],
      ["bytes=199999-", 206, "bytes 199999-199999/200000", 1],
      ["bytes=200000-", 416, "bytes */200000", 0],
      ["bytes=0-1,5-6", 200, null, 200_000],
    ];
    for (const [range, status, contentRange, length] of rows) {
      const part = await fetch(`${server.url}data.onnx`, { headers: { range } });
      assertEquals(
        [part.status, part.headers.get("content-range"), (await part.arrayBuffer()).byteLength],
        [status, contentRange, length],
        range,
      );
    }
    const head = await fetch(`${server.url}data.onnx`, { method: "HEAD" });
    assertEquals([head.headers.get("content-length"), head.headers.get("accept-ranges")], ["200000", "bytes"]);
    assertEquals(server.requests[1], "GET /data.onnx bytes=10-19");
  }));

Deno.test("nothing outside the folder is served", () =>
  inFolder(async (folder) => {
    await using server = serveFolder(folder);
    for (const path of ["..%2fsecret.txt", "%2e%2e/secret.txt", "x/..%5c..%5csecret.txt", "", "nothing", "%zz"]) {
      const response = await fetch(`${server.url}${path}`);
      await response.body?.cancel();
      assertEquals(response.status, 404, path);
    }
    const post = await fetch(server.url, { method: "POST" });
    await post.body?.cancel();
    assertEquals(post.status, 405);
  }));

Deno.test("answers can be delayed and replaced", () =>
  inFolder(async (folder) => {
    await using server = serveFolder(folder, {
      delay: 30,
      fault: (request) => request.url.endsWith(".onnx") ? new Response("busy", { status: 503 }) : undefined,
    });
    const begun = performance.now();
    assertEquals((await fetch(`${server.url}data.onnx`).then(async (it) => [it.status, await it.text()]))[0], 503);
    assertEquals(performance.now() - begun >= 29, true);
    assertEquals((await fetch(`${server.url}mod.ts`).then(async (it) => [it.status, await it.text()]))[0], 200);
  }));
