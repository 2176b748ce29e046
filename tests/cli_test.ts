import { assert, assertEquals, assertMatch } from "@std/assert";
import { errorLines, flopbook, flopbookHere, flopbookIn, flopbooks } from "./commands/_flopbook.ts";

const root = new URL("../", import.meta.url);

const resnet = "examples/resnet50.onnx";

Deno.test("the table is printed, and help on request", async () => {
  const table = await flopbook(resnet);
  assertEquals([table.code, table.stderr], [0, ""]);
  assertMatch(table.stdout, /4,087,339,008/);
  assertMatch((await flopbook("--help")).stdout, /Usage: profile MODEL/);
});

Deno.test("--json prints one object with the contract's fields", async () => {
  const { code, stdout } = await flopbook(resnet, "--json");
  assertEquals(code, 0);
  const json = JSON.parse(stdout);
  const fields = [
    "schema",
    "model",
    "inputs",
    "outputs",
    "totals",
    "coverage",
    "conventions",
    "modules",
    "nodes",
    "parameters",
    "buffers",
    "tensors",
  ];
  assertEquals(Object.keys(json).filter((key) => key !== "notes" && key !== "constraints"), fields);
  assertEquals([json.schema, json.totals.macs, json.totals.parameters], [1, 4_087_339_008, 23_710_883]);
  assertEquals(json.model.bytes, (await Deno.stat(new URL(resnet, root))).size);
  assertEquals(json.tensors["output0"], { dtype: "float32", shape: [1, 99] });
});

Deno.test("inputs and free dimensions are set by name", async () => {
  const free = "tests/data/zoo/lstm_lm.dyn.onnx";
  assertEquals(JSON.parse((await flopbook(free, "--json", "--dim", "batch=2", "--dim", "seq=32")).stdout).totals.macs, 2 * 11_436_032);
  assertEquals(JSON.parse((await flopbook(free, "--json", "--input", "tokens=2x32")).stdout).totals.macs, 2 * 11_436_032);
  const closed = JSON.parse((await flopbook(free, "--json")).stdout);
  assertEquals(closed.inputs, [{ name: "tokens", dtype: "int64", shape: ["batch", "seq"] }]);
});

Deno.test("--reconcile prints why two tools differ, or all tools' numbers", async () => {
  const text = await flopbook(resnet, "--reconcile", "thop,torch");
  assertEquals([text.code, text.stderr], [0, ""]);
  assertMatch(text.stdout, /4,131,897,344[^]*2 per multiply-accumulate[^]*BatchNorm[^]*8,174,678,016/);
  const { from, to, steps } = JSON.parse((await flopbook(resnet, "--reconcile=thop,torch", "--json")).stdout);
  assertEquals([from.value, to.value, steps.at(-1).after], [4_131_897_344, 8_174_678_016, 8_174_678_016]);
  const all = JSON.parse((await flopbook(resnet, "--reconcile", "all", "--json")).stdout).conventions;
  assertEquals(all.find(({ name }: { name: string }) => name === "thop").numbers, { flops: 4_131_897_344, params: 23_710_883 });
});

