/**
 * Writing files whole or not at all: under another name first, and by their own once every byte is on the disk.
 *
 * @module
 */
import type { ByteSource } from "./byte_source.ts";
import { filePath, openFile } from "./file_source.ts";
import { reasonOf, SourceError } from "./source_error.ts";

/** A file that is written and does not bear its name yet. */
export interface StagedFile {
  /** Lets it have its name, in place of what had it before: at one stroke. */
  commit(): Promise<void>;
  /** Takes it away, whether it has its name or not. */
  discard(): Promise<void>;
}

/** A folder that files are written to. Names may lead to folders in it. */
export interface TargetFolder {
  /** True if there is a file of that name. */
  has(name: string): Promise<boolean>;
  /** True if that file is the one of the given path, by whatever links. */
  isSame(name: string, path: string): Promise<boolean>;
  /** Opens a file; `undefined` if there is none that can be read. */
  open(name: string): Promise<ByteSource | undefined>;
  /**
   * Writes a file beside where it will be.
   *
   * @throws {SourceError} If it cannot be written; nothing of it is left then.
   */
  stage(name: string, pieces: AsyncIterable<Uint8Array>): Promise<StagedFile>;
}

/** Where a path's folder ends. */
function folderEnd(path: string): number {
  return Math.max(path.lastIndexOf("/"), Deno.build.os === "windows" ? path.lastIndexOf("\\") : -1) + 1;
}

/**
 * The folder that a file's path, or its `file:` address, leads to, and the file's name in it.
 *
 * @throws {SourceError} If there are no files on this platform, or the address is another.
 */
export function folderOf(target: string | URL): { readonly folder: TargetFolder; readonly name: string } {
  if (typeof Deno === "undefined") throw new SourceError(`Cannot write ${target} as there are no files here`, String(target));
  const path = pathOf(target);
  const end = folderEnd(path);
  return { folder: new FileFolder(path.slice(0, end)), name: path.slice(end) };
}

function pathOf(target: string | URL): string {
  const text = String(target);
  if (typeof target === "string" && !/^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(text)) return text;
  if (text.toLowerCase().startsWith("file://")) return filePath(new URL(text));
  throw new SourceError(`Cannot write ${text.slice(0, 200)} as a file is wanted: a path, or an address that begins with file://`, text);
}

class FileFolder implements TargetFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async has(name: string): Promise<boolean> {
    return await Deno.lstat(this.#path + name).then(() => true, () => false);
  }

  async isSame(name: string, path: string): Promise<boolean> {
    const [own, other] = await Promise.all([this.#path + name, path].map((each) => Deno.realPath(each).catch(() => undefined)));
    return own !== undefined && own === other;
  }

  async open(name: string): Promise<ByteSource | undefined> {
    return await openFile(this.#path + name).catch(() => undefined);
  }

  async stage(name: string, pieces: AsyncIterable<Uint8Array>): Promise<StagedFile> {
    // A link's file is replaced, not the link.
    const path = await Deno.realPath(this.#path + name).catch(() => this.#path + name);
    try {
      if (name.includes("/")) await Deno.mkdir(path.slice(0, folderEnd(path)), { recursive: true });
      return await stage(path, pieces);
    } catch (error) {
      if (error instanceof SourceError || !(error instanceof Error)) throw error;
      throw new SourceError(`Cannot write ${path}: ${explain(error)}; what was there before is as it was`, path, { cause: error });
    }
  }
}

function explain(error: Error): string {
  return error instanceof Deno.errors.NotCapable ? "Deno was not allowed to write it; run with --allow-write" : reasonOf(error);
}

/** Younger files may be another process's that has not come to lock them yet. */
const STALE_MS = 10_000;

/** Takes away what savings of the same file have left that were cut off: a process that lives holds a lock on what it writes. */
async function removeStale(folder: string, file: string): Promise<void> {
  for await (const { name, isFile } of Deno.readDir(folder === "" ? "." : folder)) {
    if (!isFile || !name.startsWith(`.${file}.`) || !/^[0-9a-f]{8}\.part$/.test(name.slice(file.length + 2))) continue;
    const [path, old] = [folder + name, Date.now() - STALE_MS];
    if (Number((await Deno.lstat(path)).mtime ?? Infinity) > old) continue;
    using left = await Deno.open(path);
    if (await left.tryLock(true)) await Deno.remove(path);
  }
}

async function stage(path: string, pieces: AsyncIterable<Uint8Array>): Promise<StagedFile> {
  const end = folderEnd(path);
  await removeStale(path.slice(0, end), path.slice(end)).catch(() => {}); // it may not be ours to look into or to change
  const temporary = `${path.slice(0, end)}.${path.slice(end)}.${crypto.randomUUID().slice(0, 8)}.part`;
  let file: Deno.FsFile | undefined = await Deno.open(temporary, { write: true, createNew: true });
  let present = temporary;
  const close = () => {
    file?.close();
    file = undefined;
  };
  const discard = async () => {
    close();
    await Deno.remove(present).catch(() => {});
  };
  try {
    await file.tryLock(true).catch(() => {}); // some file systems have no locks
    const mode = await Deno.stat(path).then((info) => info.mode, () => null);
    if (mode !== null && Deno.build.os !== "windows") await Deno.chmod(temporary, mode & 0o777);
    for await (const piece of pieces) await writeAll(file, piece);
    await file.sync();
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    discard,
    async commit() {
      close(); // and with it the lock, as some systems rename no open file
      await Deno.rename(temporary, path);
      present = path;
    },
  };
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
