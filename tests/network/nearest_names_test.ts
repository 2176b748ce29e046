import { assertEquals } from "@std/assert";
import { editDistance, nearestNames } from "../../lib/network/nearest_names.ts";

// Wagner and Fischer's examples of the distance.
Deno.test("letters to put in, take out or change", () => {
  assertEquals([editDistance("kitten", "sitting"), editDistance("", "abc"), editDistance("flaw", "lawn"), editDistance("same", "same")], [
    3,
    3,
    2,
    0,
  ]);
});

Deno.test("few names are all listed, of many the nearest", () => {
  assertEquals(nearestNames("b", ["a"]), 'it holds "a"');
  assertEquals(nearestNames("b", []), "it holds none");
  const many = Array.from({ length: 12 }, (_, index) => `layer${index}`);
  assertEquals(nearestNames("layer1x", many), 'the nearest of its 12 are "layer1", "layer10", "layer11", "layer0", "layer2"');
});
