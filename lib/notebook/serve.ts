/**
 * Serves this repository, or a folder, to a class or a closed network: `deno task serve [FOLDER] [--port 8000] [--host 127.0.0.1]`. With `--host 0.0.0.0` other
 * machines reach it. `--open PATH` names the page to look at instead of the line to import.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { type FolderServer, serveFolder } from "./serve_folder.ts";

const USAGE = "Usage: deno task serve [FOLDER] [--port 8000] [--host 127.0.0.1] [--open PATH]";

/** Starts the server that the arguments ask for, and says how to use it; or only that, where they ask for help. */
export function main(args: readonly string[]): FolderServer | undefined {
  const options = {
    port: { type: "string", default: "8000" },
    host: { type: "string", default: "127.0.0.1" },
    open: { type: "string" },
    help: { type: "boolean", short: "h" },
  } as const;
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  if (values.help) return void console.log(USAGE);
  const port = Number(values.port);
  if (positionals.length > 1 || !(Number.isInteger(port) && port >= 0 && port < 65536)) throw new TypeError(USAGE);
  const server = serveFolder(positionals[0] ?? new URL("../../", import.meta.url), { port, hostname: values.host });
  const { host } = new URL(server.url);
  console.log(`Serving ${positionals[0] ?? "flopbook"} at ${server.url}`);
  if (values.open !== undefined) console.log(`Open ${new URL(values.open, server.url)} in a browser.`);
  if (values.open !== undefined || positionals.length > 0) return server;
  console.log(`
In a notebook cell:

  import { profile } from "${server.url}mod.ts";

In a terminal:

  deno run -A ${server.url}lib/cli.ts MODEL

A script of yours that imports it is run with --allow-import=${host}.`);
  if (values.host === "0.0.0.0") console.log("On another machine, write this machine's address in place of 127.0.0.1.");
  return server;
}

if (import.meta.main) {
  try {
    main(Deno.args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.NotFound ? 1 : 2);
  }
}
