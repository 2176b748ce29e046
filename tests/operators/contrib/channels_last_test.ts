import { assertEquals } from "@std/assert";
import { apply, type Given, of } from "../_apply.ts";

const domain = "com.microsoft";
const [scale, zero] = [of("float32"), of("uint8")];
const parameters: Given[] = [scale, zero, scale, zero];

Deno.test("QLinearAveragePool and QLinearGlobalAveragePool, channels first or last", () => {
  const window = { kernel_shape: [2, 2], strides: [2, 2] };
  const [first, last] = [0, 1].map((channels_last) => ({ domain, attributes: { ...window, channels_last } }));
  const pooled = apply("QLinearAveragePool", [of("uint8", 1, 3, 8, 6), ...parameters], first);
  assertEquals([pooled.shapes, pooled.dtypes], [[[1, 3, 4, 3]], ["uint8"]]);
  // 144 elements made real, 36 means of 4, 36 elements quantized.
  const work = { muls: 144, adds: 144 + 36 * 3 + 36, divs: 36 + 36, rounds: 36, compares: 72 };
  assertEquals(pooled.work, work);
  const other = apply("QLinearAveragePool", [of("uint8", 1, 8, 6, 3), ...parameters], last);
  assertEquals([other.shapes, other.work], [[[1, 4, 3, 3]], work]);
  const whole = apply("QLinearGlobalAveragePool", [of("uint8", "n", 3, 8, 6), ...parameters], { domain });
  assertEquals(whole.shapes, [["n", 3, 1, 1]]);
  const wholeLast = apply("QLinearGlobalAveragePool", [of("uint8", "n", 8, 6, 3), ...parameters], {
    domain,
    attributes: { channels_last: 1 },
  });
  assertEquals([wholeLast.shapes, wholeLast.work], [[["n", 1, 1, 3]], whole.work]);
});

Deno.test("com.microsoft QLinearConv, channels first or last", () => {
  const others: Given[] = [scale, zero, of("int8", 4, 3, 3, 3), scale, zero, scale, of("int8"), of("int32", 4)];
  const standard = apply("QLinearConv", [of("uint8", 1, 3, 8, 6), ...others]);
  const first = apply("QLinearConv", [of("uint8", 1, 3, 8, 6), ...others], { domain });
  assertEquals([first.shapes, first.dtypes, first.work], [[[1, 4, 6, 4]], ["int8"], standard.work]);
  const last = apply("QLinearConv", [of("uint8", 1, 8, 6, 3), ...others], { domain, attributes: { channels_last: 1 } });
  assertEquals([last.shapes, last.dtypes, last.work], [[[1, 6, 4, 4]], ["int8"], standard.work]);
});

Deno.test("NhwcFusedConv is FusedConv with channels last", () => {
  const weights: Given[] = [[4, 3, 3, 3], [4]];
  const attributes = { activation: "Relu", pads: [1, 1, 1, 1] };
  const first = apply("FusedConv", [[1, 3, 8, 6], ...weights, [1, 4, 8, 6]], { domain, attributes });
  const last = apply("NhwcFusedConv", [[1, 8, 6, 3], ...weights, [1, 8, 6, 4]], { domain, attributes });
  assertEquals([last.shapes, last.work], [[[1, 8, 6, 4]], first.work]);
});

Deno.test("NhwcConv and NhwcMaxPool are Conv and MaxPool with channels last", () => {
  const weights: Given[] = [[4, 3, 3, 3], [4]];
  const first = apply("Conv", [[1, 3, 8, 6], ...weights], { attributes: { pads: [1, 1, 1, 1] } });
  const last = apply("NhwcConv", [[1, 8, 6, 3], ...weights], { domain, attributes: { pads: [1, 1, 1, 1] } });
  assertEquals([last.shapes, last.work], [[[1, 8, 6, 4]], first.work]);
  const window = { kernel_shape: [2, 2], strides: [2, 2] };
  const pooled = apply("NhwcMaxPool", [of("uint8", 1, 8, 6, 3)], { domain, attributes: window });
  assertEquals([pooled.shapes, pooled.dtypes], [[[1, 4, 3, 3]], ["uint8"]]);
  assertEquals(pooled.work, apply("MaxPool", [of("uint8", 1, 3, 8, 6)], { attributes: window, outputs: 1 }).work);
});
