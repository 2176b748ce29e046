/** Fresh weights: seeded, made on request, and as PyTorch's rules have them. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { nn, zoo } from "../../mod.ts";

async function floats(network: nn.Module, name: string, options = {}): Promise<Float32Array> {
  const bytes = await network.toModel(options).graph.initializers.get(name)!.load();
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

function statistics(values: Float32Array): { mean: number; deviation: number; largest: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
  return { mean, deviation, largest: values.reduce((a, b) => Math.max(a, Math.abs(b)), 0) };
}

Deno.test("one seed gives the same weights, another other ones", async () => {
  const first = await floats(zoo.resnet18(), "conv1.weight");
  assertEquals(await floats(zoo.resnet18(), "conv1.weight"), first);
  assert((await floats(zoo.resnet18(), "conv1.weight", { seed: 1 }))[0] !== first[0]);
  assert((await floats(zoo.resnet18(), "layer1.0.conv1.weight"))[0] !== first[0]);
});

Deno.test("layers fill their weights by PyTorch's rules", async () => {
  // torch.nn.Linear, Conv2d: kaiming_uniform_(a=√5), that is uniform within ±1/√fan-in; the bias within the same bounds
  const layer = new nn.Sequential(new nn.Linear(256, 300)).example({ x: [1, 256] });
  const linear = statistics(await floats(layer, "0.weight"));
  assert(linear.largest <= 1 / 16 && linear.largest > 0.0624);
  assertAlmostEquals(linear.deviation, 1 / 16 / Math.sqrt(3), 5e-4);
  assert(statistics(await floats(layer, "0.bias")).largest <= 1 / 16);
  // torchvision's resnet: kaiming_normal_(mode="fan_out", nonlinearity="relu"), deviation √(2 / (64·49))
  const conv = statistics(await floats(zoo.resnet18(), "conv1.weight"));
  assertAlmostEquals(conv.mean, 0, 2e-3);
  assertAlmostEquals(conv.deviation, Math.sqrt(2 / (64 * 49)), 1e-3);
  assertEquals(statistics(await floats(zoo.resnet18(), "bn1.weight")), { mean: 1, deviation: 0, largest: 1 });
  // torchvision's convnext: trunc_normal_(std=0.02) within ±2
  assertAlmostEquals(statistics(await floats(zoo.convnext_tiny(), "features.1.0.block.3.weight")).deviation, 0.02, 5e-4);
});

Deno.test("element types are stored as they are declared", () => {
  const values = new nn.Parameter([4], { dtype: "float16", init: (data) => data.set([1, -2, 65504, 2 ** -24]) });
  assertEquals([...new Uint16Array(values.data(0, "").buffer)], [0x3c00, 0xc000, 0x7bff, 1]); // IEEE 754 binary16
  const brain = new nn.Parameter([2], { dtype: "bfloat16", init: (data) => data.set([1, 3.140625]) });
  assertEquals([...new Uint16Array(brain.data(0, "").buffer)], [0x3f80, 0x4049]);
  const whole = new nn.Buffer([2], { dtype: "int64", init: (data) => data.set([-1, 7]) });
  assertEquals([...new BigInt64Array(whole.data(0, "").buffer)], [-1n, 7n]);
});

Deno.test("no weights are made before they are asked for", () => {
  const before = Deno.memoryUsage().external;
  zoo.gpt2_xl().toModel();
  assert(Deno.memoryUsage().external - before < 1e6);
});
