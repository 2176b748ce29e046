import { assertEquals } from "@std/assert";
import { bytesDim, exactDim, shapeText, shortDim } from "../../lib/display/dim_text.ts";
import { bytesNumber, exactNumber, percent, shortNumber } from "../../lib/display/number_text.ts";
import { add, floorDivide, integer, multiply, symbol } from "../../lib/model/dim.ts";

Deno.test("numbers have separators and units, and what is not known is no 0", () => {
  assertEquals([0, 999, 25_557_032, 2n ** 60n].map(exactNumber), ["0", "999", "25,557,032", "1,152,921,504,606,846,976"]);
  const counts = [0, 1, 999, 1000, 1234, 9999, 99_950, 999_499, 999_500, 4_089_184_256, 10 ** 22];
  assertEquals(counts.map(shortNumber), [
    "0",
    "1",
    "999",
    "1.00 k",
    "1.23 k",
    "10.0 k",
    "100 k",
    "999 k",
    "1.00 M",
    "4.09 G",
    "10000 E",
  ]);
  const bytes = [0, 1, 1023, 1024, 102_228_128, 2 ** 20 - 1, 2 ** 31, 2 ** 40 + 2 ** 39];
  assertEquals(bytes.map(bytesNumber), ["0 bytes", "1 byte", "1023 bytes", "1.00 KiB", "97.5 MiB", "1.00 MiB", "2.00 GiB", "1.50 TiB"]);
  assertEquals([exactNumber, shortNumber, bytesNumber, percent].map((write) => write(undefined)), ["?", "?", "?", "?"]);
});

Deno.test("percentages do not round anything to nothing or to all", () => {
  assertEquals([0, 1e-9, 0.0005, 0.0294, 0.99951, 1].map(percent), ["0%", "<0.1%", "0.1%", "2.9%", ">99.9%", "100%"]);
});

Deno.test("expressions keep their form, with numbers for people", () => {
  const batch = symbol("batch");
  assertEquals(exactDim(multiply(batch, 4_089_184_256)), "4,089,184,256·batch");
  assertEquals(shortDim(multiply(batch, 4_089_184_256)), "4.09 G·batch");
  assertEquals(shortDim(multiply(symbol("a * 1000"), 2000)), "2.00 k·`a * 1000`");
  assertEquals(bytesDim(multiply(batch, 4096)), "4.10 k·batch bytes");
  assertEquals(exactDim(integer(2n ** 60n)), "1,152,921,504,606,846,976");
  assertEquals(shortDim(integer(2n ** 60n)), "1.15 E");
  assertEquals(shapeText([batch, 64, add(floorDivide(symbol("height"), 2), 1)]), "[batch, 64, floor(height/2) + 1]");
  assertEquals([shapeText([]), shapeText(undefined), shapeText([1024])], ["[]", "?", "[1024]"]);
});
