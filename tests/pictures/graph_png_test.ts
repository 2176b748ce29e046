import { assert, assertEquals } from "@std/assert";
import { placeLetters } from "../../lib/pictures/graph_png.ts";
import { profile, zoo } from "../../mod.ts";

Deno.test("letters stand on whole pixels, one place each; other scripts and entities keep their own", () => {
  // 11 px: W is 10.89 wide, i 3.08; the middle is 50.3
  const text = (words: string) => `<text x="50.3" y="20.6" font-size="11" text-anchor="middle" fill="#1b1b1b">${words}</text>`;
  assertEquals(placeLetters(text("iW")), `<text x="43 46" y="21" font-size="11" fill="#1b1b1b">iW</text>`);
  for (const words of ["\u0645\u0631\u062d", "a&lt;b", "e\u0301"]) assertEquals(placeLetters(text(words)), text(words));
});

Deno.test("the graphs of well-known networks are small files: under 60 kB", async () => {
  for (const network of [zoo.resnet50(), zoo.mobilenet_v2(), zoo.vit_b_16(), zoo.gpt2(), zoo.lstm_lm()]) {
    const { length } = await (await profile(network)).graph().toPng();
    assert(length < 60_000, `${length}`);
  }
});
