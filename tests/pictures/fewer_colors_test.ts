import { assertEquals } from "@std/assert";
import { colorDistance, fewerColors } from "../../lib/pictures/fewer_colors.ts";

const [black, almostBlack, grey, white] = [0x000000ff, 0x040000ff, 0x808080ff, 0xffffffff];
const counts = new Map([[black, 50], [grey, 10], [white, 40], [almostBlack, 30]]);
const colors = [black, white, almostBlack, grey];

Deno.test("the distance of colours: squares of the differences, the opacity's too", () => {
  assertEquals(colorDistance(0x01020304, 0x02040608), 1 + 4 + 9 + 16);
});

Deno.test("the two that are most alike become one, which is the more frequent", () => {
  assertEquals(fewerColors(colors, counts, new Set(), 3), [black, white, grey]);
  // grey to black: 3 × 128² × 80 × 10 / 90; to white: 3 × 127² × 40 × 10 / 50, which is less
  assertEquals(fewerColors(colors, counts, new Set(), 2), [black, white]);
});

Deno.test("what is to be kept stays, and takes the others in", () => {
  assertEquals(fewerColors(colors, counts, new Set([almostBlack, grey]), 3), [almostBlack, grey, white]);
});
