import { assert, assertEquals } from "@std/assert";
import { inflateSync } from "node:zlib";
import { profile } from "../../lib/profile.ts";

/** Draws in a process of its own that writes no lock file: whatever a lock file lists is downloaded by everyone who runs anything here. */
async function draw(spec: unknown): Promise<Uint8Array> {
  const drawing = new URL("../../lib/pictures/draw_chart.ts", import.meta.url);
  const code = `import { drawChart } from "${drawing}";
    const spec = JSON.parse(await new Response(Deno.stdin.readable).text());
    await Deno.stdout.write(await drawChart(spec));`;
  const script = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(script, code);
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--no-lock", "--no-config", script],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(spec)));
    await writer.close();
    const { success, stdout, stderr } = await child.output();
    assert(success, new TextDecoder().decode(stderr));
    return stdout;
  } finally {
    await Deno.remove(script);
  }
}

/** The size of a PNG of indexed colours whose rows are not filtered, and how many of its pixels are dark. */
function readPng(png: Uint8Array): { width: number; height: number; dark: number } {
  assertEquals([...png.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join(""), "PNG");
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  assertEquals(png[25], 3, "a table of colours");
  const depth = png[24]!;
  const parts: Uint8Array[] = [];
  let colors = new Uint8Array();
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    const type = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    const data = png.slice(at + 8, at + 8 + length);
    if (type === "PLTE") colors = data;
    if (type === "IDAT") parts.push(data);
    at += 12 + length;
  }
  const rows = inflateSync(new Uint8Array(parts.flatMap((part) => [...part])));
  let dark = 0;
  for (let row = 0; row < height; row++) {
    const start = row * (1 + Math.ceil(width * depth / 8));
    assertEquals(rows[start], 0);
    for (let x = 0; x < width; x++) {
      const byte = rows[start + 1 + Math.floor(x * depth / 8)]!;
      const color = depth === 8 ? byte : x % 2 === 0 ? byte >> 4 : byte & 15;
      const [red, green, blue] = colors.subarray(3 * color, 3 * color + 3);
      if (red! + green! + blue! < 200) dark++;
    }
  }
  return { width, height, dark };
}

Deno.test("text is drawn on any machine, with a font of our own bringing", async () => {
  const text = (size: number) => ({
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    data: { values: [{ word: "ResNet" }] },
    mark: { type: "text", fontSize: size, color: "black" },
    encoding: { text: { field: "word" } },
    config: { view: { stroke: null } },
  });
  const [large, none] = await Promise.all([draw(text(40)), draw(text(0))]);
  assertEquals(readPng(none).dark, 0);
  assert(readPng(large).dark > 300, `${readPng(large).dark} dark pixels`);
});

Deno.test("a chart of ResNet-50 is a picture of less than 60 KB", async () => {
  const report = await profile(new URL("../../examples/resnet50.onnx", import.meta.url));
  const png = await draw(report.chart());
  assert(png.length < 60_000, `${png.length} bytes`);
  const { width, height, dark } = readPng(png);
  assert(width > 400 && width < 900 && height > 300, `${width} × ${height}`);
  assert(dark > 1000);
});
