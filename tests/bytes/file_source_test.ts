import { assertEquals, assertRejects } from "@std/assert";
import { openFile, openFileUrl } from "../../lib/bytes/file_source.ts";
import { SourceError } from "../../lib/bytes/source_error.ts";

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("openFile() reads any part, in any order and at once", () =>
  inFolder(async (folder) => {
    const contents = Uint8Array.from({ length: 100_000 }, (_, index) => index * 7);
    await Deno.writeFile(`${folder}/net.onnx`, contents);
    await using source = await openFile(`${folder}/net.onnx`);
    assertEquals([source.byteLength, source.bytesRead, source.fileName], [100_000, 0, "net.onnx"]);
    const parts = await Promise.all([source.read(99_990, 10), source.read(0, 4), source.read(50_000, 3)]);
    assertEquals(parts, [contents.slice(99_990), contents.slice(0, 4), contents.slice(50_000, 50_003)]);
    assertEquals(source.bytesRead, 17);
    await assertRejects(() => source.read(99_999, 2), RangeError, "100000 bytes");
  }));

Deno.test("openFile() reads beyond 4 GiB", () =>
  inFolder(async (folder) => {
    const far = 5 * 2 ** 30;
    {
      using file = await Deno.create(`${folder}/big.bin`);
      await file.seek(far, Deno.SeekMode.Start);
      await file.write(Uint8Array.of(1, 2, 3));
    }
    await using source = await openFile(`${folder}/big.bin`);
    assertEquals(source.byteLength, far + 3);
    assertEquals(await source.read(far - 1, 4), Uint8Array.of(0, 1, 2, 3));
    assertEquals(source.bytesRead, 4);
  }));

Deno.test("a closed file source opens the file for each read and closes it again", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/a`, Uint8Array.of(1, 2));
    const source = await openFile(`${folder}/a`);
    source.close();
    source.close();
    // The test runner finds a handle that stays open.
    assertEquals(await source.read(1, 1), Uint8Array.of(2));
    await Deno.remove(`${folder}/a`);
    await assertRejects(() => source.read(0, 1), SourceError, `Cannot open ${folder}/a: there is no such file`);
  }));

Deno.test("a file source tells that its file became shorter", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/a`, new Uint8Array(10));
    await using source = await openFile(`${folder}/a`);
    await Deno.truncate(`${folder}/a`, 4);
    await assertRejects(() => source.read(0, 10), SourceError, "became shorter: it had 10 bytes");
  }));

Deno.test("openFile() names what it cannot open", () =>
  inFolder(async (folder) => {
    await assertRejects(() => openFile(`${folder}/none.onnx`), SourceError, `Cannot open ${folder}/none.onnx: there is no such file`);
    await assertRejects(() => openFile(folder), SourceError, "it is a folder");
  }));

Deno.test({ name: "openFile() says that Deno was not allowed to read", permissions: { read: false } }, async () => {
  await assertRejects(
    () => openFile("net.onnx"),
    SourceError,
    "Cannot open net.onnx: Deno was not allowed to read it; run with --allow-read",
  );
});

Deno.test("sibling() opens files beside and below, and no others", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/data`);
    await Deno.writeFile(`${folder}/net.onnx`, new Uint8Array(1));
    await Deno.writeFile(`${folder}/data/w.bin`, Uint8Array.of(5));
    await using source = await openFile(`${folder}/net.onnx`);
    await using data = await source.sibling("data/w.bin");
    assertEquals(await data.read(0, 1), Uint8Array.of(5));
    await assertRejects(() => source.sibling("../x"), SourceError, "own folder");
    await assertRejects(() => source.sibling("none.bin"), SourceError, `${folder}/none.bin`);
  }));

Deno.test("openFileUrl() decodes the path and refuses other hosts", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/my net.onnx`, new Uint8Array(3));
    await using source = await openFileUrl(new URL(`file://${folder}/my%20net.onnx`));
    assertEquals([source.byteLength, source.fileName], [3, "my net.onnx"]);
    await assertRejects(() => openFileUrl(new URL("file://host/net.onnx")), SourceError, "must not name a host");
  }));
