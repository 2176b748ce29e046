import { assert, assertEquals, assertThrows } from "@std/assert";
import { formatNotebook, parseNotebook } from "../../lib/notebook/notebook_file.ts";

const TEXT = `{
 "cells": [
  {
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
    }
   ],
   "source": [
    "1"
   ]
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

Deno.test("a notebook as Jupyter writes it is written back byte for byte", () => {
  assertEquals(formatNotebook(parseNotebook(TEXT)), TEXT);
});

Deno.test("cells without an id get one that stays, and that no other cell has", () => {
  const without = JSON.stringify({
    nbformat: 4,
    nbformat_minor: 4,
    metadata: {},
    cells: [{ cell_type: "code", source: "1" }, { cell_type: "code", id: "cell-0", source: "2" }],
  });
  const [first, second] = [parseNotebook(without), parseNotebook(without)];
  assertEquals(first.cells.map((cell) => cell.id), second.cells.map((cell) => cell.id));
  assert(first.cells[0]!.id !== first.cells[1]!.id);
  assertEquals(first.nbformat_minor, 5);
});

Deno.test("what is no notebook is refused by name", () => {
  assertThrows(() => parseNotebook("{", "a.ipynb"), SyntaxError, "Cannot read a.ipynb as it must be JSON");
  assertThrows(() => parseNotebook('{"nbformat": 3}', "a.ipynb"), SyntaxError, "must be a notebook of format 4: current format is 3");
  assertThrows(() => parseNotebook('{"nbformat": 4, "cells": [{}]}', "a.ipynb"), SyntaxError, "cell 0 must have a source");
});
