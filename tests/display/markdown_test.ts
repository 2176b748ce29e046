import { assertEquals } from "@std/assert";
import { markdownCode, markdownTable, markdownText } from "../../lib/display/markdown.ts";

Deno.test("text is no markup: every mark is a reference, which reads as the mark alone", () => {
  const read = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  for (
    const text of [
      "<b>",
      "[x](javascript:alert(1))",
      "a|b",
      "*x* _y_ ~~z~~",
      "`code`",
      "\\",
      "# x",
      "&lt;",
      "@user",
      "$x$",
      "<!--",
      "www.example.org",
    ]
  ) {
    const written = markdownText(text);
    assertEquals(read(written), text);
    assertEquals(/[<>[\]|*_~`\\#@$!:]/.test(written.replace(/&#\d+;/g, "")), false, written);
  }
  assertEquals(markdownText("a\n\n# b\u0000"), "a&#92;n&#92;n&#35; b&#92;u&#123;0&#125;");
  assertEquals(markdownText("WWW.x"), "WWW&#46;x");
});

Deno.test("a name is code where code can hold it", () => {
  assertEquals(["layer1.0", "<i>", "a`b", "a|b", " ", "a\\"].map(markdownCode), [
    "`layer1.0`",
    "`<i>`",
    "a&#96;b",
    "a&#124;b",
    " ",
    "a&#92;",
  ]);
});

Deno.test("a table has a line a row", () => {
  assertEquals(markdownTable(["a", ">b"], [["1", "2"]]), "| a | b |\n| --- | ---: |\n| 1 | 2 |");
});
