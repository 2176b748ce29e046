/** A full disk is an error that says so; what was there before stays, and nothing else is left. */
import { assertEquals, assertRejects } from "@std/assert";
import { load, nn, profile } from "../../mod.ts";
import { writeFile } from "../../lib/bytes/write_file.ts";
import { fillDisk, noSmallDisk, onSmallDisk } from "../bytes/_small_disk.ts";

const report = await profile(new URL("../../examples/resnet50.onnx", import.meta.url));

/** Everything that writes a file, with something larger than what is left of the disk. */
const WRITERS: Readonly<Record<string, (path: string) => Promise<void>>> = {
  "report.md": (path) => report.save(path),
  "report.json": (path) => report.save(path),
  "report.csv": (path) => report.save(path),
  // As pages and pictures are written, which packages draw that tests do without.
  "picture.png": (path) => writeFile(path, new Uint8Array(20_000)),
  "net.onnx": async (path) => await (await load(new nn.Linear(100, 100), { inputs: { input: [1, 100] } })).save(path),
};

Deno.test({
  name: `a report, a page and a picture on a full disk${noSmallDisk === undefined ? "" : ` (SKIPPED: ${noSmallDisk})`}`,
  ignore: noSmallDisk !== undefined,
  async fn() {
    const had = await onSmallDisk(16, async (folder) => {
      for (const [name, write] of Object.entries(WRITERS)) {
        await Deno.writeTextFile(`${folder}/${name}`, "before");
        fillDisk(`${folder}/filler`, 1);
        await assertRejects(() => write(`${folder}/${name}`), Error, "space");
        assertEquals(await Deno.readTextFile(`${folder}/${name}`), "before");
        assertEquals([...Deno.readDirSync(folder)].map((entry) => entry.name).sort(), ["filler", name].sort());
        for (const each of ["filler", name]) await Deno.remove(`${folder}/${each}`);
      }
    });
    if (!had) console.warn("SKIPPED: the system gives no small disk to mount");
  },
});
