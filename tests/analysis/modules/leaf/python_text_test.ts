// The right sides are what Python prints.
import { assertEquals } from "@std/assert";
import { pythonFloat, pythonSize, pythonTuple } from "../../../../lib/analysis/modules/leaf/python_text.ts";

Deno.test("floats of single precision read as they were written", () => {
  const written = [1e-5, 1e-6, 0.001, 0.1, 2, 0, 1e-4, 1e20, -0.5];
  const printed = ["1e-05", "1e-06", "0.001", "0.1", "2.0", "0.0", "0.0001", "1e+20", "-0.5"];
  assertEquals(written.map((value) => pythonFloat(Math.fround(value))), printed);
  assertEquals([Infinity, -Infinity, NaN].map(pythonFloat), ["inf", "-inf", "nan"]);
});

Deno.test("tuples", () => {
  assertEquals([pythonTuple([3]), pythonTuple([3, 5]), pythonSize([3, 3]), pythonSize([3, 5])], ["(3,)", "(3, 5)", "3", "(3, 5)"]);
});
