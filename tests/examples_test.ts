import { assert, assertEquals, assertMatch } from "@std/assert";
import { toOnnx, zoo } from "../mod.ts";

const folder = new URL("../examples/", import.meta.url);
const models = new URL("data/zoo/", import.meta.url).pathname;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an example with the permissions that it names itself. */
async function run(name: string, ...given: string[]): Promise<Ran> {
  const [, permissions] = /Run: `deno run ((?:--[\w=-]+ ?)*)examples\//.exec(await Deno.readTextFile(new URL(name, folder)))!;
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      ...permissions!.split(" ").filter((word) => word !== ""),
      decodeURIComponent(new URL(name, folder).pathname),
      ...given,
    ],
    env: { NO_COLOR: "1", TOKEN: "secret" },
  });
  const { code, stdout, stderr } = await command.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Those that need an argument have a test of their own. */
const WITH_ARGUMENTS = ["profile_remote.ts"];

for await (const { name } of Deno.readDir(folder)) {
  if (!name.endsWith(".ts") || WITH_ARGUMENTS.includes(name)) continue;
  Deno.test(`examples/${name} runs with the permissions that it names`, async () => {
    const { code, stdout, stderr } = await run(name);
    assertEquals(code, 0, stderr);
    assert(stdout.length > 0);
  });
}

Deno.test("examples/check_budget.ts ends with 3 for a model that is over, and with an error for one that is not known", async () => {
  const over = await run("check_budget.ts", `${models}vgg16.keep.onnx`);
  assertEquals([over.code, over.stdout], [3, "over budget\n"]);
  assertMatch(over.stderr, /^macs: 15,470,264,320 is over 4,100,000,000\nparameters: 138,357,544 is over 25,000,000\npeak: /); // torchvision's own counts
  const free = await run("check_budget.ts", `${models}lstm_lm.dyn.onnx`);
  assert(free.code !== 0 && free.code !== 3);
  assertMatch(free.stderr, /batch, seq are free/);
});

Deno.test("examples/compare_two.ts ends with 1 for two networks", async () => {
  assertEquals((await run("compare_two.ts", `${models}resnet18.keep.onnx`, `${models}vgg16.keep.onnx`)).code, 1);
});

Deno.test("examples/profile_remote.ts fetches a small part of a model, with the token", async () => {
  const model = await toOnnx(zoo.resnet18());
  const tokens = new Set<string | null>();
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    tokens.add(request.headers.get("authorization"));
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("range")!)!;
    const end = Math.min(Number(last), model.length - 1);
    return new Response(model.slice(Number(first), end + 1), {
      status: 206,
      headers: { "content-range": `bytes ${first}-${end}/${model.length}` },
    });
  });
  const { code, stdout, stderr } = await run("profile_remote.ts", `http://127.0.0.1:${server.addr.port}/model.onnx`);
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /parameters +11,689,512\nmacs +1,814,073,344\n/); // torchvision's own counts
  const [, read, all] = /fetched +([\d,]+) of ([\d,]+) bytes/.exec(stdout)!.map((text) => Number(text.replaceAll(",", "")));
  assert(read! < 0.02 * all!, stdout);
  assertEquals([...tokens], ["Bearer secret"]);
});
