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

/** The size of a PNG and how many of its pixels are dark (of four bytes each, without interlacing, as resvg writes them). */
function readPng(png: Uint8Array): { width: number; height: number; dark: number } {
  assertEquals([...png.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join(""), "PNG");
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const parts: Uint8Array[] = [];
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    if (new TextDecoder().decode(png.subarray(at + 4, at + 8)) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const rows = inflateSync(new Uint8Array(parts.flatMap((part) => [...part])));
  const stride = 4 * width;
  let previous = new Uint8Array(stride);
  let dark = 0;
  for (let row = 0; row < height; row++) {
    const start = row * (stride + 1);
    const line = Uint8Array.from(rows.subarray(start + 1, start + 1 + stride));
    unfilter(line, previous, rows[start]!);
    for (let x = 0; x < stride; x += 4) if (line[x]! + line[x + 1]! + line[x + 2]! < 200) dark++;
    previous = line;
  }
  return { width, height, dark };
}

/** Undoes a filter of the PNG standard, section 9.2, for pixels of four bytes. */
function unfilter(line: Uint8Array, above: Uint8Array, filter: number): void {
  for (let at = 0; at < line.length; at++) {
    const [left, up, corner] = [line[at - 4] ?? 0, above[at]!, above[at - 4] ?? 0];
    const paeth = () => {
      const guess = left + up - corner;
      const [a, b, c] = [left, up, corner].map((value) => Math.abs(guess - value)) as [number, number, number];
      return a <= b && a <= c ? left : b <= c ? up : corner;
    };
    line[at]! += [0, left, up, (left + up) >> 1, filter === 4 ? paeth() : 0][filter]!;
  }
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
