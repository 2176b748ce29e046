import { assertEquals, assertThrows } from "@std/assert";
import { splitLocation } from "../../lib/bytes/location.ts";
import { SourceError } from "../../lib/bytes/source_error.ts";

Deno.test("splitLocation() takes files beside the model and below", () => {
  assertEquals(splitLocation("weights.bin", "m"), ["weights.bin"]);
  assertEquals(splitLocation("./data//a..b.bin", "m"), ["data", "a..b.bin"]);
});

for (
  const location of [
    "/etc/passwd",
    "../x",
    "a/../../x",
    "a/..",
    "..",
    "C:\\x",
    "C:/x",
    "a\\b",
    "https://host/x",
    "file:x",
    "data:,x",
    "",
    ".",
    "a\0b",
  ]
) {
  Deno.test(`splitLocation() refuses ${JSON.stringify(location)}`, () => {
    const error = assertThrows(() => splitLocation(location, "net.onnx"), SourceError, "must stay in the model's own folder");
    assertEquals(error.source, "net.onnx");
  });
}
