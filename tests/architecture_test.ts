import { assertEquals } from "@std/assert";
import { CONVENTIONS } from "../lib/analysis/conventions/mod.ts";

/** Which layers each layer may import. Imports point down only. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  model: [],
  bytes: [],
  formats: ["bytes", "model"],
  weights: ["formats", "bytes", "model"],
  operators: ["model"],
  analysis: ["operators", "model"],
  display: ["analysis", "operators", "model"],
  pictures: ["display", "analysis"],
  nn: ["analysis", "operators", "model"],
  "to_onnx.ts": ["formats", "model"],
  "tensor_statistics.ts": ["shown.ts", "display", "pictures", "model"],
  network: ["tensor_statistics.ts", "weights", "formats", "bytes", "analysis", "model"],
  notebook: [],
  "surroundings.ts": [],
  "steady_outputs.ts": ["surroundings.ts"],
  "cell_progress.ts": ["surroundings.ts", "bytes"],
  "missing_file.ts": ["surroundings.ts", "analysis", "bytes"],
  "shown.ts": ["display", "analysis"],
  "explained.ts": ["shown.ts", "display", "analysis"],
  "drawn_chart.ts": ["shown.ts", "display", "pictures", "analysis"],
  "chart_display.ts": ["shown.ts", "display", "pictures", "analysis"],
  "graph_display.ts": ["shown.ts", "display", "pictures", "analysis"],
  "vega_lite.ts": ["drawn_chart.ts", "display", "analysis"],
  "summary.ts": ["shown.ts", "display", "analysis"],
  "tree.ts": ["shown.ts", "display", "analysis"],
  "save_report.ts": ["pictures", "analysis", "bytes"],
  "report.ts": [
    "chart_display.ts",
    "graph_display.ts",
    "save_report.ts",
    "shown.ts",
    "explained.ts",
    "display",
    "pictures",
    "analysis",
    "operators",
    "model",
  ],
  "identification.ts": ["shown.ts", "display", "analysis"],
  "identify.ts": ["profile.ts", "identification.ts", "display", "analysis", "model"],
  "reconciliation.ts": ["shown.ts", "chart_display.ts", "display", "analysis"],
  "profile.ts": [
    "reconciliation.ts",
    "report.ts",
    "summary.ts",
    "tree.ts",
    "network",
    "weights",
    "cell_progress.ts",
    "missing_file.ts",
    "surroundings.ts",
    "display",
    "analysis",
    "formats",
    "bytes",
    "operators",
    "model",
  ],
  "comparison.ts": ["shown.ts", "drawn_chart.ts", "chart_display.ts", "display", "pictures", "analysis"],
  "compare.ts": ["profile.ts", "comparison.ts", "report.ts", "shown.ts", "display", "analysis", "model"],
  "bound_network.ts": ["profile.ts", "network", "display", "analysis"],
  "audit.ts": ["bound_network.ts", "profile.ts", "shown.ts", "report.ts", "display", "analysis"],
  runner: ["formats", "bytes", "model"],
  "measurement_chart.ts": ["drawn_chart.ts", "display"],
  "measure.ts": [
    "measurement_chart.ts",
    "bytes",
    "bound_network.ts",
    "runner",
    "profile.ts",
    "shown.ts",
    "report.ts",
    "display",
    "analysis",
    "model",
  ],
  "race.ts": ["bound_network.ts", "runner", "profile.ts", "shown.ts", "display", "analysis"],
  "device.ts": ["nn", "runner", "shown.ts", "report.ts", "display", "analysis", "model"],
  experiments: ["drawn_chart.ts", "nn", "runner", "shown.ts", "vega_lite.ts", "report.ts", "display", "analysis", "model"],
  commands: [
    "audit.ts",
    "chart_display.ts",
    "compare.ts",
    "measure.ts",
    "identify.ts",
    "profile.ts",
    "report.ts",
    "shown.ts",
    "pictures",
    "display",
    "analysis",
    "bytes",
  ],
  "cli.ts": ["commands"],
  "mod.ts": [
    "steady_outputs.ts",
    "audit.ts",
    "compare.ts",
    "comparison.ts",
    "device.ts",
    "experiments",
    "measure.ts",
    "measurement_chart.ts",
    "race.ts",
    "runner",
    "tensor_statistics.ts",
    "weights",
    "profile.ts",
    "to_onnx.ts",
    "nn",
    "identify.ts",
    "identification.ts",
    "reconciliation.ts",
    "chart_display.ts",
    "drawn_chart.ts",
    "graph_display.ts",
    "vega_lite.ts",
    "report.ts",
    "summary.ts",
    "tree.ts",
    "shown.ts",
    "explained.ts",
    "network",
    "display",
    "analysis",
    "operators",
    "formats",
    "bytes",
    "model",
  ],
};

/** The only places that may use what a browser does not have. */
const DENO_ALLOWED = /^lib\/(bytes\/(file_source|file_folder|write_file)\.ts|cli\.ts|commands\/|notebook\/|runner\/)/;

