import { assertEquals, assertRejects } from "@std/assert";
import { openSource } from "../../../lib/bytes/open_source.ts";
import { SourceError } from "../../../lib/bytes/source_error.ts";
import { FormatSyntaxError } from "../../../lib/formats/format_error.ts";
import { readModel } from "../../../lib/formats/mod.ts";
import type { Tensor } from "../../../lib/model/tensor.ts";
import { fileOf, readGraph } from "./_encode.ts";

type Entries = Readonly<Record<string, string>>;

function tensorWith(entries: Entries) {
  const externalData = Object.entries(entries).map(([key, value]) => ({ key, value }));
  return { name: "w", dims: [2], dataType: 1, dataLocation: 1, externalData };
}

async function inFolder(run: (folder: string, read: (entries: Entries) => Promise<Tensor>) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const read = async (entries: Entries) => {
    await Deno.writeFile(`${folder}/net.onnx`, fileOf({ initializer: [tensorWith(entries)] }));
    await using source = await openSource(`${folder}/net.onnx`);
    return (await readModel(source)).graph.initializers.get("w")!;
  };
  try {
    await run(folder, read);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("external data are told of without the file, and loaded from beside the model", () =>
  inFolder(async (folder, read) => {
    const tensor = await read({ location: "w.bin", offset: "4", length: "8", checksum: "?" });
    assertEquals(tensor.storage, { source: "w.bin", offset: 4, byteLength: 8, external: true });
    assertEquals([tensor.elements, tensor.byteLength], [undefined, 8]);
    await assertRejects(() => tensor.load(), SourceError, `Cannot open ${folder}/w.bin: there is no such file`);
    await Deno.writeFile(`${folder}/w.bin`, Uint8Array.of(0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    assertEquals(await tensor.load(), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  }));

Deno.test("external data without offset and length begin the file and are as long as the tensor", () =>
  inFolder(async (folder, read) => {
    const tensor = await read({ location: "w.bin" });
    assertEquals([tensor.storage!.byteLength, tensor.byteLength], [undefined, 8]);
    await Deno.writeFile(`${folder}/w.bin`, new Uint8Array(9).fill(3));
    assertEquals(await tensor.load(), new Uint8Array(8).fill(3));
    await Deno.truncate(`${folder}/w.bin`, 7);
    await assertRejects(() => tensor.load(), SourceError, "Cannot read 8 bytes at 0");
  }));

Deno.test("external data never leave the model's folder", () =>
  inFolder(async (_, read) => {
    for (const location of ["/etc/hostname", "../net.onnx", "data/../../x", "file:///etc/hostname", "https://host/w.bin", "data\\w.bin"]) {
      const tensor = await read({ location });
      await assertRejects(() => tensor.load(), SourceError, "must stay in the model's own folder");
    }
    const nowhere = await read({});
    await assertRejects(() => nowhere.load(), SourceError, "give no location");
  }));

Deno.test("external data of a model in memory have no folder", async () => {
  const { initializers } = await readGraph({ initializer: [tensorWith({ location: "w.bin" })] });
  await assertRejects(() => initializers.get("w")!.load(), SourceError, "has no folder");
});

Deno.test("offsets and lengths that are no whole numbers are refused", async () => {
  for (const entries of [{ offset: "-1" }, { length: "8.5" }, { length: "many" }, { offset: "99999999999999999999" }]) {
    await assertRejects(
      () => readGraph({ initializer: [tensorWith({ location: "w.bin", ...entries })] }),
      FormatSyntaxError,
      "no whole number",
    );
  }
});

Deno.test("small whole numbers beside the model are decoded if they are there, since shapes are computed with them", async () => {
  const folder = await Deno.makeTempDir();
  const externalData = [{ key: "location", value: "shape.bin" }];
  const tensor = { name: "w", dims: [2], dataType: 7, dataLocation: 1, externalData };
  const elements = async () => {
    await using source = await openSource(`${folder}/net.onnx`);
    return (await readModel(source)).graph.initializers.get("w")!.elements;
  };
  try {
    await Deno.writeFile(`${folder}/net.onnx`, fileOf({ initializer: [tensor] }));
    assertEquals(await elements(), undefined);
    await Deno.writeFile(`${folder}/shape.bin`, new Uint8Array(BigInt64Array.of(-1n, 12n).buffer));
    assertEquals(await elements(), [-1, 12]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
