import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { formatNotebook, linesOf, parseNotebook, readNotebook, writeNotebook } from "../../lib/notebook/mod.ts";

const TEXT = `{
 "cells": [
  {
   "attachments": {
    "a.png": {
     "image/png": "iVBORw0="
    }
   },
   "cell_type": "markdown",
   "id": "intro",
   "metadata": {},
   "source": [
    "# One\\n",
    "two"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "code",
   "metadata": {
    "tags": [
     "raises-exception"
    ]
   },
   "outputs": [
    {
     "data": {
      "application/vnd.vegalite.v5+json": {
       "mark": "bar"
      },
      "text/html": [
       "<b>1</b>"
      ],
      "text/plain": [
       "1\\n",
       "2"
      ]
     },
     "execution_count": 1,
     "metadata": {},
     "output_type": "execute_result"
    },
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "ü\\n"
     ]
    }
   ],
   "source": [
    "1"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "Deno",
   "language": "typescript",
   "name": "deno"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

function withCells(...cells: unknown[]): string {
  return JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells });
}

Deno.test("a notebook as Jupyter writes it is written back byte for byte", () => {
  assertEquals(formatNotebook(parseNotebook(TEXT)), TEXT);
});

Deno.test("another writer's order and texts without lines become Jupyter's", () => {
  const { nbformat_minor, nbformat, metadata, cells } = JSON.parse(TEXT);
  for (const cell of cells) cell.source = cell.source.join("");
  for (const output of cells[1].outputs) if (output.text) output.text = output.text.join("");
  cells[1].outputs[0].data["text/plain"] = "1\n2";
  assertEquals(formatNotebook(parseNotebook(JSON.stringify({ nbformat_minor, nbformat, metadata, cells }))), TEXT);
});

// Python: "a\r\nb\rc\x0cd\u2028e\n\n".splitlines(True)
Deno.test("lines end where Python's end", () => {
  assertEquals(linesOf("a\r\nb\rc\x0cd\u2028e\n\n"), ["a\r\n", "b\r", "c\x0c", "d\u2028", "e\n", "\n"]);
  assertEquals(linesOf(""), []);
});

Deno.test("cells without a good id of their own get one that follows from their text", () => {
  const text = withCells(
    { cell_type: "code", source: "1" },
    { cell_type: "code", source: ["1"] },
    { cell_type: "markdown", source: "1" },
    { cell_type: "code", id: "kept", source: "2" },
    { cell_type: "code", id: "kept", source: "3" },
    { cell_type: "code", id: "not good", source: "4" },
  );
  const ids = parseNotebook(text).cells.map(({ id }) => id!);
  assertEquals(parseNotebook(text).cells.map(({ id }) => id), ids);
  assertEquals(new Set(ids).size, 6);
  assertEquals([ids[1], ids[3]], [`${ids[0]}-2`, "kept"]);
  for (const id of ids) assertMatch(id, /^[\w-]{1,64}$/);
  // A cell put before them changes no id.
  const more = withCells({ cell_type: "code", source: "0" }, ...JSON.parse(text).cells);
  assertEquals(parseNotebook(more).cells.slice(1).map(({ id }) => id), ids);
  assertEquals(parseNotebook(text).nbformat_minor, 5);
});

Deno.test("what is no notebook is refused by name", () => {
  assertThrows(() => parseNotebook("{", "a.ipynb"), SyntaxError, "Cannot read a.ipynb as it must be JSON");
  assertThrows(() => parseNotebook('{"nbformat": 3}', "a.ipynb"), SyntaxError, "must be a notebook of format 4: current format is 3");
  assertThrows(() => parseNotebook("null", "a.ipynb"), SyntaxError, "current format is undefined");
  const good = { cell_type: "code", source: "" };
  const rows: [cell: unknown, message: string][] = [
    [null, "cell 1 must be an object"],
    [[], "cell 1 must be an object"],
    [{ source: "" }, "cell 1 must be code, markdown or raw: current type is undefined"],
    [{ cell_type: "heading", source: "" }, "current type is heading"],
    [{ cell_type: "code" }, "cell 1 must have a source"],
    [{ cell_type: "code", source: [1] }, "cell 1 must have a source"],
    [{ ...good, outputs: {} }, "cell 1 must have a list of objects as its outputs"],
    [{ ...good, outputs: [null] }, "cell 1 must have a list of objects as its outputs"],
    [{ ...good, metadata: "x" }, "cell 1 must have an object as its metadata"],
  ];
  for (const [cell, message] of rows) assertThrows(() => parseNotebook(withCells(good, cell), "a.ipynb"), SyntaxError, message);
  const broken = JSON.stringify({ nbformat: 4, metadata: [], cells: [] });
  assertThrows(() => parseNotebook(broken, "a.ipynb"), SyntaxError, "its metadata must be an object");
});

Deno.test("a file is written through its link, and only if that changes it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.symlink(`${folder}/real.ipynb`, `${folder}/link.ipynb`);
    await Deno.writeTextFile(`${folder}/real.ipynb`, TEXT);
    const notebook = await readNotebook(`${folder}/link.ipynb`);
    assertEquals(await writeNotebook(`${folder}/link.ipynb`, notebook), false);
    notebook.cells.pop();
    assertEquals(await writeNotebook(`${folder}/link.ipynb`, notebook), true);
    assert((await Deno.lstat(`${folder}/link.ipynb`)).isSymlink);
    assertEquals((await readNotebook(`${folder}/real.ipynb`)).cells.length, 1);
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
