import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { chartBundle, type ChartName, type ChartOptions, CHARTS, chartSpec } from "../../lib/display/charts/mod.ts";
import { modelsChart } from "../../lib/display/comparison_chart.ts";
import { comparisonView } from "../../lib/display/comparison_view.ts";
import { METRICS } from "../../lib/display/metrics.ts";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import { measure } from "../../lib/analysis/measure.ts";
import { add, ceilDivide, floorDivide, max, multiply, product, symbol } from "../../lib/model/dim.ts";
import { substitution } from "../../lib/model/dim_substitute.ts";
import { model, value } from "../analysis/_models.ts";
import { histogramSpec } from "../../lib/display/statistics_display.ts";
import * as zoo from "../../lib/nn/zoo/mod.ts";
import { profile } from "../../lib/profile.ts";
import { conv, profileOf, residualNetwork } from "./_profiles.ts";

const batch = symbol("batch");
const read = async (file: string) => (await profile(new URL(`../data/${file}`, import.meta.url))).facts;
const PROFILES = {
  dynamic: await read("zoo/gpt2_nano.dyn.onnx"),
  recurrent: await read("zoo/lstm_lm.keep.onnx"),
  weights: await read("weights/state_dict.pth"),
  gated: (await profile(zoo.mobilenet_v3_small())).facts,
  numbers: profileOf(residualNetwork(1), { name: "resnet" }),
  symbols: profileOf(residualNetwork(batch), { inputs: [{ name: "input", shape: [batch, 3, 224, 224] }] }),
  nodes: profileOf(Array.from({ length: 80 }, () => ({ ...conv("", 1, [3, 8], 3, 14), name: "same" }))),
  unknown: profileOf([{ name: "x", op: "Custom", problem: "no rule" }]),
  one: profileOf([{ name: "alone", op: "Relu", work: { compares: 4 }, shape: [4] }]),
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
        yield [`${name} ${title} ${metric}`, chartSpec(profile, name, { metric, between: ["flopbook", "flopbook.macs"] })];
      }
    }
  }
  yield ["comparison", modelsChart(comparisonView(Object.entries(PROFILES).map(([name, profile]) => ({ name, profile }))))];
}

interface BarDatum {
  readonly layer: string;
  readonly macs?: number;
  readonly memoryAccess?: number;
  readonly rest: boolean;
}

function bars(profile: typeof PROFILES.numbers, options?: ChartOptions): readonly BarDatum[] {
  return (CHARTS.costPerModule.spec(profile, options) as { data: { values: BarDatum[] } }).data.values;
}

Deno.test("bars are sorted and sum to the network's total", () => {
  for (const limit of [3, 12, 30]) {
    const all = bars(PROFILES.numbers, { limit });
    const values = all.filter(({ rest }) => !rest).map(({ macs }) => macs!);
    assertEquals(values, values.toSorted((a, b) => b - a));
    assertEquals(all.reduce((total, { macs }) => total + macs!, 0), PROFILES.numbers.totals.macs);
    const { readBytes, writeBytes } = PROFILES.numbers.totals.memoryAccess;
    const touched = all.reduce((total, { memoryAccess }) => total + memoryAccess!, 0);
    assertEquals(touched, Number(readBytes) + Number(writeBytes), "whatever cost is picked");
    assert(values.length <= limit);
  }
  assertEquals(new Set(bars(PROFILES.nodes).map(({ layer }) => layer)).size, 31, "bars of one name stay apart");
  assertEquals(bars(PROFILES.unknown, { metric: "macs" }).map(({ rest, macs }) => rest ? 0 : macs), [undefined, 0]);
});

Deno.test("specifications are inline, of fixed width, without background or theme", () => {
  for (const [title, spec] of everySpec()) {
    assertEquals(spec["$schema"], "https://vega.github.io/schema/vega-lite/v5.json", title);
    assertEquals([spec["width"], "background" in spec, "config" in spec], [420, false, false]);
    assertStringIncludes(JSON.stringify(spec), '"tooltip"');
    assert(String(spec["description"]).length > 20, `${title} says what it shows`);
    assertEquals(JSON.parse(JSON.stringify(spec)), spec, "plain JSON");
  }
});

/** A chart's data, of the first layer that has some. */
function dataOf<T>(spec: Readonly<Record<string, unknown>>): readonly T[] {
  return (spec["data"] as { values: T[] }).values;
}

