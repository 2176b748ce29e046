/** What was asked of a server. */
export interface Served {
  /** Requests that were on their way when no other was: chains of waiting. */
  rounds: number;
  /** All requests. */
  requests: number;
}

/** Serves a folder's files on loopback by HTTP range, each answer `delay` milliseconds late, for measuring. */
export function serveRanges(folder: string, delay = 0): { readonly url: string; readonly served: Served } & AsyncDisposable {
  const served: Served = { rounds: 0, requests: 0 };
  let round: Promise<void> | undefined;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    served.requests++;
    if (round === undefined) {
      served.rounds++;
      round = new Promise<void>((resolve) => setTimeout(resolve, delay)).then(() => round = undefined);
    }
    await round;
    return await answer(`${folder}/${new URL(request.url).pathname.slice(1).replaceAll("/", "")}`, request.headers.get("range") ?? "");
  });
  return { url: `http://127.0.0.1:${server.addr.port}/`, served, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function answer(path: string, range: string): Promise<Response> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const [, first = "0", last = String(size - 1)] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  const [start, end] = [Number(first), Math.min(Number(last), size - 1)];
  const bytes = new Uint8Array(end - start + 1);
  await file.seek(start, Deno.SeekMode.Start);
  for (let at = 0; at < bytes.length;) at += await file.read(bytes.subarray(at)) ?? bytes.length;
  return new Response(bytes, { status: 206, headers: { "content-range": `bytes ${start}-${end}/${size}`, "accept-ranges": "bytes" } });
}
