/** Real runs. They take a process of their own: see `_process.ts`. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("_process.ts", import.meta.url));
const zoo = new URL("../data/zoo/", import.meta.url);
const shared = new URL("../../../shared/zoo/models/", import.meta.url);

// deno-lint-ignore no-explicit-any -- each task answers with its own object
type Answer = any;

async function ask(permissions: readonly string[], ...task: string[]): Promise<Answer> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, "--quiet", "--no-lock", "--no-config", script, ...task],
  }).output();
  const line = new TextDecoder().decode(stdout).trim().split("\n").at(-1)!;
  if (line === "") throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(line);
}

const run = (...task: string[]) => ask(["-A"], ...task);
const first = await run("measure", fileURLToPath(new URL("lstm_lm.keep.onnx", zoo)));
const missing: string | undefined = first.error?.includes("cannot be loaded") ? first.error : undefined;

/** Declares a test that needs the runtime; where it cannot be had, the test is skipped and its name says why. */
function testWithRuntime(name: string, fn: (context: Deno.TestContext) => Promise<void> | void): void {
  Deno.test({ name: missing === undefined ? name : `${name} (${missing})`, ignore: missing !== undefined, fn });
}

function checkMapping({ error, mappedShare, macs, counted, lost }: Answer): void {
  assertEquals(error, undefined);
  assert(mappedShare >= 0.95, `mapped ${mappedShare}`);
  assertEquals([lost, macs], [[], counted]);
}

for (
  const name of [
    "gpt2_nano.fold",
    "shufflenet_v2_x0_5.fold",
    "mobilenet_v2.dyn",
    "transformer_encoder.keep",
    "resnet18.keep",
    "unet.dyn",
    "resnet18.fp16",
    "resnet18.qdq",
  ]
) {
  testWithRuntime(`${name} runs with random weights, and its kernels are mapped to its nodes`, async () => {
    const answer = await run("measure", fileURLToPath(new URL(`${name}.onnx`, zoo)));
    checkMapping(answer);
    assertEquals(answer.milliseconds.length, 5);
    assert(answer.spread.least <= answer.spread.lower && answer.spread.lower <= answer.spread.median);
    assert(answer.conditions.includes("random weights"));
  });
}

const hasShared = await Deno.stat(shared).then(() => true, () => false);
testWithRuntime(
  `every folded model of the shared zoo likewise${hasShared ? "" : " (skipped: ../shared/zoo is not there)"}`,
  async (context) => {
    if (!hasShared) return;
    for await (const { name } of Deno.readDir(shared)) {
      if (!name.endsWith(".fold.onnx")) continue;
      await context.step(name, async () => checkMapping(await run("measure", fileURLToPath(new URL(name, shared)))));
    }
  },
);

testWithRuntime("a model's own weights are used where they can be had", async () => {
  assert(first.conditions.includes("random weights")); // the small zoo has none
  const { encodeModel } = await import("../../lib/formats/onnx/encode/encode_model.ts");
  const { load } = await import("../../lib/profile.ts");
  const { randomWeights } = await import("../../lib/runner/random_data.ts");
  const path = await Deno.makeTempFile({ suffix: ".onnx" });
  try {
    await Deno.writeFile(path, encodeModel((await load(new URL("lstm_lm.keep.onnx", zoo))).model, randomWeights()));
    const answer = await run("measure", path);
    checkMapping(answer);
    assert(answer.conditions.includes("stored weights"));
  } finally {
    await Deno.remove(path);
  }
});

testWithRuntime("measuring ends between two runs", async () => {
  assertEquals(await run("abort", fileURLToPath(new URL("gpt2_nano.fold.onnx", zoo))), { message: "enough", done: 2 });
});

testWithRuntime("this machine is calibrated", async () => {
  const { error, macsPerSecond, bytesPerSecond, operatorMicroseconds } = await run("device");
  assertEquals(error, undefined);
  assert(macsPerSecond > 1e8 && macsPerSecond < 1e15, `${macsPerSecond} macs a second`);
  assert(bytesPerSecond > 1e8 && bytesPerSecond < 1e14, `${bytesPerSecond} bytes a second`);
  assert(operatorMicroseconds > 0.01 && operatorMicroseconds < 1e4, `${operatorMicroseconds} µs`);
});

testWithRuntime("the experiments run, stand beside the paper's columns, and count their runs as one", async () => {
  const { error, shown, told } = await run("experiments");
  assertEquals(error, undefined);
  assertEquals(shown.map(({ table, rows }: Answer) => [table, rows.length]), [[1, 4], [4, 4]]);
  for (const { rows, ranks, conditions, correlations } of shown) {
    assert(rows.every(({ milliseconds, shortest }: Answer) => milliseconds.least > 0 && shortest > 0));
    assert(rows.some(({ relative }: Answer) => relative.here === 1) && ranks.includes(1));
    assert(conditions.endsWith("1 thread"), conditions);
    assert(Math.abs(correlations.gpu) <= 1);
  }
  const each = 4 * (1 + 5 + 6); // rows × (warm-up, timed, profiled runs)
  assertEquals([told[0], told[each - 1], told.length], [[1, each], [each, each], 2 * each]);
});