Deno.test("wrong usage is exit code 2, with one line", async () => {
  const rows: [string[], RegExp][] = [
    [[], /MODEL is missing/],
    [[resnet, "other.onnx"], /one MODEL is wanted/],
    [[resnet, "--fast"], /there is no option --fast/],
    [[resnet, "--input", "input"], /--input takes NAME=1x3x224x224/],
    [[resnet, "--input", "input=1xax2"], /--input takes/],
    [[resnet, "--dim", "batch=two"], /--dim takes NAME=VALUE/],
    [[resnet, "--value", "input={"], /--value takes NAME=JSON/],
    [[resnet, "--html"], /--html needs a value/],
    [[resnet, "--input", "images=1x3x224x224"], /current inputs are "input"/],
    [[resnet, "--input", "input=1x3"], /must have 4 dimensions/],
    [[resnet, "--dim", "batch=1"], /current free dimensions are none/],
    [[resnet, "--convention", "guess"], /must be one of: flopbook/],
    [[resnet, "--reconcile", "thop"], /--reconcile takes FROM,TO or all/],
    [[resnet, "--reconcile", "thop,guess"], /must be one of: flopbook/],
    [[resnet, "--reconcile", "thop,torch.macs"], /the numbers of torch are: flops/],
    [[resnet, "--reconcile", "all", "--html", "page.html"], /stands without --html/],
    [[resnet, "--reconcile", "all", "--max-macs", "1G"], /stands without --max-macs/],
    [[resnet, "--jsno"], /there is no option --jsno; did you mean --json\?/],
    [[resnet, "-json"], /there is no option -json; did you mean --json\?/],
    [[resnet, "--max-mac=4G"], /there is no option --max-mac; did you mean --max-macs\?/],
    [[resnet, "--html", "--json"], /--html needs a value: --html FILE/],
    [[resnet, "--html="], /--html needs a value/],
    [[resnet, "--json=yes"], /--json takes no value: current value is yes/],
    [[resnet, "--json", "--markdown"], /--json and --markdown are both for the standard output/],
    [[resnet, "--csv=layers"], /--csv takes one of modules, nodes, tensors/],
    [[resnet, "--max-macs", "4GiB"], /Cannot read the limit "4GiB" as it must be a number such as 4.1G/],
    [[resnet, "--max-peak", "lots"], /such as 100MiB/],
    [[resnet, "--__proto__=1"], /there is no option --__proto__/],
    [[resnet, "--constructor"], /there is no option --constructor/],
    [[resnet, "--input", "__proto__=1"], /current inputs are "input"/],
    [[resnet, "--", "--json"], /one MODEL is wanted: .* --json/],
    [["cmopare", resnet, resnet], /there is no command cmopare; did you mean compare\?/],
    [["--json", "audit", resnet], /the command audit must stand first/],
    [["--depth", "2", "summary", resnet], /the command summary must stand first/],
    [["sumary", resnet, "--depth", "2"], /there is no command sumary; did you mean summary\?/],
    [["\u001b[31m", "\u202e", "x"], /^one MODEL is wanted: \?\[31m \? x/],
  ];
  assertEquals((await flopbook("--nothing")).code, 2); // as a process
  for (const [args, message] of rows) {
    const ran = await flopbookHere(...args);
    assertEquals([ran.code, errorLines(ran).length, ran.stdout], [2, 1, ""], args.join(" "));
    assertMatch(errorLines(ran)[0]!, message);
  }
});

Deno.test("a model that cannot be read is exit code 1, with one line that names it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const whole = await Deno.readFile(new URL(resnet, root));
    const files: Record<string, Uint8Array> = {
      "empty.onnx": new Uint8Array(0),
      "cut.onnx": whole.subarray(0, whole.length / 2),
      "png.onnx": Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0),
      "lfs.onnx": new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"),
      "page\u001b[31m.onnx": new TextEncoder().encode("<!doctype html><html></html>"),
    };
    for (const [name, bytes] of Object.entries(files)) await Deno.writeFile(`${folder}/${name}`, bytes);
    for (const name of [...Object.keys(files), "missing.onnx", ""]) {
      const { code, stdout, stderr } = await flopbook(`${folder}/${name}`, "--json");
      assertEquals([code, stdout, stderr.trimEnd().split("\n").length], [1, "", 1], name);
      assert(stderr.includes(name.replaceAll("\u001b", "?")) && !stderr.includes("\u001b"), stderr);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("--html writes a page whole, or leaves what was there", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const page = `${folder}/report.html`;
    assertEquals((await flopbook(resnet, "--html", page)).code, 0);
    assertMatch(await Deno.readTextFile(page), /^<!DOCTYPE html>[\s\S]*resnet50\.onnx[\s\S]*<\/html>\s*$/);
    const failed = await flopbook(resnet, "--html", `${folder}/no/such/folder/report.html`);
    assertEquals(failed.code, 1);
    assertMatch(failed.stderr, /^Cannot write .*report\.html/);
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name), ["report.html"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a read that takes long says so on stderr, once where that is no terminal", async () => {
  const whole = await Deno.readFile(new URL(resnet, root));
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    await new Promise((done) => setTimeout(done, 300));
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range")!)!;
    const end = Math.min(Number(last), whole.length - 1);
    return new Response(whole.slice(Number(first), end + 1), {
      status: 206,
      headers: { "content-range": `bytes ${first}-${end}/${whole.length}` },
    });
  });
  const { code, stderr } = await flopbook(`http://127.0.0.1:${server.addr.port}/model.onnx`, "--json");
  assertEquals(code, 0);
  assertMatch(stderr, /^reading http:\/\/127\.0\.0\.1:\d+\/model\.onnx: 0\.\d of 0\.1 MB\n$/);
});

