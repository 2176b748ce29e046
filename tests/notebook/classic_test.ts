/** Classic Notebook, the front end that is strictest about when an output comes: every output stands under its own cell. */
import { assertEquals } from "@std/assert";
import { readAddress, redirect, restore } from "../../lib/notebook/check/address.ts";
import { serveClone } from "../../lib/notebook/check/clone.ts";
import { outputDifferences } from "../../lib/notebook/check/differences.ts";
import { type Cell, type Notebook, readNotebook, runNotebook, textOf } from "../../lib/notebook/mod.ts";
import { type Classic, missingClassic, startClassic } from "./_classic.ts";
import { notebookOf } from "./_notebooks.ts";

const root = new URL("../../", import.meta.url);
const missing = await missingClassic();
if (missing !== undefined) console.log(`CLASSIC NOTEBOOK IS NOT TESTED: ${missing}`);

let classic: Classic | undefined;
Deno.test.beforeAll(async () => {
  if (missing === undefined) classic = await startClassic();
});
Deno.test.afterAll(async () => await classic?.[Symbol.asyncDispose]());

/** What a reader sees under each cell that is not what should stand there. */
function misplaced(expected: Notebook, seen: Notebook): string[] {
  return expected.cells.flatMap((cell, index) =>
    cell.cell_type === "code" ? outputDifferences(cell, seen.cells[index]!).map((difference) => `cell ${index + 1}: ${difference}`) : []
  );
}

Deno.test({
  name: "in classic Notebook each output of a gallery stands under its own cell, as it is kept",
  ignore: missing !== undefined,
  fn: async () => {
    await using server = await serveClone(root);
    const address = await readAddress(root);
    const kept = await readNotebook(new URL("notebooks/gallery_lstm.ipynb", root));
    const empty = kept.cells.map((cell): Cell => ({
      ...cell,
      source: redirect(textOf(cell.source), address, server.url),
      ...(cell.cell_type === "code" && { outputs: [], execution_count: null }),
    }));
    const seen = await classic!.runAll({ ...kept, cells: empty });
    for (const cell of seen.cells) if (cell.outputs) cell.outputs = restore(cell.outputs, address, server.url);
    assertEquals(misplaced(kept, seen), []);
  },
});

Deno.test({
  name: "after steadyOutputs(), 45 small cells that are run at once in classic Notebook lose and mix nothing",
  ignore: missing !== undefined,
  fn: async () => {
    const cells = [`import { steadyOutputs } from "${new URL("mod.ts", root)}"; steadyOutputs();`];
    for (let cell = 0; cell < 45; cell += 3) {
      cells.push(
        `${cell}`,
        `for (let line = 0; line < 5; line++) console.log(${cell} + 1, line)`,
        `console.log(${cell} + 2); "${cell} + 2"`,
      );
    }
    const notebook = notebookOf(...cells);
    const { notebook: expected } = await runNotebook(notebook);
    assertEquals(misplaced(expected, await classic!.runAll(notebook)), []);
  },
});
