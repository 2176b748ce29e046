import { assert, assertEquals, assertThrows } from "@std/assert";
import { type CsvTable, profileCsv } from "../../lib/display/profile_csv.ts";
import { profile } from "../../lib/profile.ts";
import { symbol } from "../../lib/model/dim.ts";
import { conv, profileOf } from "./_profiles.ts";

const { facts } = await profile(new URL("../../examples/resnet50.onnx", import.meta.url));

/** Reads CSV as RFC 4180 says. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [whole, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n)/g)) {
    assert(whole !== "");
    row.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === "\r\n") {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

Deno.test("rows sum to the network's totals, each with as many cells as there are titles", () => {
  for (const [table, length] of [["modules", 151], ["nodes", 175], ["tensors", facts.stored.length]] as [CsvTable, number][]) {
    const [titles, ...rows] = readCsv(profileCsv(facts, table));
    assertEquals(rows.length, length);
    assert(rows.every((row) => row.length === titles!.length), table);
  }
  const [titles, ...nodes] = readCsv(profileCsv(facts, "nodes"));
  const macs = nodes.reduce((total, row) => total + Number(row[titles!.indexOf("macs")]), 0);
  assertEquals(macs, 4_087_339_008);
  const [heads, root, ...modules] = readCsv(profileCsv(facts, "modules"));
  assertEquals([root![0], root![heads!.indexOf("parameters")], root![heads!.indexOf("macs")]], ["", "23710883", "4087339008"]);
  assertEquals(modules.find(([name]) => name === "conv1")!.slice(0, 3), ["conv1", "Conv2d", "1x64x112x112"]);
  assertThrows(() => profileCsv(facts, "rows" as CsvTable), RangeError, "must be one of: modules, nodes, tensors");
});

Deno.test("no cell is a formula, breaks a row or hides a character", () => {
  const names = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    '"=1"',
    "'=1",
    "＝1",
    '=HYPERLINK("http://x","y")',
    "a,b",
    'a"b',
    "a\nb",
    "a\u0000\u202eb",
    "plain",
  ];
  const hostile = profileOf(names.map((name) => ({ name, op: name, module: name.replaceAll(".", ""), type: name, problem: name })));
  for (const table of ["modules", "nodes", "tensors"] as const) {
    const text = profileCsv(hostile, table);
    const [titles, ...rows] = readCsv(text);
    assert(rows.every((row) => row.length === titles!.length), table);
    for (const cell of rows.flat()) {
      assert(!/^[\s"]*[=+\-@\t\r＝]/.test(cell), JSON.stringify(cell));
      assert(!/\p{C}/u.test(cell), JSON.stringify(cell));
    }
  }
  const [, ...rows] = readCsv(profileCsv(hostile, "nodes"));
  assertEquals(rows.map(([name]) => name).slice(0, 4), ["'=1+1", "'+1", "'-1", "'@SUM(A1)"]);
  assertEquals(rows.at(-1)![0], "plain");
});

Deno.test("a cost that depends on free sizes is its closed form", () => {
  const free = profileOf([conv("conv1", symbol("batch"), [3, 8], 3, 4)]);
  const [titles, , row] = readCsv(profileCsv(free, "modules"));
  assertEquals([row![2], row![titles!.indexOf("macs")]], ["batchx8x4x4", "3456*batch"]);
});
