/** The course as readers have it: every notebook runs in the true kernel, from a clean folder, and gives what is kept in it. */
import { assertEquals } from "@std/assert";
import { readAddress } from "../lib/notebook/check/address.ts";
import { checkNotebook, checkTranslation } from "../lib/notebook/check/check_notebook.ts";
import { serveClone } from "../lib/notebook/check/clone.ts";
import { findNotebooks, originalOf } from "../lib/notebook/check/find.ts";
import { Kernel } from "../lib/notebook/mod.ts";

const root = new URL("../", import.meta.url);
const address = await readAddress(root);
const paths = await findNotebooks(root);

/** Why no notebook can be run here; `undefined` if they can. */
const obstacle = await Kernel.start().then(
  (kernel) => kernel[Symbol.asyncDispose]().then(() => undefined),
  (error: Error) => error.message,
);
if (obstacle !== undefined) console.log(`THE NOTEBOOKS ARE NOT TESTED, for the Deno kernel does not start: ${obstacle}`);

for (const path of paths) {
  const translated = originalOf(path) !== undefined;
  const name = translated ? `${path} has the code and the outputs of the notebook that it translates` : `${path} gives what is kept in it`;
  Deno.test({ name, ignore: obstacle !== undefined && !translated }, async () => {
    if (translated) return assertEquals(await checkTranslation(path, root), []); // the same code was run with the original
    await using server = await serveClone(root);
    const { faults } = await checkNotebook(path, { root, address, server: server.url });
    assertEquals(faults, []);
  });
}

Deno.test("the notebooks' address holds the version of this module, as a kernel keeps what it once had from an address", async () => {
  const { version } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  assertEquals(new URL(address).pathname.split("/").at(-2), `v${version}`);
});

Deno.test("all notebooks together are small enough to be cloned by everybody", async () => {
  const sizes = await Promise.all(paths.map(async (path) => (await Deno.stat(new URL(path, root))).size));
  assertEquals(sizes.reduce((sum, size) => sum + size, 0) < 15_000_000, true);
});
