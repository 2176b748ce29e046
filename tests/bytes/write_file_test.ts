import { assertEquals, assertRejects } from "@std/assert";
import { writeFile } from "../../lib/bytes/write_file.ts";

Deno.test("a file is written whole, by path and by address, or what was there stays", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await writeFile(`${folder}/a b%20c.txt`, "first");
    await writeFile(new URL(`file://${folder}/bytes`), Uint8Array.of(1, 2, 3));
    assertEquals(await Deno.readTextFile(`${folder}/a b%20c.txt`), "first");
    assertEquals(await Deno.readFile(`${folder}/bytes`), Uint8Array.of(1, 2, 3));
    await assertRejects(() => writeFile(`${folder}/no/such/file`, "x"), Error, `Cannot write ${folder}/no/such/file: `);
    await Deno.mkdir(`${folder}/folder`);
    await assertRejects(() => writeFile(`${folder}/folder`, "x"), Error, "Cannot write ");
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assertEquals(names, ["a b%20c.txt", "bytes", "folder"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
