import { assertEquals, assertRejects } from "@std/assert";
import { folderOf } from "../../lib/bytes/file_folder.ts";
import { SourceError } from "../../lib/bytes/source_error.ts";

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(new TextEncoder().encode(text));
}

async function inFolder(use: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    await use(path);
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

const names = async (path: string) => (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();

Deno.test("a file has its name, and takes another's place, once it is whole", () =>
  inFolder(async (path) => {
    await Deno.writeTextFile(`${path}/a`, "old", { mode: 0o640 });
    const { folder, name } = folderOf(`${path}/a`);
    const staged = await folder.stage(name, pieces("n", "ew"));
    assertEquals(await Deno.readTextFile(`${path}/a`), "old");
    await staged.commit();
    assertEquals([await Deno.readTextFile(`${path}/a`), await names(path)], ["new", ["a"]]);
    if (Deno.build.os !== "windows") assertEquals((await Deno.stat(`${path}/a`)).mode! & 0o777, 0o640);
  }));

Deno.test("a link stays one, and its file is replaced", () =>
  inFolder(async (path) => {
    await Deno.mkdir(`${path}/real`);
    await Deno.writeTextFile(`${path}/real/a`, "old");
    await Deno.symlink(`${path}/real/a`, `${path}/link`);
    const { folder } = folderOf(`${path}/link`);
    assertEquals([await folder.isSame("link", `${path}/real/a`), await folder.isSame("link", `${path}/none`)], [true, false]);
    await (await folder.stage("link", pieces("new"))).commit();
    assertEquals([(await Deno.lstat(`${path}/link`)).isSymlink, await Deno.readTextFile(`${path}/real/a`)], [true, "new"]);
  }));

Deno.test("what fails on its way, or is discarded, leaves nothing", () =>
  inFolder(async (path) => {
    const { folder } = folderOf(`${path}/x`);
    const failing = async function* () {
      yield* pieces("half");
      throw new RangeError("no more");
    };
    await assertRejects(
      () => folder.stage("a", failing()),
      SourceError,
      `Cannot write ${path}/a: no more; what was there before is as it was`,
    );
    await (await folder.stage("b", pieces("b"))).discard();
    assertEquals(await names(path), []);
    await (await folder.stage("deep/c", pieces("c"))).commit();
    assertEquals([await folder.has("deep/c"), await folder.has("a"), await folder.open("a")], [true, false, undefined]);
  }));
