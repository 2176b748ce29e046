import { assertEquals, assertThrows } from "@std/assert";
import { type CommandOption, readArguments } from "../../lib/commands/arguments.ts";
import { readNamed, readShape, readSize, readValue } from "../../lib/commands/named_values.ts";
import { UsageError } from "../../lib/commands/usage_error.ts";

const options: readonly CommandOption[] = [
  { name: "json", help: [""] },
  { name: "csv", attached: "TABLE", help: [""] },
  { name: "html", value: "FILE", help: [""] },
  { name: "input", value: "NAME=SHAPE", help: [""] },
];

Deno.test("options stand anywhere, with their values behind them or behind an equals sign", () => {
  const given = readArguments(["--json", "a", "--html", "x=y", "b", "--input=n=1", "--input", "-m=2", "--csv=nodes", "-"], options)!;
  assertEquals(given.operands, ["a", "b", "-"]);
  assertEquals([given.has("json"), given.has("help"), given.text("json"), given.text("html"), given.text("csv")], [
    true,
    false,
    undefined,
    "x=y",
    "nodes",
  ]);
  assertEquals(given.texts("input"), ["n=1", "-m=2"]);
  assertEquals(readArguments(["--csv", "nodes"], options)!.operands, ["nodes"]); // a flag takes nothing that stands apart
});

Deno.test("two dashes end the options", () => {
  assertEquals(readArguments(["--json", "--", "--html", "-h"], options)!.operands, ["--html", "-h"]);
});

Deno.test("help is asked for by two words, beside whatever is wrong", () => {
  for (const args of [["-h"], ["--help"], ["a", "--nothing", "--help"]]) assertEquals(readArguments(args, options), undefined);
});

Deno.test("what does not fit is a usage error", () => {
  const rows: [string[], string][] = [
    [["--html"], "--html needs a value: --html FILE"],
    [["--html", "--json"], "--html needs a value"],
    [["--html", "--input=n=1"], "--html needs a value"],
    [["--json=1"], "--json takes no value: current value is 1"],
    [["--inptu", "n=1"], "there is no option --inptu; did you mean --input?"],
    [["-html", "x"], "there is no option -html; did you mean --html?"],
    [["-5"], "there is no option -5"],
    [["--toString"], "there is no option --toString"],
    [["--__proto__=x"], "there is no option --__proto__"],
  ];
  for (const [args, message] of rows) assertThrows(() => readArguments(args, options), UsageError, message);
});

Deno.test("a NAME ends at the last equals sign", () => {
  assertEquals(
    readNamed("input", "NAME=SHAPE", ["a=b=1x2", "s=", "-x=3", "__proto__=4"], readShape),
    Object.fromEntries([
      ["a=b", [1, 2]],
      ["s", []],
      ["-x", [3]],
      ["__proto__", [4]],
    ]),
  );
  for (const text of ["=1", "a", "", "a=1x", "a=1xx2", "a=-1", "a=1.5", "a=9007199254740993"]) {
    assertThrows(
      () => readNamed("input", "NAME=SHAPE", [text], readShape),
      UsageError,
      `--input takes NAME=SHAPE: current value is ${text}`,
    );
  }
});

Deno.test("sizes and values are read, or not at all", () => {
  assertEquals(["0", "12", "", "1e3", "+1", " 1"].map(readSize), [0, 12, undefined, undefined, undefined, undefined]);
  assertEquals(readValue("[1, [true], NaN, -Infinity]"), [1, [true], NaN, -Infinity]);
  assertEquals(['"a"', "null", "{}", "[null]", "[1", ""].map(readValue), ["a", undefined, undefined, undefined, undefined, undefined]);
});
