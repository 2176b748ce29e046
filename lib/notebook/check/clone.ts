/**
 * The repository as a fresh clone would have it, over loopback, and the empty place in which a notebook runs.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { type FolderServer, serveFolder } from "../serve_folder.ts";

/**
 * Serves the files of the working tree that git keeps or would keep, and no other: what is ignored, or was made here, is not found. A tree without git, such as an
 * archive, is served whole.
 */
export async function serveClone(root: URL): Promise<FolderServer> {
  const files = await filesOf(root);
  const fault = (request: Request): Response | undefined => {
    const path = decodeURIComponent(new URL(request.url).pathname.slice(1));
    return files === undefined || files.has(path) ? undefined : new Response("404\n", { status: 404 });
  };
  return serveFolder(root, { fault });
}

async function filesOf(root: URL): Promise<ReadonlySet<string> | undefined> {
  try {
    const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    const { success, stdout } = await new Deno.Command("git", { args, cwd: fileURLToPath(root), stderr: "null" }).output();
    return success ? new Set(new TextDecoder().decode(stdout).split("\0")) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined; // no git here
    throw error;
  }
}

/** A folder that holds one notebook and nothing else, and a cache that holds no module of an address. */
export interface EmptyPlace extends AsyncDisposable {
  /** The folder to run in. */
  readonly folder: string;
  /** The cache's folder, for `DENO_DIR`. */
  readonly cache: string;
}

/** Makes such a place. */
export async function makeEmptyPlace(notebook: string): Promise<EmptyPlace> {
  const place = await Deno.makeTempDir({ prefix: "flopbook-notebook-" });
  const [folder, cache] = [`${place}/run`, `${place}/cache`];
  const dispose = (): Promise<void> => Deno.remove(place, { recursive: true }); // links are removed, not followed
  try {
    await Deno.mkdir(folder);
    await Deno.copyFile(notebook, `${folder}/${notebook.replace(/^.*[/\\]/, "")}`);
    await makeCache(cache);
    return { folder, cache, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/**
 * Makes a folder that is a cache for `DENO_DIR`, without a module of an address. The packages of npm are shared with this process's cache: they are pinned, and some
 * are large.
 */
export async function makeCache(folder: string): Promise<void> {
  const packages = await packagesFolder();
  await Deno.mkdir(folder);
  await Deno.mkdir(packages, { recursive: true });
  await Deno.symlink(packages, `${folder}/npm`, { type: "junction" });
}

async function packagesFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json", "--no-config"], stderr: "null" }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).npmCache;
}