Deno.test("memory: the peak is the network's, with the tensors that are alive then", () => {
  const network = model({
    inputs: [value("x", [1, 1000])],
    outputs: ["z"],
    nodes: [
      { op: "Relu", inputs: ["x"], outputs: ["a"], name: "first" },
      { op: "Concat", inputs: ["a", "x"], outputs: ["b"], attributes: { axis: 1 }, name: "widest" },
      { op: "ReduceSum", inputs: ["b"], outputs: ["z"], name: "last" },
    ],
  });
  const facts = measure(inferShapes(network));
  const spec = CHARTS.memory.spec(facts);
  const moments = dataOf<{ node: string; bytes: number; peak: boolean }>(spec);
  // by hand, 4 bytes an element: x and a; x, a and b; b and z
  assertEquals(moments.map(({ node, bytes, peak }) => [node, bytes, peak]), [["first", 8000, false], ["widest", 16000, true], [
    "last",
    8004,
    false,
  ]]);
  assertEquals(facts.totals.peak.activationBytes, 16000);
  assertStringIncludes(CHARTS.memory.text(facts), "At the peak: b 7.81 KiB, x 3.91 KiB, a 3.91 KiB");
});

Deno.test("treemap: areas are in proportion and fill the whole", () => {
  const spec = CHARTS.treemap.spec(PROFILES.numbers, { metric: "macs" });
  const tiles = dataOf<{ layer: string; x: number; x2: number; y: number; y2: number }>(spec);
  const areas = new Map(tiles.map(({ layer, x, x2, y, y2 }) => [layer, (x2 - x) * (y2 - y)]));
  const whole = 420 * 300;
  assert(Math.abs([...areas.values()].reduce((a, b) => a + b, 0) / whole - 1) < 1e-3);
  for (const { name, macs } of PROFILES.numbers.modules) {
    const area = areas.get(name);
    if (area !== undefined) assert(Math.abs(area / whole - Number(macs) / Number(PROFILES.numbers.totals.macs)) < 1e-3, name);
  }
  assert(tiles.length > 10);
});

Deno.test("roofline: the slower of arithmetic and memory limits", () => {
  const device = { name: "mine", flopsPerSecond: 1e9, bytesPerSecond: 1e9, source: "made up" };
  const [, { data }] = CHARTS.roofline.spec(PROFILES.numbers, { device })["layer"] as [
    unknown,
    { data: { values: Record<string, number>[] } },
  ];
  for (const { intensity, attainable, limit } of data.values) {
    assertEquals(attainable, intensity! < 1 ? intensity! * 1e9 : 1e9);
    assertEquals(String(limit), intensity! < 1 ? "memory" : "arithmetic");
  }
  assert(new Set(data.values.map(({ limit }) => limit)).size === 2);
  assertThrows(() => CHARTS.roofline.spec(PROFILES.numbers, { device: "abacus" }), RangeError, "must be one of");
});

Deno.test("cost against size: the formula in Vega's language is the closed form", () => {
  const [n, m] = [symbol("n"), symbol("m")];
  const macs = max(multiply(3, product([n, m])), add(floorDivide(multiply(n, n), add(m, 2)), ceilDivide(n, m)));
  const profile = profileOf([{ name: "x", work: { macs } }], { inputs: [{ name: "x", shape: [n, m] }] });
  const spec = CHARTS.costAgainstSize.spec(profile, { size: "n" });
  const [{ transform: [{ calculate }] }] = spec["layer"] as [{ transform: [{ calculate: string }] }];
  const formula = new Function("datum", "size0", "floor", "ceil", "min", "max", `return ${calculate}`);
  for (const [size, other] of [[1, 1], [7, 2], [100, 3], [13, 40]] as const) {
    const value = formula({ size }, other, Math.floor, Math.ceil, Math.min, Math.max);
    assertEquals(value, substitution(new Map([["n", size], ["m", other]]))(macs));
  }
  assertThrows(() => CHARTS.costAgainstSize.spec(profile, { size: "k" }), RangeError, "must be one of: ");
});

Deno.test("operators: shares of each cost sum to the whole", () => {
  const shares = dataOf<{ cost: string; share: number }>(CHARTS.operators.spec(PROFILES.numbers, { limit: 1 }));
  for (const [cost, of] of Map.groupBy(shares, ({ cost }) => cost)) {
    assert(Math.abs(of.reduce((total, { share }) => total + share, 0) - 1) < 1e-9, cost);
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
