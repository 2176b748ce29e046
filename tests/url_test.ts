/** The module as users have it: imported from an address, in the kernel, in a script, on the command line. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { type FolderServer, runNotebook, serveFolder } from "../lib/notebook/mod.ts";
import { notebookOf, shown } from "./notebook/_notebooks.ts";

const root = new URL("../", import.meta.url);

/** An empty folder to work in and an empty cache, away from this repository's configuration. */
async function elsewhere(run: (folder: string, env: Record<string, string>, server: FolderServer) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  await using server = serveFolder(root);
  try {
    await Deno.mkdir(`${folder}/work`);
    await run(`${folder}/work`, { DENO_DIR: `${folder}/cache`, NO_COLOR: "1" }, server);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function deno(
  cwd: string,
  env: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd, env, stdin: "null" }).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test("a notebook imports the module from an address, and each answer stands in its own cell", () =>
  elsewhere(async (folder, env, { url }) => {
    await Deno.copyFile(new URL("examples/resnet50.onnx", root), `${folder}/model.onnx`);
    const { notebook, failures } = await runNotebook(
      notebookOf(
        `import { profile, summary, tree } from "${url}mod.ts";`,
        'const report = await profile("model.onnx"); report',
        `await profile("${url}tests/data/zoo/unet.dyn.onnx")`,
        'await summary("model.onnx")',
        'await tree("model.onnx")',
        "report.chart()",
        "report.macs",
        "console.log(String(report).length > 1000)",
        '// tag raises-exception\nawait profile("missing.onnx")',
        '(await profile("model.onnx", { inputs: { input: [2, 3, 224, 224] } })).macs',
      ),
      { cwd: folder, env },
    );
    assertEquals(failures, []);
    const types = notebook.cells.map(({ outputs }) =>
      outputs!.map(({ data, output_type }) => data ? Object.keys(data).join(" ") : output_type).join()
    );
    const html = "text/html text/plain";
    const chart = "application/vnd.vegalite.v5+json image/png text/plain";
    assertEquals(types.map((type) => type.split(" ").sort().join(" ")), [
      "",
      html,
      html,
      html,
      html,
      chart,
      "text/plain",
      "stream",
      "error",
      "text/plain",
    ]);
    assertEquals([6, 9].map((index) => shown(notebook.cells[index]!.outputs![0]!)), ["4087339008", "8174678016"]);
    assertMatch(String(notebook.cells[1]!.outputs![0]!.data!["text/html"]), /23,710,883/);
    assertMatch(String(notebook.cells[2]!.outputs![0]!.data!["text/plain"]), /height/);
    assertMatch(shown(notebook.cells[8]!.outputs![0]!), /Cannot open missing\.onnx: there is no such file/);
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name), ["model.onnx"]);
  }));

Deno.test("a script needs the permissions that the README names, and no other", () =>
  elsewhere(async (folder, env, { url }) => {
    const host = new URL(url).host;
    await Deno.writeTextFile(
      `${folder}/remote.ts`,
      `import { profile } from "${url}mod.ts"; console.log((await profile("${url}examples/resnet50.onnx")).macs);`,
    );
    const remote = await deno(folder, env, "run", "--no-prompt", `--allow-import=${host}`, `--allow-net=${host}`, "remote.ts");
    assertEquals([remote.code, remote.stdout.trim()], [0, "4087339008"], remote.stderr);
    await Deno.copyFile(new URL("examples/resnet50.onnx", root), `${folder}/model.onnx`);
    await Deno.writeTextFile(
      `${folder}/local.ts`,
      `import { profile } from "${url}mod.ts"; console.log((await profile("model.onnx")).macs);`,
    );
    const local = await deno(folder, env, "run", "--no-prompt", `--allow-import=${host}`, "--allow-read", "local.ts");
    assertEquals([local.code, local.stdout.trim()], [0, "4087339008"], local.stderr);
    const refused = await deno(folder, env, "run", "--no-prompt", `--allow-import=${host}`, "local.ts");
    assertMatch(refused.stderr, /run with --allow-read/);
  }));

Deno.test("the command line runs from an address, and can be installed from one", () =>
  elsewhere(async (folder, env, { url }) => {
    const model = `${url}examples/resnet50.onnx`;
    const run = await deno(folder, env, "run", "-A", `${url}lib/cli.ts`, model, "--json");
    assertEquals([run.code, JSON.parse(run.stdout).totals.macs], [0, 4_087_339_008], run.stderr);
    const install = await deno(folder, env, "install", "--global", "-A", "--root", folder, "--name", "flopbook", `${url}lib/cli.ts`);
    assertEquals(install.code, 0, install.stderr);
    const path = `${Deno.execPath().replace(/\/[^/]*$/, "")}:${Deno.env.get("PATH")}`;
    const installed = await new Deno.Command(`${folder}/bin/flopbook`, { args: [model], env: { ...env, PATH: path } }).output();
    assertMatch(new TextDecoder().decode(installed.stdout), /4,087,339,008/);
  }));

Deno.test("of a model at an address, only what is needed comes over", () =>
  elsewhere(async (folder, env, server) => {
    const { size } = await Deno.stat(new URL("examples/resnet50.onnx", root));
    const { stdout } = await deno(folder, env, "run", "-A", `${server.url}lib/cli.ts`, `${server.url}examples/resnet50.onnx`, "--json");
    const ranges = server.requests.filter((request) => request.includes(".onnx"));
    assert(ranges.length > 1 && ranges.every((request) => request.includes("bytes=")), ranges.join("\n"));
    assertEquals(JSON.parse(stdout).model.bytesRead, size); // a file without weights is needed whole
  }));