const root = new URL("../", import.meta.url);

async function* sources(folder = ""): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(new URL(folder, root))) {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory && (folder !== "" || entry.name === "lib")) yield* sources(`${path}/`);
    else if (entry.name.endsWith(".ts") && (folder !== "" || entry.name === "mod.ts")) yield path;
  }
}

const files = await Array.fromAsync(sources());
const texts = new Map(await Promise.all(files.map(async (path) => [path, await Deno.readTextFile(new URL(path, root))] as const)));

/** The layer of a file: its folder in `lib`, or the file itself. */
function layerOf(path: string): string {
  return path.replace(/^lib\//, "").split("/")[0]!;
}

function importsOf(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "");
  return [...code.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*"([^"]+)"|import\("([^"]+)"\)/g)].map((match) =>
    match[1] ?? match[2]!
  ).filter((specifier) => !specifier.includes("${")); // code that is printed for others
}

Deno.test("imports point down, and to relative .ts files or pinned packages only", () => {
  const wrong: string[] = [];
  for (const [path, text] of texts) {
    const layer = layerOf(path);
    const allowed = LAYERS[layer];
    if (allowed === undefined) wrong.push(`${path}: layer ${layer} is not in the table`);
    for (const specifier of importsOf(text)) {
      if (specifier.startsWith(".")) {
        const target = new URL(specifier, new URL(path, root)).href.slice(root.href.length);
        const to = layerOf(target);
        if (!texts.has(target)) wrong.push(`${path}: ${specifier} is no file`);
        else if (to !== layer && !allowed?.includes(to)) wrong.push(`${path}: ${layer} must not import ${to}`);
      } else if (
        !/^npm:(@[\w-]+\/)?[\w-]+@\d+\.\d+\.\d+(\/|$)/.test(specifier) && !(DENO_ALLOWED.test(path) && specifier.startsWith("node:"))
      ) {
        wrong.push(`${path}: ${specifier} is neither relative nor a pinned package`);
      }
    }
  }
  assertEquals(wrong, []);
});

Deno.test("only the file source, the command line and the notebook runner use Deno or Node", () => {
  const wrong = [...texts].filter(([path, text]) =>
    !DENO_ALLOWED.test(path) && /\bDeno\.(?!customInspect)\w/.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""))
  );
  assertEquals(wrong.map(([path]) => path), []);
});

Deno.test("a file has at most 300 lines", () => {
  assertEquals([...texts].filter(([, text]) => text.split("\n").length > 301).map(([path]) => path), []);
});

Deno.test("no tool is named outside the folder of conventions", () => {
  const names = CONVENTIONS.map(({ name }) => name).filter((name) => name !== "flopbook"); // which is also our own name
  const theirs = /^lib\/(analysis\/conventions|formats\/pytorch)\//; // PyTorch's files are full of its own name
  const wrong = [...texts].filter(([path]) => !theirs.test(path)).flatMap(([path, text]) => {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|\b(pkg\.)?torch\.(nn|onnx|Size)\b/g, ""); // an exporter's words, and PyTorch's own in an error, name no tool
    return names.filter((name) => new RegExp(`["'\`/.]${name}["'\`.]`).test(code)).map((name) => `${path}: ${name}`);
  });
  assertEquals(wrong, []);
});

Deno.test("each convention is one file, one line of the table, one test", () => {
  const table = texts.get("lib/analysis/conventions/mod.ts")!;
  for (const { name } of CONVENTIONS) {
    const file = name.replaceAll("-", "_");
    assertEquals(texts.has(`lib/analysis/conventions/${file}.ts`), true, name);
    assertEquals(table.includes(`"./${file}.ts"`), true, name);
    assertEquals(Deno.statSync(new URL(`tests/analysis/conventions/${file}_test.ts`, root)).isFile, true, name);
  }
});

/** The one operator that has an attribute of that name of its own, by which it says which Softmax it stands for. */
const OWN_OPSET = new Set(["lib/operators/contrib/q_linear_softmax.ts"]);

Deno.test("operator rules read no version of the standard", () => {
  const wrong = [...texts].filter(([path, text]) =>
    path.startsWith("lib/operators/") && !path.endsWith("/bind.ts") && !OWN_OPSET.has(path) &&
    /\bopset\b/i.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ""))
  );
  assertEquals(wrong.map(([path]) => path), []);
});
