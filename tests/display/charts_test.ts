import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { chartBundle, type ChartName, type ChartOptions, CHARTS } from "../../lib/display/charts/mod.ts";
import { METRICS } from "../../lib/display/metrics.ts";
import { histogramSpec } from "../../lib/display/statistics_display.ts";
import { symbol } from "../../lib/model/dim.ts";
import { conv, profileOf, residualNetwork } from "./_profiles.ts";

const batch = symbol("batch");
const PROFILES = {
  numbers: profileOf(residualNetwork(1), { name: "resnet" }),
  symbols: profileOf(residualNetwork(batch), { inputs: [{ name: "input", shape: [batch, 3, 224, 224] }] }),
  nodes: profileOf(Array.from({ length: 80 }, () => ({ ...conv("", 1, [3, 8], 3, 14), name: "same" }))),
  unknown: profileOf([{ name: "x", op: "Custom", problem: "no rule" }]),
  empty: profileOf([]),
};

function* everySpec(): Generator<[string, Readonly<Record<string, unknown>>]> {
  const some = {
    count: 10,
    nonFinite: 0,
    zeros: 1,
    min: -1,
    max: 2,
    mean: 0,
    std: 1,
    histogram: { low: -1, high: 3, counts: [1, 2, 3, 4] },
  };
  yield ["histogram", histogramSpec("w", some)];
  yield ["histogram of nothing", histogramSpec("w", { ...some, count: 0, histogram: { low: 0, high: 0, counts: [] } })];
  for (const name of Object.keys(CHARTS) as ChartName[]) {
    for (const [title, profile] of Object.entries(PROFILES)) {
      for (const metric of Object.keys(METRICS) as (keyof typeof METRICS)[]) {
        yield [`${name} ${title} ${metric}`, CHARTS[name].spec(profile, { metric })];
      }
    }
  }
}

interface BarDatum {
  readonly layer: string;
  readonly value?: number;
  readonly rest: boolean;
}

function bars(profile: typeof PROFILES.numbers, options?: ChartOptions): readonly BarDatum[] {
  return (CHARTS.costPerModule.spec(profile, options) as { data: { values: BarDatum[] } }).data.values;
}

Deno.test("bars are sorted and sum to the network's total", () => {
  for (const limit of [3, 12, 30]) {
    const all = bars(PROFILES.numbers, { limit });
    const values = all.filter(({ rest }) => !rest).map(({ value }) => value!);
    assertEquals(values, values.toSorted((a, b) => b - a));
    assertEquals(all.reduce((total, { value }) => total + value!, 0), PROFILES.numbers.totals.macs);
    assert(values.length <= limit);
  }
  assertEquals(new Set(bars(PROFILES.nodes).map(({ layer }) => layer)).size, 31, "bars of one name stay apart");
  assertEquals(bars(PROFILES.unknown, { metric: "macs" }).map(({ value }) => value), [undefined]);
});

Deno.test("specifications are inline, of fixed width, without background or theme", () => {
  for (const [title, spec] of everySpec()) {
    assertEquals(spec["$schema"], "https://vega.github.io/schema/vega-lite/v5.json", title);
    assertEquals([spec["width"], "background" in spec, "config" in spec], [420, false, false]);
    assertStringIncludes(JSON.stringify(spec), '"tooltip"');
    assertEquals(JSON.parse(JSON.stringify(spec)), spec, "plain JSON");
  }
});

Deno.test("a bundle has the chart, its text, and a picture where there is one; never HTML", () => {
  const bundle = chartBundle(PROFILES.symbols, "costPerModule");
  assertEquals(Object.keys(bundle), ["application/vnd.vegalite.v5+json", "text/plain"]);
  assertStringIncludes(bundle["text/plain"], "at batch = 1");
  assertStringIncludes(bundle["text/plain"], "█");
  const drawn = chartBundle(PROFILES.numbers, "costPerModule", {}, "iVBORw0KGgo=");
  assertEquals(Object.keys(drawn), ["application/vnd.vegalite.v5+json", "image/png", "text/plain"]);
});

// The newest Vega-Lite stands in this process, the one of JupyterLab in another: the two cannot be loaded together.
const COMPILE = `
const specs = JSON.parse(await new Response(Deno.stdin.readable).text());
const wrong = [];
for (const [title, spec] of specs) {
  const said = [];
  const logger = { level: () => logger, warn: (...words) => (said.push(words), logger), info: () => logger, debug: () => logger, error: (...words) => (said.push(words), logger) };
  const compiled = vegaLite.compile(spec, { logger }).spec;
  await new vega.View(vega.parse(compiled), { renderer: "none" }).runAsync();
  if (said.length > 0) wrong.push([title, said]);
}
console.log(JSON.stringify(wrong));`;

for (const [vegaLite, vega] of [["5.23.0", "5.33.1"], ["6.5.0", "6.4.0"]]) {
  Deno.test(`specifications compile and run in Vega-Lite ${vegaLite} without a warning`, async () => {
    const code = `import * as vega from "npm:vega@${vega}"; import * as vegaLite from "npm:vega-lite@${vegaLite}"; ${COMPILE}`;
    const folder = await Deno.makeTempDir();
    const file = `${folder}/compile.mjs`;
    await Deno.writeTextFile(file, code);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-config", "--no-lock", "--quiet", "-A", file],
      cwd: folder,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify([...everySpec()])));
    await writer.close();
    const { success, stdout, stderr } = await child.output();
    await Deno.remove(folder, { recursive: true });
    assert(success, new TextDecoder().decode(stderr));
    assertEquals(JSON.parse(new TextDecoder().decode(stdout)), []);
  });
}
