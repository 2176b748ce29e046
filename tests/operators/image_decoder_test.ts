import { assertEquals, assertThrows } from "@std/assert";
import { Contradiction, Unknown } from "../../lib/operators/operand.ts";
import { apply, of } from "./_apply.ts";

Deno.test("ImageDecoder: height, width and channels; the work is the format's", () => {
  const decode = (pixel_format: string) => apply("ImageDecoder", [of("uint8", "n")], { attributes: { pixel_format } });
  assertEquals(decode("RGB").shapes, [["`node.height`", "`node.width`", 3]]);
  assertEquals(decode("Grayscale").shapes, [["`node.height`", "`node.width`", 1]]);
  assertEquals(decode("BGR").dtypes, ["uint8"]);
  assertThrows(() => decode("CMYK"), Contradiction, "pixel_format must be RGB, BGR or Grayscale");
  assertThrows(() => decode("RGB").work, Unknown, "depends on the picture's format");
});
