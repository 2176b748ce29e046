import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readProfile } from "../../lib/measure.ts";

const data = new URL("../data/", import.meta.url);
const name = "shufflenet_v2_x0_5.fold";
const measured = await readProfile(await Deno.readTextFile(new URL(`profiles/${name}.json`, data)), new URL(`zoo/${name}.onnx`, data));
const spec = measured.chart().toJSON() as { data: { values: { module: string; microseconds: number; value: number; count: string }[] } };

Deno.test("each innermost module with a time has a point for each count that it has", () => {
  const points = spec.data.values;
  const modules = new Map(measured.timing!.modules.map((module) => [module.module, module]));
  assert(points.length > 50);
  for (const { module, microseconds, value, count } of points) {
    const { microseconds: time, flops, bytes } = modules.get(module)!;
    assertEquals([microseconds, value], [time, count === "flops" ? flops : bytes]);
    assert(value > 0, "a logarithmic axis has no 0");
  }
});

Deno.test("the text names the slowest modules first", () => {
  const [title, first] = String(measured.chart()).split("\n");
  assertStringIncludes(title!, "shufflenet");
  assertStringIncludes(first!, "conv1.0");
});

Deno.test("each kind of work is a part of a bar, and all parts are the whole", () => {
  const { data: { values } } = measured.chart("timeByKind").toJSON() as { data: { values: { kind: string; share: number }[] } };
  assertEquals(new Set(values.map(({ kind }) => kind)).size, values.length);
  assert(Math.abs(values.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
  assertStringIncludes(String(measured.chart("timeByKind")), "depthwise convolution");
});

const COMPILE = `
const spec = JSON.parse(await new Response(Deno.stdin.readable).text());
const said = [];
const logger = { level: () => logger, warn: (...words) => (said.push(words), logger), info: () => logger, debug: () => logger, error: (...words) => (said.push(words), logger) };
await new vega.View(vega.parse(vegaLite.compile(spec, { logger }).spec), { renderer: "none" }).runAsync();
console.log(JSON.stringify(said));`;

const VERSIONS = [["5.23.0", "5.33.1"], ["6.5.0", "6.4.0"]] as const;
for (
  const [vegaLite, vega, name] of VERSIONS.flatMap((each) => (["latency", "timeByKind"] as const).map((name) => [...each, name] as const))
) {
  Deno.test(`${name} compiles and runs in Vega-Lite ${vegaLite} without a warning`, async () => {
    const folder = await Deno.makeTempDir();
    const file = `${folder}/compile.mjs`;
    await Deno.writeTextFile(
      file,
      `import * as vega from "npm:vega@${vega}"; import * as vegaLite from "npm:vega-lite@${vegaLite}"; ${COMPILE}`,
    );
    const args = ["run", "--no-config", "--no-lock", "--quiet", "-A", file];
    const child = new Deno.Command(Deno.execPath(), { args, cwd: folder, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(measured.chart(name))));
    await writer.close();
    const { success, stdout, stderr } = await child.output();
    await Deno.remove(folder, { recursive: true });
    assert(success, new TextDecoder().decode(stderr));
    assertEquals(JSON.parse(new TextDecoder().decode(stdout)), []);
  });
}
