import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { runNotebook } from "../../lib/notebook/mod.ts";
import { notebookOf, shown } from "./_notebooks.ts";

Deno.test("each output stands in its own cell, as a front end would show it", async () => {
  const asked: string[] = [];
  const cells: [source: string, ...outputs: string[]][] = [
    ["1 + 1", "2"],
    ['console.log("a"); console.log("b"); console.error("c")', "stdout: a\nb\n", "stderr: c\n"],
    ['await Deno.jupyter.display({ "text/plain": "old" }, { raw: true, display_id: "d" })', "new"],
    ['await Deno.jupyter.display({ "text/plain": "new" }, { raw: true, update: true, display_id: "d" })'],
    ['await Deno.jupyter.display({ "text/plain": "1" }, { raw: true, display_id: "e" })', "2"],
    ['await Deno.jupyter.display({ "text/plain": "2" }, { raw: true, display_id: "e" })', "2"],
    [""],
    ['// tag raises-exception\nthrow new TypeError("wanted")', "TypeError: wanted"],
    ["// tag raises-exception\nconst = 5", "SyntaxError: Unexpected token `=`. Expected yield, an identifier, [ or { (line 2, column 7)"],
    ["const x: number = 5; x", "5"],
    ['setTimeout(() => console.log("late"), 30); void 0', "stdout: late\n"],
    ['console.log("1"); await Deno.jupyter.broadcast("clear_output", { wait: false }); "after"', '"after"'],
    ['console.log("1"); await Deno.jupyter.broadcast("clear_output", { wait: true }); console.log("2")', "stdout: 2\n"],
    ['console.log("1"); await Deno.jupyter.broadcast("clear_output", { wait: true })', "stdout: 1\n"],
    ['prompt("Your name?")', '"Ada"'],
    ["Deno.env.get('PLACE') + Deno.env.get('NO_COLOR') + Deno.env.get('DENO_NO_PACKAGE_JSON')", '"here11"'],
    ["// tag skip-execution\nthrow 1"],
    ["Deno.jupyter.html`<b>1</b>`", "text/html"],
  ];
  const { notebook, failures, durations, complete } = await runNotebook(notebookOf(...cells.map(([source]) => source)), {
    env: { PLACE: "here" },
    onQuestion: ({ prompt }, index) => {
      asked.push(`${index}: ${prompt}`);
      return "Ada";
    },
  });
  assertEquals([failures, complete], [[], true]);
  cells.forEach(([source, ...outputs], index) => assertEquals(notebook.cells[index]!.outputs!.map(shown), outputs, source));
  assertEquals([0, 3, 6, 7].map((index) => notebook.cells[index]!.execution_count), [1, 4, null, 7]);
  assertEquals([durations.size, asked], [16, ["14: Your name?"]]);
  assertEquals(notebook.metadata["kernelspec"], { display_name: "Deno", language: "typescript", name: "deno" });
  assertEquals((notebook.metadata["language_info"] as { name: string }).name, "typescript");
});

Deno.test("a cell that fails ends the run and says why, also where the kernel does not", async () => {
  const rows: [code: string, message: RegExp][] = [
    ["throw new RangeError('no')", /^RangeError: no$/],
    ["let a = 1;\nimport.meta.url", /^SyntaxError: .*import\.meta/],
    ['import "npm:no such package"', /^TypeError: Cannot import npm:no such package: ./],
    ['({ [Symbol.for("Jupyter.display")]() { throw new Error("in a display") } })', /^Error: in a display$/],
    ['prompt("Your name?")', /^StdinNotImplementedError: The cell asks "Your name\?", and nobody is there to answer$/],
    ["console.log('last words'); setTimeout(() => Deno.exit(3), 100); await new Promise(() => {})", /^The kernel ended with exit code 3/],
  ];
  for (const [code, message] of rows) {
    const { notebook, failures, complete } = await runNotebook(notebookOf("'before'", code, "'after'"));
    assertEquals(failures.map(({ index, id }) => [index, id]), [[1, "c1"]], code);
    assertMatch(failures[0]!.message, message);
    assertEquals(notebook.cells.map(({ outputs }) => outputs!.at(-1)?.output_type), ["execute_result", "error", undefined]);
    assertEquals(complete, false);
    if (code.includes("last words")) assertEquals(shown(notebook.cells[1]!.outputs![0]!), "stdout: last words\n");
  }
});

