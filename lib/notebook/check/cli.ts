/**
 * Runs the notebooks of this repository and compares their outputs with the kept ones: `deno task notebooks [NAME…] [--write] [--timeout SECONDS]`, or writes
 * another address into them: `deno task notebooks --url URL`. With `--to FOLDER` copies in that folder get it, and the repository stays as it is.
 *
 * Each runs in the true kernel, in an empty folder, with an empty cache, and imports the module from the working tree, served over loopback. A NAME is a part of a
 * notebook's path, such as `03` or `zh/`. Exit codes: 0; 1 something differs or fails; 2 wrong usage.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { copyNotebooks, readAddress, writeAddress } from "./address.ts";
import { checkNotebook } from "./check_notebook.ts";
import { serveClone } from "./clone.ts";
import { findNotebooks } from "./find.ts";

const USAGE = "Usage: deno task notebooks [NAME…] [--write] [--timeout SECONDS], or deno task notebooks [NAME…] --url URL [--to FOLDER]";
/** Bytes of all notebooks at most: everybody who clones has them. */
const LARGEST_FOLDER = 15_000_000;

/** Runs the command line for the repository at `root` and answers its exit code. */
export async function main(args: readonly string[], root: URL): Promise<number> {
  const options = {
    write: { type: "boolean", default: false },
    timeout: { type: "string", default: "120" },
    url: { type: "string" },
    to: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    const timeout = Number(values.timeout);
    if (!(timeout > 0)) throw new TypeError(`--timeout must be a number of seconds above 0: it is ${values.timeout}`);
    const paths = await findNotebooks(root);
    const chosen = paths.filter((path) => positionals.length === 0 || positionals.some((part) => path.includes(part)));
    if (values.to !== undefined && values.url === undefined) {
      throw new TypeError("--to needs --url, the address that the copies import from");
    }
    if (values.url !== undefined && values.to === undefined) return await change(root, values.url, paths);
    if (chosen.length === 0) throw new TypeError(`No notebook has ${positionals.join(" or ") || ".ipynb"} in its path`);
    if (values.url !== undefined) return await copy(root, values.url, chosen, values.to!);
    return await check(root, chosen, paths, { write: values.write, timeout });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n${USAGE}`);
    return 2;
  }
}

async function change(root: URL, url: string, paths: readonly string[]): Promise<number> {
  const changed = await writeAddress(root, url, paths);
  console.log(changed.length === 0 ? `Nothing to change: the address is ${url} already` : `Wrote ${url} into ${changed.join(", ")}`);
  return 0;
}

async function copy(root: URL, url: string, paths: readonly string[], folder: string): Promise<number> {
  const copies = await copyNotebooks(root, url, paths, folder);
  console.log(`Copied ${copies.length} notebooks into ${folder}; they import ${url}`);
  return 0;
}

async function check(
  root: URL,
  chosen: readonly string[],
  all: readonly string[],
  how: { readonly write: boolean; readonly timeout: number },
): Promise<number> {
  const address = await readAddress(root);
  await using server = await serveClone(root);
  let failed = 0;
  for (const path of chosen) {
    const { faults, seconds, bytes, written } = await checkNotebook(path, { ...how, root, address, server: server.url });
    const state = faults.length > 0 ? `${faults.length} ${faults.length === 1 ? "fault" : "faults"}` : written ? "recorded" : "ok";
    console.log(`${path}: ${state}, ${seconds.toFixed(1)} s, ${(bytes / 1000).toFixed(0)} kB`);
    for (const fault of faults) console.log(`${path}, ${fault}`);
    if (faults.length > 0) failed++;
  }
  const total = (await Promise.all(all.map((path) => Deno.stat(new URL(path, root))))).reduce((sum, { size }) => sum + size, 0);
  const large = total > LARGEST_FOLDER;
  console.log(
    `${chosen.length - failed} of ${chosen.length} notebooks are well; all have ${(total / 1e6).toFixed(1)} MB${
      large ? ", which is too much" : ""
    }`,
  );
  return failed > 0 || large ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args, new URL("../../../", import.meta.url)));
