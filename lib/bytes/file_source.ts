/**
 * Files on this machine. The only source that needs a platform of its own; everything else also runs in a browser.
 *
 * @module
 */
import { type ByteSource, checkRange } from "./byte_source.ts";
import { splitLocation } from "./location.ts";
import { reasonOf, SourceError } from "./source_error.ts";

/** A page of memory: reading less from a file costs the same. */
const BLOCK_BYTES = 4096;

/** To have so few bytes fetched by another thread takes longer than to fetch them. */
const SMALL_BYTES = 1 << 16;

/**
 * Opens a file for reading at any position, without reading any of it.
 *
 * @throws {SourceError} If there is no such file, if it is a folder, or if reading it is not allowed.
 */
export async function openFile(path: string): Promise<ByteSource> {
  if (typeof Deno === "undefined") {
    throw new SourceError(`Cannot open ${path} as there are no files here: give an address, a Blob or the bytes`, path);
  }
  const file = await openForReading(path);
  try {
    const { isDirectory, size } = await file.stat();
    if (isDirectory) throw new SourceError(`Cannot read ${path} as it must be a file: it is a folder`, path);
    return new FileSource(path, size, file);
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * Opens the file that a `file:` address names.
 *
 * @throws {SourceError} As {@linkcode openFile}, and if the address names another host.
 */
export async function openFileUrl(url: URL): Promise<ByteSource> {
  return await openFile(filePath(url));
}

/**
 * The path that a `file:` address stands for.
 *
 * @throws {SourceError} If the address names another host.
 */
export function filePath(url: URL): string {
  const windows = typeof Deno !== "undefined" && Deno.build.os === "windows";
  if (url.host !== "") throw new SourceError(`Cannot open ${url} as a file: address must not name a host`, url.href);
  const path = decodeURIComponent(url.pathname);
  return windows ? path.replace(/^\/(?=[A-Za-z]:)/, "") : path;
}

/**
 * The names of the files in a folder, where it may be read without asking anybody; else none. A folder is named as a path begins: `""` is the working one.
 *
 * @throws {Error} If there is no such folder.
 */
export async function filesIn(folder: string): Promise<string[]> {
  const path = folder || ".";
  if ((await Deno.permissions.query({ name: "read", path })).state !== "granted") return [];
  const entries = await Array.fromAsync(Deno.readDir(path));
  return entries.filter(({ isFile }) => isFile).map(({ name }) => name);
}

/** The folder from which relative paths lead. */
export function workingFolder(): string {
  return Deno.cwd();
}

async function openForReading(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (error) {
    throw new SourceError(`Cannot open ${path}: ${explain(error)}`, path, {
      cause: error,
      isMissing: error instanceof Deno.errors.NotFound,
    });
  }
}

function explain(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.NotCapable) return "Deno was not allowed to read it; run with --allow-read";
  if (error instanceof Deno.errors.PermissionDenied) return "the system does not permit reading it";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder, and must be a file";
  return reasonOf(error);
}

class FileSource implements ByteSource {
  readonly name: string;
  readonly byteLength: number;
  readonly blockBytes = BLOCK_BYTES;
  #file: Deno.FsFile | undefined;
  #bytesRead = 0;
  /** A handle has one position, so reads that are asked for at the same time take turns. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(path: string, byteLength: number, file: Deno.FsFile) {
    this.name = path;
    this.byteLength = byteLength;
    this.#file = file;
  }

  get fileName(): string {
    return this.name.slice(folderOf(this.name).length);
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  async read(offset: number, byteLength: number): Promise<Uint8Array> {
    checkRange(this, offset, byteLength);
    const bytes = new Uint8Array(byteLength);
    await this.readInto(offset, bytes);
    return bytes;
  }

  readInto(offset: number, into: Uint8Array): Promise<void> {
    const turn = this.#turn.then(() => this.#readInto(offset, into));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #readInto(offset: number, into: Uint8Array): Promise<void> {
    checkRange(this, offset, into.length);
    const opened = this.#file;
    const file = opened ?? await openForReading(this.name);
    try {
      if (opened === undefined) await this.#checkLength(file);
      await this.#readFrom(file, offset, into);
    } finally {
      if (opened === undefined) file.close(); // close() may be called meanwhile, and closes the other itself
    }
  }

  /** A file that was written anew since it was first opened has other bytes in every place. */
  async #checkLength(file: Deno.FsFile): Promise<void> {
    const { size } = await file.stat();
    if (size === this.byteLength) return;
    throw new SourceError(
      `Cannot read ${this.name} as it has changed: it had ${this.byteLength} bytes and has ${size}; open it again`,
      this.name,
    );
  }

  async #readFrom(file: Deno.FsFile, offset: number, into: Uint8Array): Promise<void> {
    let filled = 0;
    try {
      const atOnce = into.length <= SMALL_BYTES;
      if (atOnce) file.seekSync(offset, Deno.SeekMode.Start);
      else await file.seek(offset, Deno.SeekMode.Start);
      while (filled < into.length) {
        const count = atOnce ? file.readSync(into.subarray(filled)) : await file.read(into.subarray(filled));
        if (count === null) break;
        filled += count;
      }
    } catch (error) {
      throw new SourceError(`Cannot read ${this.name} at byte ${offset}: ${reasonOf(error)}`, this.name, { cause: error });
    }
    this.#bytesRead += filled;
    if (filled === into.length) return;
    throw new SourceError(`Cannot read ${this.name} to its end as it became shorter: it had ${this.byteLength} bytes`, this.name);
  }

  async sibling(location: string): Promise<ByteSource> {
    const path = folderOf(this.name) + splitLocation(location, this.name).join("/");
    await this.#checkLink(path, location);
    return await openFile(path);
  }

  /**
   * A link, which can come with a model as a file can, must lead to a place in the model's own folder. Caches store every file elsewhere and link to it: where
   * the model is such a link itself, the folder that its own file lies in will do as well.
   */
  async #checkLink(path: string, location: string): Promise<void> {
    const [real, model, folder] = await Promise.all([path, this.name, folderOf(this.name) || "."].map(realPath));
    if (real === undefined || folder === undefined) {
      if (!await isLink(path)) return; // there is no such file, or nobody may know: opening it tells
    } else if ([folder, model && folderOf(model)].some((own) => own !== undefined && real.startsWith(withSeparator(own)))) {
      return;
    }
    const text = JSON.stringify(location.slice(0, 200));
    throw new SourceError(
      `Cannot read the external data ${text} of ${this.name} as its location must stay in the model's own folder: it is a link to elsewhere`,
      this.name,
    );
  }

  close(): void {
    const file = this.#file;
    this.#file = undefined;
    // A read that is under way finishes first.
    if (file !== undefined) this.#turn = this.#turn.then(() => file.close());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#turn;
  }
}

/** The path without links; `undefined` where there is none, or where asking for it would want a permission that is not given. */
async function realPath(path: string): Promise<string | undefined> {
  for (const read of [path, "."]) if ((await Deno.permissions.query({ name: "read", path: read })).state !== "granted") return undefined;
  return await Deno.realPath(path).catch(() => undefined);
}

async function isLink(path: string): Promise<boolean> {
  if ((await Deno.permissions.query({ name: "read", path })).state !== "granted") return false;
  return await Deno.lstat(path).then(({ isSymlink }) => isSymlink, () => false);
}

function withSeparator(folder: string): string {
  return folder.endsWith("/") || folder.endsWith("\\") ? folder : `${folder}${Deno.build.os === "windows" ? "\\" : "/"}`;
}

/** A path up to its last separator, which it includes; `""` for a mere file name. */
function folderOf(path: string): string {
  const last = Math.max(path.lastIndexOf("/"), Deno.build.os === "windows" ? path.lastIndexOf("\\") : -1);
  return path.slice(0, last + 1);
}
