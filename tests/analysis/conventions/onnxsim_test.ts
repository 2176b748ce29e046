/** Nodes and initializers as the onnx package counts them (the shared zoo's truth). */
import { assertEquals } from "@std/assert";
import { profile } from "../../../lib/profile.ts";

const WANTED: Readonly<Record<string, readonly [operators: number, constants: number]>> = {
  "resnet18.keep": [69, 102],
  "gpt2_nano.keep": [250, 159],
  "unet.dyn": [38, 36],
};

for (const [file, [operators, constants]] of Object.entries(WANTED)) {
  Deno.test(`onnxsim: ${file}`, async () => {
    const { conventions } = await profile(new URL(`../../data/zoo/${file}.onnx`, import.meta.url));
    assertEquals(conventions.by("onnxsim").numbers, { operators, constants });
  });
}
