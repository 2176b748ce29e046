import { assertEquals, assertMatch } from "@std/assert";
import { cellProgress } from "../lib/cell_progress.ts";
import { findTraps, kernel } from "../lib/surroundings.ts";

Deno.test("outside a notebook there is no kernel, and no line", () => {
  assertEquals(kernel(), undefined);
  assertEquals(cellProgress(), undefined);
});

Deno.test("each trap is told once", () => {
  const first = findTraps("https://host/v1/mod.ts", "2.9.6");
  assertEquals(first.filter((trap) => trap.includes("kernel loses")), []);
  assertEquals(findTraps("https://host/v1/mod.ts", "2.8.3"), []);
  const [second] = findTraps("https://host/v2/mod.ts", "2.9.6");
  assertMatch(second!, /two copies of flopbook are loaded, https:\/\/host\/v1\/mod\.ts and https:\/\/host\/v2\/mod\.ts/);
  assertMatch(findTraps("https://host/v3/mod.ts", "2.8.3")[1]!, /this is Deno 2\.8\.3, whose kernel loses outputs/);
  assertEquals(findTraps("https://host/v4/mod.ts", "3.0.0").length, 1);
});

Deno.test("a long read is one line that is updated, a short one none", async () => {
  const sent: [string, unknown][] = [];
  const front = {
    broadcast(type: string, content: Record<string, unknown>): Promise<void> {
      sent.push([type, (content["data"] as Record<string, string>)["text/plain"]]);
      return Promise.resolve();
    },
  };
  const short = cellProgress(front)!;
  short.onProgress({ name: "a", bytesRead: 1, bytes: 2 });
  await short.end();
  assertEquals(sent, []);
  const long = cellProgress(front)!;
  await new Promise((done) => setTimeout(done, 520));
  short.onProgress({ name: "a", bytesRead: 2, bytes: 2 }); // what is read after the end, such as a tensor in a later cell, is no part of it
  long.onProgress({ name: "a.onnx", bytesRead: 1_500_000, bytes: 9_000_000 });
  long.onProgress({ name: "a.onnx", bytesRead: 2_500_000, bytes: 9_000_000 });
  await long.end();
  assertEquals(sent.map(([type]) => type), ["display_data", "update_display_data"]);
  assertEquals(sent[0]![1], "Reading a.onnx: 1.5 of 9.0 MB …");
  assertMatch(String(sent[1]![1]), /^Read a\.onnx: 2\.5 of 9\.0 MB in 0\.\d s$/);
  const brokenOff = cellProgress(front)!;
  await new Promise((done) => setTimeout(done, 520));
  brokenOff.onProgress({ name: "b", bytesRead: 1_000_000 });
  await brokenOff.end(false);
  assertMatch(String(sent[3]![1]), /^Stopped reading b: 1\.0 MB after 0\.\d s$/);
});
