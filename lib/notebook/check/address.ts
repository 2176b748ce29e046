/**
 * The address from which the notebooks import the module. It stands in one place, `notebooks/address.json`, and `deno task notebooks --url URL` writes another into
 * that file, into every notebook and into the README.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { type Notebook, type Output, textOf } from "../notebook_file.ts";

/** Where the file is in the repository. */
const FILE = "notebooks/address.json";
/** Whatever a notebook might import a module's entry from. */
const MODULE = /(?:https?|file|npm|jsr):[^\s"'`]*\/mod\.ts\b|["'](?:\.{1,2}\/)+mod\.ts(?=["'])/g;

/** The address in the repository at `root`. */
export async function readAddress(root: URL): Promise<string> {
  const { module } = JSON.parse(await Deno.readTextFile(new URL(FILE, root)));
  return checkAddress(module);
}

/**
 * Writes another address into all that names the present one. Answers the files that it changed.
 *
 * @throws {TypeError} If it is no address of a `mod.ts`.
 */
export async function writeAddress(root: URL, address: string, paths: readonly string[]): Promise<string[]> {
  const [from, to] = [folderOf(await readAddress(root)), folderOf(checkAddress(address))];
  const changed: string[] = [];
  for (const path of [FILE, "README.md", ...paths]) {
    const url = new URL(path, root);
    const text = await Deno.readTextFile(url).catch(() => "");
    if (from === to || !text.includes(from)) continue;
    await Deno.writeTextFile(url, text.replaceAll(from, to));
    changed.push(path);
  }
  return changed;
}

/**
 * Copies notebooks into a folder of somebody's own, importing the module from another address; the repository stays as it is. Answers the files that it wrote.
 *
 * @throws {TypeError} If it is no address of a `mod.ts`, or the folder has one of the files already: somebody's work may be in it.
 */
export async function copyNotebooks(root: URL, address: string, paths: readonly string[], folder: string): Promise<string[]> {
  const [from, to] = [folderOf(await readAddress(root)), folderOf(checkAddress(address))];
  const copies = paths.map((path) => ({ path, copy: join(folder, path.slice(path.indexOf("/") + 1)) }));
  for (const { copy } of copies) {
    const isThere = await Deno.lstat(copy).then(() => true, () => false);
    if (isThere) throw new TypeError(`Cannot copy the notebooks as ${copy} must not be there yet: name another folder`);
  }
  for (const { path, copy } of copies) {
    const text = await Deno.readTextFile(new URL(path, root));
    await Deno.mkdir(dirname(copy), { recursive: true });
    await Deno.writeTextFile(copy, text.replaceAll(from, to));
  }
  return copies.map(({ copy }) => copy);
}

/** What is wrong with the addresses in a notebook: its first code cell imports the module from `address`, and nothing imports it from elsewhere. */
export function addressFaults({ cells }: Notebook, address: string): string[] {
  const code = cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => textOf(source));
  const others = new Set(code.flatMap((text) => text.match(MODULE) ?? []));
  others.delete(address);
  const faults = [...others].map((other) => `imports ${other}; the notebooks' address is ${address}`);
  if (!code[0]?.includes(`"${address}"`)) faults.unshift(`the first code cell must import "${address}"`);
  return faults;
}

/** Code that finds the module at `server` in place of the published address. */
export function redirect(code: string, address: string, server: string): string {
  return code.replaceAll(folderOf(address), server);
}

/** Outputs as they would be with the published address. */
export function restore(outputs: readonly Output[], address: string, server: string): Output[] {
  const [folder, loopback] = [folderOf(address), new URL(server)];
  const text = JSON.stringify(outputs).replaceAll(server, folder).replaceAll(loopback.host, new URL(folder).host);
  return JSON.parse(text);
}

/** The address's folder, with a slash at its end: files beside the module are named by it too. */
function folderOf(address: string): string {
  return address.slice(0, -"mod.ts".length);
}

function checkAddress(address: unknown): string {
  const text = String(address);
  if (!/^https?:\/\/[^\s"'<>\\]+\/mod\.ts$/.test(text)) {
    throw new TypeError(`The notebooks' address must be an http(s) URL that ends in /mod.ts: it is ${text}`);
  }
  return text;
}
