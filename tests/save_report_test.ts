import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { profile } from "../lib/profile.ts";

const report = await profile(new URL("../examples/resnet50.onnx", import.meta.url));

Deno.test("the ending tells the form", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const ending of ["json", "md", "csv", "txt"]) await report.save(`${folder}/report.${ending}`);
    const read = (ending: string) => Deno.readTextFile(`${folder}/report.${ending}`);
    assertEquals(JSON.parse(await read("json")).totals.macs, 4_087_339_008);
    assertEquals(await read("md"), report.toMarkdown());
    assertEquals(await read("csv"), report.toCSV("modules"));
    assertStringIncludes(await read("txt"), "4,087,339,008");
    for (const name of ["report", "report.pdf", "html"]) {
      await assertRejects(() => report.save(`${folder}/${name}`), RangeError, "must end with one of .html, .json, .md, .csv, .txt");
    }
    assertEquals([...Deno.readDirSync(folder)].length, 4);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
