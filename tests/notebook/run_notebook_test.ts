import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Kernel, runNotebook } from "../../lib/notebook/mod.ts";
import { notebookOf, shown } from "./_notebooks.ts";

Deno.test("each output stands in its own cell, as a front end would show it", async () => {
  const { notebook, failures, durations } = await runNotebook(notebookOf(
    "1 + 1",
    'console.log("a"); console.log("b"); console.error("c")',
    'await Deno.jupyter.display({ "text/plain": "old" }, { raw: true, display_id: "d" })',
    'await Deno.jupyter.display({ "text/plain": "new" }, { raw: true, update: true, display_id: "d" })',
    "",
    '// tag raises-exception\nthrow new TypeError("wanted")',
    'setTimeout(() => console.log("late"), 20); "early"',
    "const x: number = 5; x",
  ));
  assertEquals(failures, []);
  const all = notebook.cells.map((cell) => cell.outputs!.map(shown));
  assertEquals(all[0], ["2"]);
  assertEquals(all[1], ["stdout: a\nb\n", "stderr: c\n"]);
  assertEquals([all[2], all[3]], [["new"], []]);
  assertEquals([all[4], notebook.cells[4]!.execution_count], [[], null]);
  assertMatch(all[5]![0]!, /^TypeError: (TypeError: )?wanted/);
  assertEquals(all[6], ['"early"', "stdout: late\n"]);
  assertEquals(all[7], ["5"]);
  assertEquals(durations.size, 7);
  assertEquals((notebook.metadata["kernelspec"] as { name: string }).name, "deno");
});

Deno.test("a cell that fails ends the run, says why, and the kernel is gone", async () => {
  const rows: [string, RegExp][] = [
    ["throw new RangeError('no')", /RangeError: .*no/],
    ["const = 5", /the kernel gives no reason; usual causes are a syntax error/],
    ['import "npm:@flopbook/there-is-no-such-package@1.0.0"', /./],
  ];
  const results = await Promise.all(rows.map(([code]) => runNotebook(notebookOf("1", code, "2"))));
  results.forEach(({ notebook, failures }, index) => {
    assertEquals(failures.map((failure) => failure.index), [1]);
    assertMatch(failures[0]!.message, rows[index]![1]);
    assertEquals(notebook.cells[1]!.outputs!.at(-1)!.output_type, "error");
    assertEquals(notebook.cells[2]!.outputs, []);
  });
});

Deno.test("errors may be allowed, code may be changed on its way, the notebook given stays as it is", async () => {
  const given = notebookOf("throw 1", "'PLACE'");
  const { notebook, failures } = await runNotebook(given, { allowErrors: true, transform: (code) => code.replace("PLACE", "there") });
  assertEquals(failures.length, 1);
  assertMatch(shown(notebook.cells[1]!.outputs![0]!), /there/);
  assertEquals([notebook.cells[1]!.source, given.cells[0]!.outputs], ["'PLACE'", []]);
});

Deno.test("a cell that takes too long is ended, be it busy or waiting", async () => {
  const [busy, waiting] = await Promise.all(
    ["while (true);", "await new Promise(() => setInterval(() => {}, 1000))"].map((code) => runNotebook(notebookOf(code), { timeout: 1 })),
  );
  for (const { failures } of [busy!, waiting!]) assertMatch(failures[0]!.message, /^The cell took longer than 1 s/);
});

Deno.test("an aborted run ends with the signal's reason", async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(new RangeError("enough")), 700);
  await assertRejects(
    () => runNotebook(notebookOf("await new Promise(() => setInterval(() => {}, 1000))"), { signal: abort.signal }),
    RangeError,
    "enough",
  );
});

Deno.test("a kernel that does not come up is reported with its last words", async () => {
  const script = await Deno.makeTempFile({ suffix: ".sh" });
  try {
    await Deno.writeTextFile(script, "#!/bin/sh\necho 'no kernel here' >&2\nexit 3\n");
    await Deno.chmod(script, 0o755);
    const error = await Kernel.start({ deno: script }).then(() => undefined, (error) => error);
    assert(error instanceof Error && error.message.includes("no kernel here"), String(error));
  } finally {
    await Deno.remove(script);
  }
});
