/** Files of weights alone: what is stored, and not one question mark for what such a file cannot tell. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { load, nn, profile, summary, tree } from "../../../mod.ts";
import { weightsFile } from "../../network/_weights.ts";

Deno.test("parameters, bytes and types layer by layer, and that there is no graph", async () => {
  const text = String(await profile(weightsFile("soiled.pth")));
  // Conv2d(2, 3, 3): 3·2·9 + 3 = 57 of 79 float32 numbers; BatchNorm2d(3): 6 parameters, 6 buffers and a counter of 64 bits.
  assertMatch(text, /├─conv +weight \[3, 2, 3, 3\]; bias \[3\] +57 +72\.2% +228 bytes +float32\n/);
  assertMatch(text, /├─bn +weight, bias, running_mean, running_var \[3\];.* 6 +7\.6% +56 bytes +float32, int64\n/);
  assertMatch(text, /parameters +79 +316 bytes as float32; trainable: unknown\nbuffers +7 +32 bytes as float32, int64\n/);
  assertMatch(text, /Note: the file holds weights and no graph: there is nothing to count/);
  assertMatch(text, /Note: 8 buffers were left by a profiler/);
});

Deno.test("nothing that is not known is shown, in any form", async () => {
  const report = await profile(weightsFile("training.pt"));
  const shown = [report, await summary(weightsFile("training.pt")), await tree(weightsFile("training.pt"))];
  const texts = [...shown.flatMap((each) => Object.values(each.toMimeBundle())), report.toMarkdown(), report.toHtml()];
  for (const text of texts) assert(!/[ >]\?[ <]|macs|peak|nothing →/.test(text as string), text as string);
});

Deno.test("a tree finds layers, and puts equal ones together", async () => {
  const blocks = Array.from({ length: 3 }, () => new nn.Sequential(new nn.Linear(4, 4), new nn.ReLU()));
  const network = await load(new nn.Sequential(...blocks).example({ x: [1, 4] }));
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  await network.save(path);
  const text = String(await tree(path));
  assertMatch(text, /└─0 … 2 \(3 ×\) +60 +100% +240 bytes +float32\n {2}└─0 +weight \[4, 4\]; bias \[4\] +20 +33\.3% +80 bytes/);
  assertMatch(String(await tree(path, { find: "1.0" })), /1 of 6 layers with "1\.0"/);
  assertEquals((await profile(path)).parameters, 60);
  await Deno.remove(path);
});

Deno.test("names from the file are text", async () => {
  const header = JSON.stringify({
    [`<b>${"x".repeat(5000)}.we|ight`]: { dtype: "F32", shape: [1], data_offsets: [0, 4] },
    "a.`b`": { dtype: "F32", shape: [1], data_offsets: [4, 8] },
  });
  const text = new TextEncoder().encode(header.padEnd(Math.ceil(header.length / 8) * 8));
  const bytes = new Uint8Array(8 + text.length + 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  const report = await profile(bytes);
  assert(!report.toMimeBundle()["text/html"]!.includes("<b>"));
  assert(Math.max(...String(report).split("\n").map(({ length }) => length)) < 400);
});
