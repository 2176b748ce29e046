/**
 * Where files are written: beside the file source and the command line, the one place that needs Deno.
 *
 * @module
 */

/**
 * Writes a file so that a failure on the way leaves the old one as it was.
 *
 * @throws {Error} If it cannot be written, or where there are no files, as in a browser; the message names the path.
 */
export async function writeFile(path: string | URL, content: string | Uint8Array): Promise<void> {
  const draft = path instanceof URL ? new URL(`${path.href}.part`) : `${path}.part`;
  try {
    await Deno.writeFile(draft, typeof content === "string" ? new TextEncoder().encode(content) : content);
    await Deno.rename(draft, path);
  } catch (error) {
    await removeDraft(draft);
    throw new Error(`Cannot write ${path}: ${error instanceof Error ? error.message : error}`);
  }
}

async function removeDraft(draft: string | URL): Promise<void> {
  try {
    await Deno.remove(draft);
  } catch {
    // it was not even begun
  }
}
