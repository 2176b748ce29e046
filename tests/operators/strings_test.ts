import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction } from "../../lib/operators/operand.ts";
import { apply, of, type Options, type Size, tensor } from "./_apply.ts";

Deno.test("StringConcat: broadcast, text behind text", () => {
  // The standard's examples.
  assertEquals(apply("StringConcat", [tensor("string", ["abc", "def"]), tensor("string", [".com"])]).values, [["abc.com", "def.com"]]);
  assertEquals(apply("StringConcat", [of("string", "n", 1), of("string", 3)]).shapes, [["n", 3]]);
  assertEquals(apply("StringConcat", [of("string", 3), of("string", 3)]).work, { free: "movement" });
});

const week = tensor("string", ["monday", "tuesday", "wednesday", "thursday"]);

// The standard's examples of StringNormalizer.
const NORMALIZED: [attributes: NonNullable<Options["attributes"]>, value: string[]][] = [
  [{ stopwords: ["monday"], is_case_sensitive: 1, case_change_action: "UPPER" }, ["TUESDAY", "WEDNESDAY", "THURSDAY"]],
  [{ stopwords: ["Monday"], is_case_sensitive: 1 }, ["monday", "tuesday", "wednesday", "thursday"]],
  [{ stopwords: ["Monday"] }, ["tuesday", "wednesday", "thursday"]],
  [{ stopwords: ["monday", "tuesday", "wednesday", "thursday"] }, [""]],
];

Deno.test("StringNormalizer: what is left without stop words", () => {
  for (const [attributes, value] of NORMALIZED) {
    const { shapes, values } = apply("StringNormalizer", [week], { attributes });
    assertEquals([shapes, values], [[[value.length]], [value]]);
  }
  assertEquals(apply("StringNormalizer", [of("string", 1, 6)], { attributes: { stopwords: ["a"] } }).shapes, [[1, "`node.count`"]]);
  assertEquals(apply("StringNormalizer", [of("string", "n")]).shapes, [["n"]]);
  assertThrows(() => apply("StringNormalizer", [of("string", 2, 6)]), Contradiction, "X must have shape [C] or [1, C]");
});

// The standard's examples of StringSplit, and Python's str.split.
const CUT: [texts: string[], attributes: NonNullable<Options["attributes"]>, shape: Size[], pieces: string[], counts: number[]][] = [
  [["abc.com", "abc.net"], { delimiter: "." }, [2, 2], ["abc", "com", "abc", "net"], [2, 2]],
  [["hello world", "def.net"], { maxsplit: 1 }, [2, 2], ["hello", "world", "def.net", ""], [2, 1]],
  [["a  b c "], {}, [1, 3], ["a", "b", "c"], [3]],
  [["a,,b"], { delimiter: "," }, [1, 3], ["a", "", "b"], [3]],
  [["  "], {}, [1, 0], [], [0]],
  [[" a b  c "], { maxsplit: 1 }, [1, 2], ["a", "b  c"], [2]],
];

Deno.test("StringSplit: pieces, and how many", () => {
  for (const [texts, attributes, shape, pieces, counts] of CUT) {
    const { shapes, dtypes, values } = apply("StringSplit", [tensor("string", texts)], { attributes });
    assertEquals([shapes, values], [[shape, [texts.length]], [pieces, counts]]);
    assertEquals(dtypes, ["string", "int64"]);
  }
  assertEquals(apply("StringSplit", [of("string", "n")]).shapes, [["n", "`node.pieces`"], ["n"]]);
  assertEquals(apply("StringSplit", [of("string", 0)]).shapes, [[0, 0], [0]]);
});

Deno.test("RegexFullMatch: a truth value each", () => {
  const { shapes, dtypes } = apply("RegexFullMatch", [of("string", "n", 2)], { attributes: { pattern: "a.*" } });
  assertEquals([shapes, dtypes], [[["n", 2]], ["bool"]]);
});
