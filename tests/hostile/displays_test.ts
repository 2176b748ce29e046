/** What a model file calls something is text: in every display of everything that a caller is given, and of no more than a reader's length. */
import { assert, assertEquals } from "@std/assert";
import { audit } from "../../lib/audit.ts";
import { compare } from "../../lib/compare.ts";
import { type ChartName, CHARTS } from "../../lib/display/charts/mod.ts";
import type { MimeBundle } from "../../lib/display/mime_bundle.ts";
import { identify } from "../../lib/identify.ts";
import { symbol } from "../../lib/model/dim.ts";
import type { Model } from "../../lib/model/model.ts";
import { load, profile, reconcile, summary, tree } from "../../lib/profile.ts";
import { model, tensor, value } from "../analysis/_models.ts";
import { readHtml } from "../display/_html.ts";

const NAMES = [
  `<img src=x onerror=alert(1)>`,
  `</details></table></script><script>alert(1)</script>`,
  `"'\`&amp;`,
  "a\u0000\u0007\u001b[31m\u009b31mb\r\n\tc",
  "\u202eevil\u200f\u2066\u200b",
  "x".repeat(10_000),
  `=cmd|' /C calc'!A0`,
  `@SUM(1)`,
  `[l](javascript:alert(1)) ![i](http://e.x/y.png) <!-- $x^2$ a|b\\|c`,
  `{{7*7}} \${x} %s`,
  `__proto__`,
  `constructor`,
  "名\ud800前",
];

/** A model in which everything that has a name has that one. */
function named(name: string, inModules: boolean): Model {
  const part = name.replaceAll("/", "");
  const called = (index: number, op: string) => inModules ? `/${part}/${part}.${index}/${op}` : `${name}${index}`;
  const weight = inModules ? `${part}.0.weight` : `${name}w`;
  const network = model({
    inputs: [value(`${name}in`, [symbol(name), 3, 8, 8])],
    outputs: [`${name}out`],
    tensors: [tensor(weight, [4, 3, 3, 3]), tensor(`${name}bias`, [4])],
    nodes: [
      { name: called(0, "Conv"), op: "Conv", inputs: [`${name}in`, weight, `${name}bias`], outputs: [`${name}1`] },
      { name: called(1, "Relu"), op: "Relu", inputs: [`${name}1`], outputs: [`${name}2`] },
      { name: called(2, "Mul"), op: "Mul", inputs: [`${name}2`, `${name}1`], outputs: [`${name}3`] },
      { name: called(3, "Odd"), op: `Odd${name}`, domain: name, inputs: [`${name}3`], outputs: [`${name}4`] },
      { name: called(4, "Tanh"), op: "Tanh", inputs: [`${name}3`], outputs: [`${name}out`] },
    ],
  });
  return { ...network, name, producer: name };
}

interface Shows {
  toMimeBundle(): MimeBundle;
}

/** Everything that can be shown of a model, and the messages of what cannot. */
async function* displays(source: Model, name: string): AsyncGenerator<[string, MimeBundle]> {
  const report = await profile(source);
  const makers: [string, () => Shows | Promise<Shows>][] = [
    ["profile", () => report],
    ["summary", () => summary(source)],
    ["tree", () => tree(source)],
    ["search", () => tree(source, { find: name })],
    ["graph", () => report.graph()],
    ...(Object.keys(CHARTS) as ChartName[]).map((chart): [string, () => Shows] => [chart, () => report.chart(chart)]),
    ["explain", () => report.explain("")],
    ...report.nodes.map((node): [string, () => Shows] => ["explain a node", () => report.explain(node.name)]),
    ["nothing to explain", () => report.explain(`${name}?`)],
    ["compare", () => compare(source, source, { names: [name, `${name}2`] })],
    ["compared models", async () => (await compare(source, source)).chart()],
    ["audit", () => audit(source)],
    ["all tools", () => reconcile(source)],
    ["waterfall", () => reconcile(source, "flopbook", "thop")],
    ["identify", () => identify(source, 1234)],
    ["Markdown", () => ({ toMimeBundle: () => ({ "text/plain": report.toMarkdown(), "text/markdown": report.toMarkdown() }) })],
    ["network", async () => shownText(String(await load(source)))],
    ["state", async () => shownText(String((await load(source)).stateDict()))],
  ];
  for (const [title, make] of makers) {
    try {
      yield [title, (await make()).toMimeBundle()];
    } catch (error) {
      assert(error instanceof TypeError || error instanceof RangeError, `${title}: ${error}`);
      yield [`${title}, which cannot be`, { "text/plain": error.message }];
    }
  }
}

function shownText(text: string): Shows {
  return { toMimeBundle: () => ({ "text/plain": text }) };
}

/** Markdown's own marks outside of code and formulas. */
const MARKDOWN = /<(?!br>|\/?details>|\/?summary>)|!\[|\]\(|javascript:/;

for (const inModules of [false, true]) {
  Deno.test(`names of ${inModules ? "modules" : "nodes"} that are markup, commands or too long are text in every display`, async () => {
    for (const name of NAMES) {
      let count = 0;
      for await (const [title, bundle] of displays(named(name, inModules), name)) {
        const about = `${title} of ${JSON.stringify(name.slice(0, 30))}`;
        const { "text/plain": text, "text/html": html, "text/markdown": markdown } = bundle;
        const spec = JSON.stringify(bundle["application/vnd.vegalite.v5+json"] ?? {});
        for (const shown of [text, markdown ?? "", JSON.parse(spec).title?.text ?? ""]) {
          assert(!/[\p{C}\p{Zl}\p{Zp}]/u.test(String(shown).replaceAll("\n", "")), about);
        }
        assert(!/[\u202e\u200b\u009b]|\\u00(00|1b|07)/.test(spec), about);
        if (html !== undefined) readHtml(html);
        if (markdown !== undefined) assert(!MARKDOWN.test(markdown.replace(/`[^`\n]*`|\$\$[^$]*\$\$/g, "")), about);
        // what PyTorch prints of a network and of its state names everything in full
        if (title !== "state" && title !== "network") {
          assert(text.split("\n").every((line) => line.length < 10_000), `${about}: a line too long`);
        }
        assert(JSON.stringify(bundle).length < 150_000, `${about}: ${JSON.stringify(bundle).length}`);
        count++;
      }
      assert(count >= 25, `${count}`);
    }
  });
}

Deno.test("no cell of a CSV file is a formula, and each is one cell", async () => {
  for (const name of NAMES) {
    const report = await profile(named(name, false));
    for (const table of ["modules", "nodes", "tensors"] as const) {
      const quoted = /"(?:[^"]|"")*"/g;
      const rows = report.toCSV(table).trimEnd().split("\r\n").map((line) =>
        line.replace(quoted, (cell) => cell.slice(1, -1).replaceAll(",", ";")).split(",")
      );
      for (const cells of rows) {
        assertEquals(cells.length, rows[0]!.length);
        for (const cell of cells) assert(/^-?\d+$/.test(cell) || !/^[=+\-@\t\r]/.test(cell), `${table}: ${cell.slice(0, 40)}`);
      }
    }
  }
});
