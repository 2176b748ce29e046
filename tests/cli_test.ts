import { assert, assertEquals, assertMatch } from "@std/assert";

const root = new URL("../", import.meta.url);

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without a lock file: whatever one lists is downloaded by everyone who runs anything here. Quietly, as the first run tells of what it downloads. */
async function flopbook(...args: string[]): Promise<Ran> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-lock", "lib/cli.ts", ...args],
    cwd: root,
    env: { NO_COLOR: "1" },
  });
  const { code, stdout, stderr } = await command.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

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
  ];
  const answers = await Promise.all(rows.map(([args]) => flopbook(...args)));
  answers.forEach(({ code, stderr }, index) => {
    assertEquals([code, stderr.trimEnd().split("\n").length], [2, 1], rows[index]![0].join(" "));
    assertMatch(stderr, rows[index]![1]);
  });
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

Deno.test("values may be what JSON has no word for, as Python writes it", async () => {
  const { code, stderr } = await flopbook(resnet, "--value", 'input=[NaN, -Infinity, Infinity, 1, "NaN"]', "--json");
  assertEquals([code, stderr], [0, ""]);
});