Deno.test("a budget that is passed over is exit code 3, with one line for each and the answer as ever", async () => {
  const within = await flopbook(resnet, "--max-macs", "4.1G", "--max-parameters=25M", "--max-peak", "10MiB", "--max-flops", "9G", "--json");
  assertEquals([within.code, errorLines(within)], [0, []]);
  const over = await flopbook(resnet, "--max-macs", "4.0G", "--max-parameters=23.7M", "--max-parameter-bytes", "90MiB", "--json");
  assertEquals(over.code, 3);
  assertEquals(errorLines(over), [
    "macs over budget: 4,087,339,008 (4.09 G), limit 4,000,000,000 (4.00 G), over by 87,339,008 (2.2%)",
    "parameters over budget: 23,710,883 (23.7 M), limit 23,700,000 (23.7 M), over by 10,883 (<0.1%)",
    "bytes of parameters over budget: 94,843,532 bytes (90.4 MiB), limit 94,371,840 bytes (90.0 MiB), over by 471,692 bytes (0.5%)",
  ]);
  assertEquals(over.stdout, within.stdout);
});

Deno.test("a budget on what is not a known number is an error, never a pass", async () => {
  const free = await flopbook("tests/data/zoo/lstm_lm.dyn.onnx", "--max-macs", "900T");
  assertEquals([free.code, errorLines(free).length], [2, 1]);
  assertMatch(free.stderr, /batch, seq are free: give each a value \(--dim batch=1/);
  const bound = await flopbook("tests/data/zoo/lstm_lm.dyn.onnx", "--max-macs", "11436032", "--dim", "batch=1", "--dim", "seq=32");
  assertEquals([bound.code, errorLines(bound)], [0, []]);
  const unknown = await flopbook("examples/custom_operator.onnx", "--max-macs", "900T", "--dim", "points=10");
  assertEquals([unknown.code, errorLines(unknown).length], [1, 1]);
  assertMatch(unknown.stderr, /no rule for operator PairwiseDistance/);
});

Deno.test("the profile is printed as Markdown and as CSV", async () => {
  const [markdown, modules, nodes] = await flopbooks([[resnet, "--markdown"], [resnet, "--csv"], [resnet, "--csv=nodes"]]);
  assertMatch(markdown!.stdout, /^# What resnet50\.onnx costs\n[^]*4,087,339,008/);
  assertMatch(modules!.stdout, /^module,[^]*\nlayer1\.0\.conv1,Conv2d,/);
  assertMatch(nodes!.stdout, /^node,op,[^]*\n\/conv1\/Conv,Conv,/);
});

Deno.test("a model that is called like a command is profiled by its path, or behind the command's name", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["compare", "profile", "-x"]) await Deno.copyFile(new URL(resnet, root), `${folder}/${name}`);
    for (const args of [["./compare"], ["profile", "compare"], ["profile", "profile"], ["profile", "--", "-x"], ["./profile"]]) {
      const { code, stdout } = await flopbookIn(folder, ...args);
      assertEquals(code, 0, args.join(" "));
      assertMatch(stdout, /4,087,339,008/);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("of a file that there is not, one of a like name is proposed, or a command", async () => {
  const rows: [string[], RegExp][] = [
    [["examples/resnet5.onnx"], /no such file; did you mean examples\/resnet50\.onnx\?$/],
    [["audit", "examples/resnet50.onxx"], /did you mean examples\/resnet50\.onnx\?$/],
    [["audti"], /no such command; did you mean audit\?$/],
    [["no/such/folder/model.onnx"], /there is no such file$/],
  ];
  const answers = await flopbooks(rows.map(([args]) => args));
  answers.forEach((ran, index) => {
    assertEquals([ran.code, errorLines(ran).length], [1, 1]);
    assertMatch(errorLines(ran)[0]!, rows[index]![1]);
  });
});

Deno.test("values may be what JSON has no word for, as Python writes it", async () => {
  const { code, stderr } = await flopbook(resnet, "--value", 'input=[NaN, -Infinity, Infinity, 1, "NaN"]', "--json");
  assertEquals([code, stderr], [0, ""]);
});
