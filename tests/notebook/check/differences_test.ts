import { assertEquals, assertMatch } from "@std/assert";
import { outputDifferences } from "../../../lib/notebook/check/differences.ts";
import type { Cell, Output } from "../../../lib/notebook/mod.ts";

const PNG = "iVBORw0KGgoAAAANSUhEUg";

function cellOf(outputs: Output[], metadata: Record<string, unknown> = {}): Cell {
  return { cell_type: "code", metadata, source: "x", outputs, execution_count: 1 };
}

function display(data: Record<string, unknown>): Output {
  return { output_type: "display_data", data, metadata: {} };
}

Deno.test("what is equal is equal, whole or in lines, also where times differ", () => {
  const rows: [Output, Output][] = [
    [{ output_type: "stream", name: "stdout", text: "a\nb 1.5 ms\n" }, {
      output_type: "stream",
      name: "stdout",
      text: ["a\n", "b 22 ms\n"],
    }],
    [display({ "text/html": "<b>1.5 ms</b>", "text/plain": "1.5 ms" }), display({ "text/plain": "3 ms", "text/html": "<b>3 ms</b>" })],
    [
      display({ "application/vnd.vegalite.v5+json": { a: 1, b: 2 }, "image/png": `${PNG}A`, "text/plain": "x" }),
      display({ "application/vnd.vegalite.v5+json": { b: 2, a: 1 }, "image/png": `${PNG}B`, "text/plain": "x" }),
    ],
    [display({ "application/json": [1.5], "text/plain": "1.5 ms" }), display({ "application/json": [3], "text/plain": "3 ms" })],
  ];
  for (const [kept, found] of rows) assertEquals(outputDifferences(cellOf([kept]), cellOf([found])), []);
});

Deno.test("a number, a kind, a type, a picture, an order that differs is told with both sides", () => {
  const stream = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
  const rows: [Output[], Output[], RegExp][] = [
    [[stream("1 mac\n2 macs\n")], [stream("1 mac\n3 macs\n")], /^stdout, line 2\n {2}- 2 macs\n {2}\+ 3 macs$/],
    [[stream("1 ms")], [stream("1 s")], /line 1\n {2}- {2}# ms\n {2}\+ {2}# s$/],
    [[], [stream("a")], /^outputs\n {2}- none\n {2}\+ stream stdout$/],
    [[stream("a")], [], /- stream stdout\n {2}\+ none$/],
    [
      [display({ "text/plain": "a" })],
      [display({ "text/plain": "a", "text/html": "b" })],
      /- display_data \(text\/plain\)\n.*\(text\/html, text\/plain\)$/,
    ],
    [
      [display({ "text/html": "<p>a</p><p>b</p>" })],
      [display({ "text/html": "<p>a</p><p>c</p>" })],
      /^text\/html, line 4\n {2}- <p>b\n {2}\+ <p>c$/,
    ],
    [
      [display({ "application/json": { a: [1] }, "text/plain": "x" })],
      [display({ "application/json": { a: [2] }, "text/plain": "x" })],
      /^application\/json, line 3\n {2}- {3}1\n {2}\+ {3}2$/,
    ],
    [[display({ "image/png": PNG })], [display({ "image/png": "R0lGODlh" })], /^image\/png is no PNG$/],
    [[stream("a".repeat(900) + "b")], [stream("a".repeat(900) + "c")], /- …a{80}b\n {2}\+ …a{80}c$/],
    [[stream("a\n".repeat(50))], [stream("b\n".repeat(50))], /\+ b\n {2}\+ … 44 more$/],
  ];
  for (const [kept, found, message] of rows) {
    const differences = outputDifferences(cellOf(kept), cellOf(found));
    assertEquals(differences.length, 1);
    assertMatch(differences[0]!, message);
  }
});

Deno.test("of a cell that says it measures, kinds and types are compared alone", () => {
  const measured = { tags: ["measured"] };
  const kept = cellOf([display({ "text/plain": "A is faster" })], measured);
  assertEquals(outputDifferences(kept, cellOf([display({ "text/plain": "B is faster" })], measured)), []);
  assertEquals(outputDifferences(kept, cellOf([], measured)).length, 1);
});

Deno.test("the numbers of executions tell a notebook that was not run from top to bottom", () => {
  const kept = { ...cellOf([]), execution_count: 7 };
  assertMatch(outputDifferences(kept, cellOf([]))[0]!, /^number of the execution\n {2}- 7\n {2}\+ 1$/);
  assertMatch(outputDifferences({ ...kept, execution_count: null }, cellOf([]))[0]!, /- none\n/);
});
