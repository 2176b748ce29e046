/** A disk that is small and gets full, for tests of what happens then. */
import { assert } from "@std/assert";

const PAGE = 4096;

/** Why there can be no small disk here; `undefined` where there can. */
export const noSmallDisk: string | undefined = Deno.build.os === "linux" && Deno.uid() === 0
  ? undefined
  : "only root can mount a small disk";

/**
 * Runs `use` with the path of a disk of so many pages.
 *
 * @returns False where the system gives none.
 */
export async function onSmallDisk(pages: number, use: (folder: string) => Promise<void>): Promise<boolean> {
  const above = await Deno.makeTempDir();
  const folder = `${above}/disk`;
  try {
    await Deno.mkdir(folder);
    const args = ["-t", "tmpfs", "-o", `size=${pages * PAGE}`, "tmpfs", folder];
    const mounted = await new Deno.Command("mount", { args, stderr: "null" }).output().then(({ success }) => success, () => false);
    if (!mounted) return false;
    try {
      await use(folder);
    } finally {
      await new Deno.Command("umount", { args: [folder] }).output();
    }
    return true;
  } finally {
    await Deno.remove(above, { recursive: true });
  }
}

/** Fills a disk but for so many pages. */
export function fillDisk(path: string, leave: number): void {
  using file = Deno.openSync(path, { write: true, createNew: true });
  try {
    while (true) file.writeSync(new Uint8Array(PAGE));
  } catch (error) {
    assert(error instanceof Error && /space/i.test(error.message), String(error));
  }
  file.truncateSync(file.seekSync(0, Deno.SeekMode.Current) - leave * PAGE);
}
