/**
 * Writes a small file: a report, a page, a picture.
 *
 * @module
 */
import { folderOf } from "./file_folder.ts";
import { reasonOf, SourceError } from "./source_error.ts";

/**
 * Writes a file whole or not at all: on a full disk, or where the program is ended on the way, what was there before is as it was.
 *
 * @throws {SourceError} If it cannot be written, or where there are no files, as in a browser; the message names the path.
 */
export async function writeFile(path: string | URL, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const { folder, name } = folderOf(path);
  const staged = await folder.stage(name, once(bytes));
  try {
    await staged.commit();
  } catch (error) {
    await staged.discard();
    throw new SourceError(`Cannot write ${path}: ${reasonOf(error)}`, String(path), { cause: error });
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