Deno.test("errors may be allowed, code may be changed on its way, the notebook given stays as it is", async () => {
  const given = notebookOf("throw 1", "while (true);", "while (true) console.log('x'.repeat(1000))", "'PLACE'");
  given.cells[3]!.outputs = [{ output_type: "stream", name: "stdout", text: "stale" }];
  const before = structuredClone(given);
  const ended: number[] = [];
  const { notebook, failures, complete } = await runNotebook(given, {
    allowErrors: true,
    timeout: 0.8,
    outputLimit: 100_000,
    transform: (code, { id }, index) => code.replace("PLACE", `${id} is ${index}`),
    onCell: (index) => ended.push(index),
  });
  assertEquals(failures.map(({ message }) => message), [
    "Error: 1",
    "The cell took longer than 0.8 s and was interrupted",
    "The cell showed more than 100000 characters and was interrupted",
  ]);
  assertEquals([complete, ended], [true, [0, 1, 2, 3]]);
  assertEquals(notebook.cells[3]!.outputs!.map(shown), ['"c3 is 3"']);
  assertEquals([notebook.cells[3]!.source, given], ["'PLACE'", before]);
});

Deno.test("a flood that comes after the cell's end is a failure too", async () => {
  const code = "setTimeout(() => { for (let i = 0; i < 5; i++) console.log('x'.repeat(1000)); }, 20); 1";
  const { failures } = await runNotebook(notebookOf(code), { outputLimit: 2000 });
  assertEquals(failures.map(({ message }) => message), ["The cell showed more than 2000 characters and was interrupted"]);
});

Deno.test("a cell that waits for ever is ended with its kernel, by the time limit or by a signal", async () => {
  const waiting = notebookOf("await new Promise(() => setInterval(() => {}, 1000))", "2");
  const abort = new AbortController();
  const [{ failures, complete }] = await Promise.all([
    runNotebook(waiting, { timeout: 0.5, allowErrors: true }),
    assertRejects(() => runNotebook(waiting, { signal: abort.signal, timeout: 10, onCell: () => {} }), RangeError, "enough"),
    new Promise<void>((done) => setTimeout(() => done(abort.abort(new RangeError("enough"))), 600)),
  ]);
  assertEquals(failures.map(({ message }) => message), [
    "The cell took longer than 0.5 s and could not be interrupted as it waits for something: the kernel was ended",
  ]);
  assertEquals(complete, false);
});

Deno.test("a callback that fails ends the run with its reason", async () => {
  const refuse = (): never => {
    throw new RangeError("refused");
  };
  const [{ failures, complete }] = await Promise.all([
    runNotebook(notebookOf('prompt("Your name?")', "2"), { onQuestion: refuse, allowErrors: true }),
    assertRejects(() => runNotebook(notebookOf("1"), { transform: refuse }), RangeError, "refused"),
    assertRejects(() => runNotebook(notebookOf("1"), { onCell: refuse }), RangeError, "refused"),
  ]);
  assertEquals(failures.map(({ message }) => message), ["Cannot answer a cell's question: refused"]);
  assertEquals(complete, false);
});

Deno.test("a run that is not wanted any more, or is for another kernel, does not begin", async () => {
  await assertRejects(
    () => runNotebook(notebookOf("1"), { signal: AbortSignal.abort(new RangeError("too late")) }),
    RangeError,
    "too late",
  );
  const python = { ...notebookOf("1"), metadata: { kernelspec: { name: "python3", language: "python" } } };
  await assertRejects(() => runNotebook(python), TypeError, "must be TypeScript or JavaScript: it is python");
});
