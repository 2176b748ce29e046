import { assert, assertEquals } from "@std/assert";
import { CHARTS } from "../../lib/display/charts/mod.ts";
import { modelsText } from "../../lib/display/comparison_chart.ts";
import { comparisonHtml } from "../../lib/display/comparison_html.ts";
import { comparisonText } from "../../lib/display/comparison_text.ts";
import { comparisonView } from "../../lib/display/comparison_view.ts";
import { SUMMARY_COLUMNS } from "../../lib/display/layer_columns.ts";
import { escapeHtml, markup } from "../../lib/display/markup.ts";
import { htmlPage } from "../../lib/display/page.ts";
import { padEnd, padStart, printable, shortenEnd, shortenMiddle, textWidth } from "../../lib/display/printable_text.ts";
import { profileHtml } from "../../lib/display/profile_html.ts";
import { profileText } from "../../lib/display/profile_text.ts";
import { summaryHtml } from "../../lib/display/summary_html.ts";
import { summaryText } from "../../lib/display/summary_text.ts";
import { treeHtml } from "../../lib/display/tree_html.ts";
import { treeText } from "../../lib/display/tree_text.ts";
import { multiply, symbol } from "../../lib/model/dim.ts";
import { readHtml } from "./_html.ts";
import { type NodeSketch, profileOf } from "./_profiles.ts";

const HOSTILE = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror="alert(1)">`,
  `' onclick='alert(1)`,
  `</td></table></div><h1>`,
  `line\nfeed\r\ttab`,
  "\u001b[31mred\u001b[0m\u0007",
  "\u202eright to left\u2066\u200b",
  "&amp; &lt; &#60;",
  "half \ud800 pair",
  "${x} {{y}} `z`",
  "x".repeat(5000),
  "名前の長い層",
];

/** A profile that carries each hostile text wherever a model file may put one. */
function hostileProfile() {
  const nodes = HOSTILE.map((text, index): NodeSketch => ({
    name: text,
    op: text,
    module: `m${index}${text.replaceAll(".", "")}`,
    type: text,
    work: { macs: multiply(symbol(text.replaceAll("`", "'")), index + 1) },
    parameters: index,
    shape: [symbol(text)],
    ...(index % 3 === 0 && { problem: text, work: {} }),
  }));
  return profileOf(nodes, {
    name: HOSTILE.join(" "),
    producer: HOSTILE.join(" "),
    inputs: HOSTILE.map((text) => ({ name: text, dtype: "float32", shape: [symbol(text)] })),
    outputs: HOSTILE.map((text) => ({ name: text })),
    notes: HOSTILE.map((text) => ({ kind: "input", text, tensors: [] })),
    peak: { activationBytes: 1, node: HOSTILE.join(" ") },
  });
}

Deno.test("text from a model is no markup, in text and in attributes", () => {
  for (const text of HOSTILE) {
    const { tags } = readHtml(String(markup`<p><code title="${text}">${text}</code></p>`));
    assertEquals([...tags], [["p", 1], ["code", 1]], text);
  }
  assertEquals(escapeHtml(`<a href="x">'&'</a>`), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
});

Deno.test("HTML of a hostile model is well-formed and allowed", () => {
  const profile = hostileProfile();
  const comparison = comparisonHtml(comparisonView([{ name: HOSTILE.join(" "), profile }, { name: "b", profile: profileOf([]) }]));
  const wide = summaryHtml(profile, { columns: SUMMARY_COLUMNS });
  const found = treeHtml(profile, { find: "<script>" });
  for (const source of [profileHtml(profile), summaryHtml(profile), wide, treeHtml(profile), found, comparison]) {
    const { text } = readHtml(source);
    assert(text.includes("<script>"), "the name is shown");
    assert(source.length < 100_000, `${source.length} bytes`);
  }
  const page = htmlPage(profile);
  assert(!/<(script|img|h1>\s*<)/.test(page.slice(page.indexOf("<body>"))));
  assert(page.includes("default-src 'none'"));
});

Deno.test("text of a hostile model steers no terminal and stays in its lines", () => {
  const profile = hostileProfile();
  const view = comparisonView([{ name: HOSTILE[5]!, profile }, { name: "b", profile: profileOf([]) }]);
  for (
    const text of [
      profileText(profile),
      summaryText(profile),
      treeText(profile),
      CHARTS.costPerModule.text(profile),
      comparisonText(view),
      modelsText(view),
    ]
  ) {
    assert(!/[\p{C}\p{Zl}\p{Zp}]/u.test(text.replaceAll("\n", "")), "no control characters");
    assert(text.includes("\\u{1b}[31mred"), "they are shown as escapes");
    assert(!text.split("\n").includes("feed\\r\\ttab"));
  }
});

Deno.test("texts are cut and filled by the columns that they take", () => {
  assertEquals(printable("a\nb\u0000\u2028\u{e0001}"), "a\\nb\\u{0}\\u{2028}\\u{e0001}");
  assertEquals(printable("naïve 名前 🙂"), "naïve 名前 🙂");
  assertEquals(["abc", "名前", "e\u0301", "🙂"].map(textWidth), [3, 4, 1, 2]);
  assertEquals(shortenMiddle("layer1.0.downsample.0", 11), "layer…ple.0");
  assertEquals(shortenEnd("layer1.0.downsample.0", 8), "layer1.…");
  assertEquals([shortenMiddle("abc", 3), shortenEnd("abc", 3)], ["abc", "abc"]);
  for (const width of [1, 2, 5, 9]) assert(textWidth(shortenMiddle("名前の長い層です", width)) <= width);
  assertEquals([padEnd("名", 4), padStart("名", 4)], ["名  ", "  名"]);
});
