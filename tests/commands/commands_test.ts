import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { COMMANDS } from "../../lib/commands/mod.ts";
import { errorLines, flopbook, flopbookHere, flopbooks, type Ran } from "./_flopbook.ts";

const resnet = "examples/resnet50.onnx";
const zoo = "tests/data/zoo/";

Deno.test("each command has a help of its own, with all of its options", async () => {
  const whole = await flopbookHere("-h");
  const each: Ran[] = [];
  for (const { name } of COMMANDS) each.push(await flopbookHere(name, "--help"));
  for (const { name } of COMMANDS.slice(1)) assertMatch(whole.stdout, new RegExp(`^  ${name} `, "m"));
  each.forEach(({ code, stdout, stderr }, index) => {
    const { name, options, summary } = COMMANDS[index]!;
    assertEquals([code, stderr], [0, ""], name);
    assertMatch(stdout, new RegExp(`^${summary.replace(/[.*]/g, "\\$&")}\n\nUsage: ${name} MODEL`));
    for (const option of options) assertMatch(stdout, new RegExp(`^  --${option.name}(\\[| ).* {2}`, "m"));
    assert(stdout.split("\n").every((line) => line.length <= 150), name);
  });
});

Deno.test("help is a word, too", async () => {
  const [word, option, ofOne, ofOneByOption] = await flopbooks([["help"], ["--help"], ["help", "audit"], ["audit", "-h"]]);
  assertEquals([word!.code, word!.stdout, ofOne!.stdout], [0, option!.stdout, ofOneByOption!.stdout]);
});

