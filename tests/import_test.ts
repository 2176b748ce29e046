import { assert, assertEquals } from "@std/assert";

const root = new URL("../", import.meta.url);

async function deno(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: root, env: { NO_COLOR: "1" } }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, stdout: out!, stderr: err! };
}

Deno.test("importing mod.ts brings no package but protobufjs", async () => {
  const { stdout } = await deno("info", "--json", "--no-lock", "--no-config", "mod.ts");
  const info = JSON.parse(stdout);
  const remote = info.modules.map((module: { specifier: string }) => module.specifier).filter((specifier: string) =>
    !specifier.startsWith("file:")
  );
  assertEquals(remote.filter((specifier: string) => !specifier.startsWith("npm:/protobufjs@")), []);
  const packages = Object.values<{ name: string }>(info.npmPackages).map((each) => each.name);
  assertEquals(packages.filter((name) => name !== "protobufjs" && name !== "long"), []);
});

Deno.test("importing mod.ts and profiling bytes needs no permission", async () => {
  const code = `
    import { profile } from "${new URL("mod.ts", root)}";
    const { macs } = await profile(Uint8Array.from(atob("${await model()}"), (c) => c.charCodeAt(0)));
    console.log(String(macs));`;
  const script = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(script, code);
    const { code: exit, stdout, stderr } = await deno("run", "--no-prompt", script);
    assertEquals([exit, stdout.trim()], [0, "4087339008"], stderr);
  } finally {
    await Deno.remove(script);
  }
});

async function model(): Promise<string> {
  const bytes = await Deno.readFile(new URL("examples/resnet50.onnx", root));
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

Deno.test("the module graph holds nothing heavy", async () => {
  const { stdout } = await deno("info", "--json", "--no-lock", "--no-config", "mod.ts");
  assert(JSON.parse(stdout).modules.length < 700);
});
