import { assert, assertEquals, assertMatch } from "@std/assert";
import { main } from "../../lib/notebook/cli.ts";
import { formatNotebook, parseNotebook } from "../../lib/notebook/mod.ts";
import { notebookOf } from "./_notebooks.ts";

/** Runs the command line in a folder of its own, where `a.ipynb` has these cells without outputs, and collects what it says. */
async function inFolder(
  sources: string[],
  run: (folder: string, call: (...args: string[]) => Promise<[number, string]>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const error = console.error;
  const said: string[] = [];
  console.error = (text: string) => said.push(text);
  try {
    await Deno.writeTextFile(`${folder}/a.ipynb`, formatNotebook(notebookOf(...sources)));
    await run(folder, async (...args) => {
      const code = await main(args);
      return [code, said.splice(0).join("\n")];
    });
  } finally {
    console.error = error;
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a run in place changes outputs only, and a second one nothing", () =>
  inFolder(["await Deno.readTextFile('data.txt')", "console.log(1)"], async (folder, call) => {
    await Deno.writeTextFile(`${folder}/data.txt`, "beside the notebook");
    const before = await Deno.readTextFile(`${folder}/a.ipynb`);
    const [code, said] = await call(`${folder}/a.ipynb`);
    assertEquals(code, 0, said);
    assertMatch(said, /a\.ipynb: 2 cells in \d+\.\d s, 0 failed$/);
    const after = await Deno.readTextFile(`${folder}/a.ipynb`);
    assert(after.includes("beside the notebook") && after.endsWith("}\n") && !after.includes(String(new Date().getFullYear())));
    const cleared = parseNotebook(after);
    for (const cell of cleared.cells) Object.assign(cell, { outputs: [], execution_count: null });
    assertEquals(formatNotebook({ ...cleared, metadata: {} }), before);
    assertEquals((await call(`${folder}/a.ipynb`, `${folder}/b.ipynb`))[0], 0);
    assertEquals(await Deno.readTextFile(`${folder}/b.ipynb`), after);
  }));

Deno.test("a failing cell is one line and exit code 1, and the file in place is not damaged", () =>
  inFolder(["throw new Error('first\\nsecond')", "throw new Error('other')"], async (folder, call) => {
    const before = await Deno.readTextFile(`${folder}/a.ipynb`);
    const [code, said] = await call(`${folder}/a.ipynb`);
    assertEquals([code, said.split("\n")[0]], [1, `${folder}/a.ipynb, cell 0 (c0): Error: first`]);
    assertEquals(await Deno.readTextFile(`${folder}/a.ipynb`), before);
    const [allowed, lines] = await call(`${folder}/a.ipynb`, "--allow-errors", "--timeout", "5");
    assertEquals([allowed, lines.split("\n").length], [0, 3]);
    assertMatch(await Deno.readTextFile(`${folder}/a.ipynb`), /"evalue": "other"/);
  }));

Deno.test("wrong usage is exit code 2, what cannot be read is 1", () =>
  inFolder([], async (folder, call) => {
    const rows: [string[], number, RegExp][] = [
      [[], 2, /^A notebook is missing\nUsage: /],
      [["a", "b", "c"], 2, /^Too many arguments: c\n/],
      [["a", "--timeout", "soon"], 2, /^--timeout must be a number of seconds above 0: it is soon\n/],
      [["a", "--quick"], 2, /--quick/],
      [[`${folder}/none.ipynb`], 1, /none\.ipynb: No such file/],
      [[import.meta.filename!], 1, /must be JSON/],
    ];
    for (const [args, code, message] of rows) {
      const [got, said] = await call(...args);
      assertEquals(got, code, said);
      assertMatch(said, message);
    }
  }));
