/**
 * Serves this repository to a class or a closed network: `deno task serve [--port 8000] [--host 0.0.0.0]`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { serveFolder } from "./serve_folder.ts";

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: { port: { type: "string", default: "8000" }, host: { type: "string", default: "127.0.0.1" } },
  });
  const server = serveFolder(new URL("../../", import.meta.url), { port: Number(values.port), hostname: values.host });
  console.log(
    `Serving flopbook. In a notebook cell:\n\n  import { profile } from "${server.url}mod.ts";\n\nIn a terminal:\n\n  deno run -A ${server.url}lib/cli.ts MODEL\n`,
  );
}