Deno.test("each command says what is wrong in one line, with exit code 2", async () => {
  const rows: [string[], RegExp][] = [
    [["compare"], /two or more models are wanted: there is none \(compare --help/],
    [["compare", resnet], /two or more models are wanted/],
    [["compare", resnet, resnet, "--csv"], /there is no option --csv/],
    [["audit"], /MODEL is missing \(audit --help shows the usage\)/],
    [["audit", resnet, resnet], /one MODEL is wanted/],
    [["audit", resnet, "--dim", "batch=1"], /current free dimensions are none/],
    [["summary", resnet, "--depth", "deep"], /--depth takes a whole number of 0 or more: current value is deep/],
    [["summary", resnet, "--depth=-1"], /--depth takes a whole number/],
    [["summary", resnet, "--rows", "0"], /--rows takes a whole number of 1 or more/],
    [["summary", resnet, "--columns", "inptu"], /there is no column inptu; did you mean input\?/],
    [["tree", resnet, "--find"], /--find needs a value/],
    [["identify", resnet], /NUMBER is missing/],
    [["identify", "missing.onnx", "many"], /Cannot identify "many" as it must be a number/],
    [["explain", resnet], /NAME is missing/],
    [["explain", resnet, "a", "b"], /one NAME is wanted: a b/],
    [["explain", resnet, "layer1.0.conv22"], /the nearest are "layer1\.0\.conv2"/],
    [["chart", resnet], /CHART is missing: one of costAgainstSize/],
    [["chart", resnet, "tremap"], /there is no chart tremap; did you mean treemap\?/],
    [["chart", resnet, "__proto__"], /there is no chart __proto__/],
    [["chart", resnet, "treemap", "--metric", "joules"], /--metric takes one of macs/],
    [["chart", resnet, "roofline", "--device", "abacus"], /must be one of: .*GTX 1080 Ti/],
    [["chart", resnet, "waterfall", "--between", "thop"], /--between takes FROM,TO/],
    [["measure", resnet, "--runs", "0"], /--runs takes a whole number of 1 or more/],
    [["measure", resnet, "--threads", "1.5"], /--threads takes a whole number/],
    [["measure", resnet, "--trace", "deno.json", "--runs", "3", "--random-weights"], /--trace stands without --runs and --random-weights/],
    [["measure", resnet, "--trace", "deno.json"], /Cannot read the profile/],
  ];
  for (const [args, message] of rows) {
    const ran = await flopbookHere(...args);
    assertEquals([ran.code, errorLines(ran).length, ran.stdout], [2, 1, ""], args.join(" "));
    assertMatch(errorLines(ran)[0]!, message);
  }
});

Deno.test("a file that cannot be read is exit code 1 for each command, with one line that names it", async () => {
  const operands: Readonly<Record<string, string[]>> = { compare: [resnet], identify: ["4.1G"], explain: [""], chart: ["memory"] };
  for (const { name } of COMMANDS) {
    const ran = await flopbookHere(name, "README.md", ...operands[name] ?? []);
    assertEquals([ran.code, errorLines(ran).length, ran.stdout], [1, 1, ""]);
    assertStringIncludes(ran.stderr, "README.md");
  }
});

Deno.test("compare puts models side by side, and knows one network in two precisions", async () => {
  const models = [`${zoo}resnet18.keep.onnx`, `${zoo}resnet18.fp16.onnx`];
  assertMatch((await flopbook("compare", ...models)).stdout, /one network, stored as float32 and float16/);
  const { networks } = JSON.parse((await flopbook("compare", ...models, "--json")).stdout);
  assertEquals(networks, [{ models: [0, 1], kinship: "same" }]);
  const sized = await flopbook("compare", resnet, `${zoo}mobilenet_v2.dyn.onnx`, "--dim", "batch=2", "--json");
  assertEquals([sized.code, errorLines(sized)], [0, []]); // only one of them has a batch that is free
});

Deno.test("audit, summary, tree, identify and explain print what the functions of these names give", async () => {
  const [audit, summary, tree, identify, explain] = await flopbooks([
    ["audit", `${zoo}mobilenet_v2.dyn.onnx`, "--json"],
    ["summary", resnet, "--columns", "output,params", "--depth", "1"],
    ["tree", resnet, "--find", "layer4.*conv1"],
    ["identify", resnet, "8.17", "GFLOPs", "--json"],
    ["explain", resnet, "layer1.0.conv2"],
  ]);
  assertEquals(JSON.parse(audit!.stdout).reports.map(({ guideline }: { guideline: string }) => guideline), ["G1", "G2", "G3", "G4"]);
  assertMatch(summary!.stdout, /fc \(Linear: 1-10\) +\[1, 99\] +202,851/);
  assert(!/conv2/.test(summary!.stdout));
  assertMatch(tree!.stdout, /3 of 150 layers with "layer4\.\*conv1"/);
  assertEquals(JSON.parse(identify!.stdout).matches.map(({ tool }: { tool: string }) => tool), ["torch"]);
  assertMatch(explain!.stdout, /macs: 3 × 3 × 64 × 64 × 56 × 56 = 115,605,504/);
});

Deno.test("pages are whole, hold no script, and show names of a model as text", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const hostile = `${folder}/<img src=x onerror=alert(1)>.onnx`;
    await Deno.copyFile(new URL(`../../${resnet}`, import.meta.url), hostile);
    const page = `${folder}/page.html`;
    for (
      const args of [["compare", hostile, resnet], ["audit", hostile], ["summary", hostile], ["tree", hostile], [
        "identify",
        hostile,
        "4.13G",
      ]]
    ) {
      const { code, stdout } = await flopbook(...args, "--html", page);
      assertEquals(code, 0, args[0]);
      assertStringIncludes(stdout, "A page that shows this");
      const html = await Deno.readTextFile(page);
      assertMatch(html, /^<!DOCTYPE html>[\s\S]*default-src 'none'[\s\S]*<\/html>\s*$/);
      assert(!/<script|<img/.test(html), args[0]);
      await Deno.remove(page);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a chart is printed as text, as a specification, or written as a picture", async () => {
  const picture = await Deno.makeTempFile({ suffix: ".png" });
  try {
    const [text, json] = await flopbooks([["chart", resnet, "treemap"], ["chart", resnet, "treemap", "--metric", "parameters", "--json"]]);
    assertMatch(text!.stdout, /^macs in resnet50\.onnx: 4\.09 G/);
    assertMatch(JSON.parse(json!.stdout).$schema, /vega-lite/);
    assertEquals((await flopbook("chart", resnet, "operators", "--png", picture)).code, 0);
    assertEquals([...(await Deno.readFile(picture)).subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  } finally {
    await Deno.remove(picture);
  }
});

Deno.test("a profile that onnxruntime wrote elsewhere is shown beside the counts", async () => {
  const args = ["measure", `${zoo}shufflenet_v2_x0_5.fold.onnx`, "--trace", "tests/data/profiles/shufflenet_v2_x0_5.fold.json"];
  const [text, json] = await flopbooks([args, [...args, "--json"]]);
  assertMatch(text!.stdout, /a profile from elsewhere[^]*Where the time goes/);
  const { conditions, milliseconds, timing } = JSON.parse(json!.stdout);
  assertEquals([conditions, milliseconds], [["a profile from elsewhere"], undefined]);
  assert(timing.kernelMicroseconds > 0);
});

const tried = await flopbook(
  "measure",
  `${zoo}squeezenet1_1.keep.onnx`,
  "--runs",
  "4",
  "--warmup",
  "1",
  "--threads",
  "1",
  "--random-weights",
  "--json",
);
const missing = /cannot be loaded/.test(tried.stderr);

Deno.test({
  name: `measure runs a model as often as asked${missing ? ` (${tried.stderr.trim()})` : ""}`,
  ignore: missing,
  fn() {
    assertEquals(tried.code, 0, tried.stderr);
    const { milliseconds, conditions, batch } = JSON.parse(tried.stdout);
    assertEquals([milliseconds.length, batch], [4, 1]);
    assert(conditions.includes("random weights") && conditions.some((text: string) => text.endsWith("1 thread")), conditions.join());
  },
});
