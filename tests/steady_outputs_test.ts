import { assert, assertEquals } from "@std/assert";
import { runNotebook } from "../lib/notebook/mod.ts";
import { steadyOutputs } from "../mod.ts";
import { notebookOf, shown } from "./notebook/_notebooks.ts";

Deno.test("after steadyOutputs() each cell ends later, by the time that was asked for last, and shows what it did before", async () => {
  const { notebook, failures, durations } = await runNotebook(
    notebookOf(
      `import { steadyOutputs } from "${new URL("../mod.ts", import.meta.url)}";`,
      "1",
      "steadyOutputs(2000); steadyOutputs(700)",
      'console.log("a"); "b"',
      "undefined",
    ),
    { grace: 0 },
  );
  assertEquals(failures, []);
  assertEquals(notebook.cells.map(({ outputs }) => outputs!.map(shown)), [[], ["1"], [], ["stdout: a\n", '"b"'], []]);
  const [before, ...after] = [1, 3, 4].map((index) => durations.get(index)!);
  assert(before! < 700, `${before} ms`);
  assert(after.every((ms) => ms >= 700 && ms < 2000), `${after} ms`);
});

Deno.test("outside a notebook steadyOutputs() does nothing", () => {
  assertEquals(steadyOutputs(), undefined);
});
