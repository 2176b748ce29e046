import { assertEquals, assertRejects } from "@std/assert";
import { SourceError } from "../lib/bytes/source_error.ts";
import { throwWithHint } from "../lib/missing_file.ts";
import { profile } from "../mod.ts";

const missing = (source: string) => new SourceError(`Cannot open ${source}: there is no such file`, source, { isMissing: true });

async function messageOf(error: unknown, isNotebook = false): Promise<string> {
  return await throwWithHint(error, isNotebook).catch((thrown) => thrown.message);
}

Deno.test("a file of a like name beside it is proposed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/model.onnx`, "");
    for (const other of ["model.data", "model.pth", "net.onnx"]) await Deno.writeTextFile(`${folder}/${other}`, "");
    await Deno.mkdir(`${folder}/modle`);
    const error = await assertRejects(() => profile(`${folder}/modle.onxx`), SourceError);
    assertEquals(error.message, `Cannot open ${folder}/modle.onxx: there is no such file; did you mean ${folder}/model.onnx?`);
    assertEquals([error.isMissing, error.source], [true, `${folder}/modle.onxx`]);
    assertEquals(await messageOf(missing(`${folder}/zzz`), true), `Cannot open ${folder}/zzz: there is no such file`);
    assertEquals(await messageOf(missing(`${folder}/none/model.onnx`)), `Cannot open ${folder}/none/model.onnx: there is no such file`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a notebook says where it looked, as nobody sees its folder there", async () => {
  assertEquals(await messageOf(missing("zzz"), true), `Cannot open zzz: there is no such file in ${Deno.cwd()}, the notebook's folder`);
  assertEquals(await messageOf(missing("zzz"), false), "Cannot open zzz: there is no such file");
});

Deno.test("every other error stays as it is", async () => {
  const errors = [
    new SourceError("refused", "deno.jso"),
    new SourceError("404", "https://host/deno.jso", { isMissing: true }),
    new TypeError("x"),
  ];
  for (const error of errors) assertEquals(await throwWithHint(error).catch((thrown) => thrown), error);
});
