/** Serves a folder's files on loopback by HTTP range, for measuring. */
export function serveRanges(folder: string): { readonly url: string } & AsyncDisposable {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    using file = await Deno.open(`${folder}/${new URL(request.url).pathname.slice(1).replaceAll("/", "")}`);
    const { size } = await file.stat();
    const [, first = "0", last = String(size - 1)] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") ?? "") ?? [];
    const [start, end] = [Number(first), Math.min(Number(last), size - 1)];
    const bytes = new Uint8Array(end - start + 1);
    await file.seek(start, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) at += await file.read(bytes.subarray(at)) ?? bytes.length;
    return new Response(bytes, { status: 206, headers: { "content-range": `bytes ${start}-${end}/${size}`, "accept-ranges": "bytes" } });
  });
  return { url: `http://127.0.0.1:${server.addr.port}/`, [Symbol.asyncDispose]: () => server.shutdown() };
}
