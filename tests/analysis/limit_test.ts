import { assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../lib/analysis/argument_error.ts";
import { readLimit } from "../../lib/analysis/limit.ts";

Deno.test("a count is read as it is written, exactly", () => {
  const rows: [string | number | bigint, number][] = [
    ["0", 0],
    ["25M", 25_000_000],
    ["4.1G", 4_100_000_000],
    ["4.35G", 4_350_000_000],
    ["1.1 g", 1_100_000_000],
    ["7B", 7_000_000_000],
    ["580m", 580_000_000],
    ["1.5", 1],
    ["4.1e9", 4_100_000_000],
    ["4e+9", 4_000_000_000],
    ["4,100,000,000", 4_100_000_000],
    ["4_100", 4100],
    ["2P", 2e15],
    [4_087_339_008, 4_087_339_008],
    [1e21, 1e21],
    [12n, 12],
  ];
  for (const [written, value] of rows) assertEquals(readLimit(written, "count"), value, String(written));
});

Deno.test("bytes come in thousands and in units of 1024", () => {
  const rows: [string, number][] = [
    ["100MiB", 100 * 1024 ** 2],
    ["1.5 GiB", 1.5 * 1024 ** 3],
    ["2tib", 2 * 1024 ** 4],
    ["100MB", 1e8],
    ["100M", 1e8],
    ["512", 512],
    ["512B", 512],
    ["1.1kB", 1100],
  ];
  for (const [written, value] of rows) assertEquals(readLimit(written, "bytes"), value, written);
});

Deno.test("what is no limit is refused, with what one looks like", () => {
  const counts = [
    "",
    " ",
    "lots",
    "G",
    "-1",
    "1,5G",
    "4GiB",
    "4GB",
    "4 G macs",
    "1e999",
    "NaN",
    "Infinity",
    "0x10",
    "1G;",
    "٣G",
    "1e-3",
    "4..1G",
  ];
  for (const written of counts) {
    assertThrows(
      () => readLimit(written, "count"),
      ArgumentError,
      `Cannot read the limit ${JSON.stringify(written)} as it must be a number such as 4.1G`,
    );
  }
  for (const written of ["7 Bs", "1.5x", "MiB", "100MiBs", "1PiB "]) {
    assertThrows(() => readLimit(written, "bytes"), ArgumentError, "such as 100MiB");
  }
  for (const written of [NaN, Infinity, -1]) assertThrows(() => readLimit(written, "count"), ArgumentError);
});
