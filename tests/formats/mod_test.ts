import { assert, assertEquals, assertRejects } from "@std/assert";
import { MemorySource } from "../../lib/bytes/memory_source.ts";
import { FormatSyntaxError } from "../../lib/formats/format_error.ts";
import { FORMATS, readModel } from "../../lib/formats/mod.ts";
import { bytesField, fileOf, handMadeFile, numberField } from "./onnx/_encode.ts";

/** Bytes from a text of one byte a character. */
function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

// Signatures as the formats' own documents give them.
const FOREIGN: readonly [file: string, head: string, looksLike: string][] = [
  ["nothing", "", "is empty"],
  ["PNG", "\x89PNG\r\n\x1a\n" + "0".repeat(100), "PNG"],
  ["JPEG", "\xff\xd8\xff\xe0", "JPEG"],
  ["ZIP", "PK\x03\x04" + "0".repeat(200), "ZIP archive: unpack it"],
  ["pickle", "\x80\x02}q\0.", "Python pickle, and none of torch.save"],
  ["gzip", "\x1f\x8b\x08\0", "gzip"],
  ["JSON", '{"irVersion": 8}', "looks like JSON"],
  ["protobuf text", "ir_version: 8\ngraph {\n}\n", "ONNX as protobuf text"],
  ["textual ONNX", '<\n  ir_version: 8,\n  opset_import: ["" : 17]\n>\nagraph (float[N] x) => (y) { }', "textual syntax"],
  ["HTML", "<!doctype html><html>404</html>", "HTML page"],
  ["HTML after a blank", '\n <HTML lang="en">', "HTML page"],
  ["Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "git lfs pull"],
  ["TensorFlow Lite", "\x1c\0\0\0TFL3\0\0", "TensorFlow Lite"],
  ["ONNX Runtime", "\x28\0\0\0ORTM\0\0", ".ort"],
  ["HDF5", "\x89HDF\r\n\x1a\n", "HDF5"],
  ["zeros", "\0".repeat(64), "zero bytes"],
  ["text", "hello", "no format that is known here: give a model's file (.onnx, .safetensors,"],
];
for (const [file, head, looksLike] of FOREIGN) {
  Deno.test(`readModel() tells what it was given: ${file}`, async () => {
    const error = await assertRejects(() => readModel(new MemorySource(latin1(head), "net.onnx")), FormatSyntaxError, looksLike);
    assert(error.message.startsWith("Cannot read a model from net.onnx as it ") && !error.message.includes("\n"), error.message);
    assertEquals([error.path, error.offset], ["net.onnx", 0]);
  });
}

Deno.test("a known file is told from its first bytes, whatever its size and the order of its fields", () => {
  const [onnx] = FORMATS;
  const reversed = [...bytesField(7, bytesField(2, "g")), ...bytesField(8, numberField(2, 17)), ...numberField(1, 8)];
  const later = [...numberField(1, 8), ...bytesField(99, "of a later version"), ...bytesField(7, [])];
  for (const bytes of [fileOf({}), handMadeFile([]), Uint8Array.from(reversed), Uint8Array.from(later)]) {
    assert(onnx!.matches(bytes));
  }
  const large = fileOf({ docString: "x".repeat(10_000) }, { producerName: "pytorch" });
  for (const length of [20, 100, 4096]) assert(onnx!.matches(large.subarray(0, length)));
});

Deno.test("random bytes are next to never taken for a model, and always refused", async () => {
  let seed = 1;
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) >> 16 & 255;
  let taken = 0;
  for (let count = 0; count < 1000; count++) {
    const bytes = Uint8Array.from({ length: 300 }, random);
    if (FORMATS.some((format) => format.matches(bytes))) taken++;
    await assertRejects(() => readModel(new MemorySource(bytes)), FormatSyntaxError);
  }
  assert(taken < 30, `${taken} of 1000 were taken`);
});
