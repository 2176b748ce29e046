/**
 * Measures the module where it is used: imported from an address into an empty cache, and in notebooks of ten cells.
 *
 * Usage: `deno run -A bench/surroundings.ts [RUNS]` (20 by default).
 */
import { runNotebook, serveFolder } from "../lib/notebook/mod.ts";
import { notebookOf } from "../tests/notebook/_notebooks.ts";

const RUNS = Number(Deno.args[0] ?? 20);
const root = new URL("../", import.meta.url);

async function inEmptyFolder<T>(run: (folder: string, cache: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "flopbook-bench-" });
  try {
    await Deno.mkdir(`${folder}/work`);
    return await run(`${folder}/work`, `${folder}/cache`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function coldImport(delay: number): Promise<{ ms: number; modules: number }> {
  return await inEmptyFolder(async (folder, cache) => {
    await using server = serveFolder(root, { delay });
    await Deno.writeTextFile(`${folder}/cold.ts`, `import "${server.url}mod.ts";`);
    const begun = performance.now();
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "cold.ts"],
      cwd: folder,
      env: { DENO_DIR: cache },
      stderr: "piped",
    });
    const { success, stderr } = await command.output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return { ms: performance.now() - begun, modules: server.requests.filter((request) => request.endsWith(".ts")).length };
  });
}

async function tenCells(): Promise<{ ms: number; whole: boolean }> {
  return await inEmptyFolder(async (folder, cache) => {
    await using server = serveFolder(root);
    await Deno.copyFile(new URL("examples/resnet50.onnx", root), `${folder}/model.onnx`);
    const cells = [
      `import { profile, summary, tree } from "${server.url}mod.ts";`,
      'const report = await profile("model.onnx"); report',
      `await profile("${server.url}examples/resnet50.onnx")`,
      'await summary("model.onnx")',
      'await tree("model.onnx")',
      "report.chart()",
      "report.macs",
      '"a"',
      '// tag raises-exception\nawait profile("missing.onnx")',
      '"b"',
    ];
    const begun = performance.now();
    const { notebook, failures } = await runNotebook(notebookOf(...cells), { cwd: folder, env: { DENO_DIR: cache } });
    const counts = notebook.cells.map((cell) => cell.outputs!.length).join("");
    return { ms: performance.now() - begun, whole: failures.length === 0 && counts === "0111111111" };
  });
}

console.log(`Deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} cores, ${Deno.build.target}`);
for (const delay of [0, 30]) {
  const runs: { ms: number; modules: number }[] = [];
  for (let index = 0; index < 5; index++) runs.push(await coldImport(delay));
  console.log(
    `mod.ts from loopback, ${delay} ms a request, empty cache: ${runs[0]!.modules} modules, median ${
      median(runs.map((run) => run.ms)).toFixed(0)
    } ms of 5`,
  );
}
const notebooks: { ms: number; whole: boolean }[] = [];
for (let index = 0; index < RUNS; index++) notebooks.push(await tenCells());
const times = notebooks.map((run) => run.ms);
console.log(
  `ten cells from an empty folder and cache: ${notebooks.filter((run) => run.whole).length} of ${RUNS} runs whole, ` +
    `median ${median(times).toFixed(0)} ms, slowest ${Math.max(...times).toFixed(0)} ms`,
);
