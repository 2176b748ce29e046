import { assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../../lib/analysis/argument_error.ts";
import { readPrinted } from "../../../lib/analysis/identify/printed_number.ts";

/** The value, half a unit of its last digit, and its digits. */
function read(printed: number | bigint | string): readonly [number, number, number] {
  const { readings, digits } = readPrinted(printed);
  return [readings[0]!.value, readings[0]!.half, digits];
}

Deno.test("numbers are read as a person does, as exactly as they are given", () => {
  assertEquals(read(3.8e9), [3.8e9, 5e7, 2]);
  assertEquals(read("3.8 G"), [3.8e9, 5e7, 2]);
  assertEquals(read("3.80G"), [3.8e9, 5e6, 3]);
  assertEquals(read("4.09 GMACs"), [4.09e9, 5e6, 3]);
  assertEquals(read("25.6M"), [25.6e6, 5e4, 3]);
  assertEquals(read("300M FLOPs"), [3e8, 5e6, 2]);
  assertEquals(read("4,089,184,256"), [4_089_184_256, 0.5, 10]);
  assertEquals(read(4_089_184_256n), [4_089_184_256, 0.5, 10]);
  assertEquals(read("1.8 billion multiply-adds"), [1.8e9, 5e7, 2]);
  assertEquals(read("7.6B FLOPs"), [7.6e9, 5e7, 2]);
});

Deno.test("a single digit stands for two", () => assertEquals(read("4G"), [4e9, 5e7, 2]));

Deno.test("a unit says what is counted", () => {
  assertEquals(readPrinted("4.1 GFLOPs").counts, ["operations"]);
  assertEquals(readPrinted("25.6M params").counts, ["parameters"]);
  assertEquals(readPrinted("102 MB").counts, ["bytes"]);
  assertEquals(readPrinted("97.5 MiB").readings[0]!.value, 97.5 * 1024 ** 2);
});

Deno.test("a small number without a unit may be meant in millions or thousand millions", () => {
  assertEquals(readPrinted(4.09).readings.map(({ value }) => Math.round(value * 100)), [409, 409_000_000, 409_000_000_000]);
});

Deno.test("what is no number is refused", () => {
  for (const text of ["", "many", "-3 G", "4.1 parsecs", "0", "1.2.3 G"]) {
    assertThrows(() => readPrinted(text), ArgumentError, "Cannot identify");
  }
  assertThrows(() => readPrinted(NaN), ArgumentError);
});