testWithRuntime("the time of ShuffleNet V1 and MobileNet V2 is told by kind of work", async () => {
  const { error, facts, text } = await run("whereTimeGoes");
  assertEquals(error, undefined);
  assertEquals(facts.map(({ name }: Answer) => name), ["shufflenet_v1_x1_g3", "mobilenet_v2"]);
  for (const { classes } of facts) {
    const share = (kind: string) => classes.find((each: Answer) => each.kind === kind)?.share ?? 0;
    assert(Math.abs(classes.reduce((sum: number, each: Answer) => sum + each.share, 0) - 1) < 1e-9);
    assert(share("conv") > 0.3 && share("depthwise") > 0, JSON.stringify(classes));
  }
  assert(text.includes("depthwise convolution"));
});

testWithRuntime("a network with weights that the runtime does not take from memory is refused before they are made", async () => {
  const { error } = await run("tooLarge");
  assert(error.includes("must be below 2 GiB, which is what onnxruntime takes: they are 6.3 GB"), error);
});

testWithRuntime("networks race in turns: the one with twenty times the work loses, and both stand with their counts", async () => {
  const { error, none, rows, fastest, text, html, conditions } = await run("race");
  assertEquals(error, undefined);
  const macs = 9 * 64 * 64 * 28 * 28;
  assertEquals(rows.map((row: Answer) => [row.name, row.macs, row.milliseconds.count]), [["<one>", macs, 12], ["twenty", 20 * macs, 12]]);
  assertEquals([fastest, rows[0].relative], ["<one>", 1]);
  assert(rows[1].relative > 4, `twenty layers take ${rows[1].relative} times as long as one`);
  assert(/^onnxruntime-node .*, cpu, 1 thread, random weights$/.test(conditions), conditions);
  assert(text.includes("twenty") && html.includes("&lt;one&gt;") && !html.includes("<one>"));
  assertEquals(none, "Cannot time networks as there must be at least one: there is none");
});

testWithRuntime("a remote model is timed with random weights while less than 2 % of it is read", async () => {
  const { encodeModel } = await import("../../lib/formats/onnx/encode/encode_model.ts");
  const { load } = await import("../../lib/profile.ts");
  const { randomWeights } = await import("../../lib/runner/random_data.ts");
  const file = encodeModel((await load(new URL("resnet50_nc99.init.onnx", zoo))).model, randomWeights()); // 95 MB
  const server = Deno.serve({ port: 0, onListen: () => {} }, (request) => rangeOf(file, request));
  try {
    const answer = await run("measure", `http://127.0.0.1:${server.addr.port}/resnet50.onnx`, "random");
    checkMapping(answer);
    assertEquals(answer.bytes, file.length);
    assert(answer.bytesRead < 0.02 * answer.bytes, `${answer.bytesRead} of ${answer.bytes} bytes`);
  } finally {
    await server.shutdown();
  }
});

function rangeOf(file: Uint8Array<ArrayBuffer>, request: Request): Response {
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range") ?? "");
  if (range === null) return new Response(file);
  const [start, end] = [Number(range[1]), Math.min(Number(range[2]), file.length - 1)];
  const headers = { "content-range": `bytes ${start}-${end}/${file.length}`, "accept-ranges": "bytes" };
  return new Response(file.slice(start, end + 1), { status: 206, headers });
}

const NO_NATIVE = ["--allow-read", "--allow-env", "--allow-write", "--allow-sys", "--deny-ffi"];

Deno.test("without what the runtime needs, the error says what to do", async () => {
  const { error } = await ask(NO_NATIVE, "measure", fileURLToPath(new URL("gpt2_nano.fold.onnx", zoo)), "random", "native");
  assert(error.startsWith("Cannot measure as onnxruntime-node "), error);
  assert(error.includes("--allow-ffi"));
});

testWithRuntime("where the native runtime cannot be had, the one for the web takes its place and says what it lacks", async () => {
  const answer = await ask(NO_NATIVE, "measure", fileURLToPath(new URL("shufflenet_v2_x0_5.fold.onnx", zoo)), "random");
  assertEquals(answer.error, undefined);
  assert(
    /^onnxruntime-web .* in place of onnxruntime-node .*, which cannot be loaded \(.+\)$/.test(answer.conditions[0]),
    answer.conditions[0],
  );
  assertEquals(answer.milliseconds.length, 5);
  assertEquals(answer.mappedShare, undefined);
  for (const shown of [answer.text, answer.html]) assert(shown.includes("tells no times of kernels"));
});

Deno.test("nothing in the module's graph is native", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", fileURLToPath(new URL("../../mod.ts", import.meta.url))],
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: { specifier: string }[] };
  assertEquals(modules.filter(({ specifier }) => specifier.startsWith("npm:") && specifier.includes("onnxruntime")), []);
});
