import { assertEquals, assertThrows } from "@std/assert";
import { MemorySource } from "../../lib/bytes/memory_source.ts";
import { partsLength, type Patch, patched, readParts } from "../../lib/bytes/patches.ts";
import { readsAlike } from "../../lib/bytes/reads_alike.ts";

const SOURCE = new MemorySource(new TextEncoder().encode("abcdefgh"), "letters");
const patch = (offset: number, removed: number, text: string): Patch => ({ offset, removed, parts: [new TextEncoder().encode(text)] });

async function textOf(patches: readonly Patch[]): Promise<string> {
  const pieces = await Array.fromAsync(readParts(patched(SOURCE, patches)), (piece) => new TextDecoder().decode(piece));
  return pieces.join("");
}

Deno.test("patches replace, insert and remove, in any order, and what is between stays", async () => {
  assertEquals(await textOf([]), "abcdefgh");
  assertEquals(await textOf([patch(6, 1, "G"), patch(1, 2, "-")]), "a-defGh");
  assertEquals(await textOf([patch(0, 0, "<"), patch(8, 0, ">")]), "<abcdefgh>");
  assertEquals(await textOf([patch(2, 0, "+"), patch(2, 3, "")]), "ab+fgh");
  assertEquals(await textOf([{ offset: 0, removed: 8, parts: [{ source: SOURCE, offset: 4, byteLength: 4 }] }]), "efgh");
});

Deno.test("patches that overlap, or lie outside, are refused", () => {
  assertThrows(() => patched(SOURCE, [patch(1, 3, ""), patch(2, 1, "")]), RangeError, "letters at byte 2");
  assertThrows(() => patched(SOURCE, [patch(9, 0, "")]), RangeError, "letters at byte 9");
  assertThrows(() => patched(SOURCE, [patch(7, 2, "")]), RangeError, "letters at byte 8");
});

Deno.test("readsAlike() compares bytes and lengths", async () => {
  assertEquals(partsLength(patched(SOURCE, [patch(1, 2, "-")])), 7);
  assertEquals(await readsAlike(SOURCE, patched(SOURCE, [])), true);
  assertEquals(await readsAlike(SOURCE, patched(SOURCE, [patch(7, 1, "H")])), false);
  assertEquals(await readsAlike(SOURCE, patched(SOURCE, [patch(7, 1, "")])), false);
});
