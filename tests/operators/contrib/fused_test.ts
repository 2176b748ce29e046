import { assertEquals } from "@std/assert";
import { apply, type Given, type Options } from "../_apply.ts";

const domain = "com.microsoft";

/** The sum of what the standard's operators take one after the other. */
function inARow(...works: readonly { readonly [name: string]: unknown }[]): { [name: string]: number } {
  const sum: { [name: string]: number } = {};
  for (const work of works) for (const [name, count] of Object.entries(work)) sum[name] = (sum[name] ?? 0) + Number(count);
  return sum;
}

Deno.test("FusedConv is Conv, Add and the activation", () => {
  const inputs: Given[] = [[1, 3, 8, 8], [4, 3, 3, 3], [4]];
  const window: Options["attributes"] = { pads: [1, 1, 1, 1], strides: [2, 2] };
  const plain = apply("Conv", inputs, { attributes: window });
  const fused = apply("FusedConv", inputs, { domain, attributes: { ...window, activation: "Relu" } });
  assertEquals(fused.shapes, plain.shapes);
  assertEquals(fused.work, inARow(plain.work, apply("Relu", plain.shapes as Given[]).work));
  const added = apply("FusedConv", [...inputs, [1, 4, 4, 4]], { domain, attributes: { ...window, activation: "HardSigmoid" } });
  assertEquals(added.work, inARow(plain.work, { adds: 64 }, apply("HardSigmoid", [[1, 4, 4, 4]]).work));
  const clipped = apply("FusedConv", inputs, { domain, attributes: { ...window, activation: "Clip", activation_params: [0, 6] } });
  assertEquals(clipped.work, inARow(plain.work, { compares: 128 }));
});

Deno.test("FusedGemm is Gemm and the activation", () => {
  const inputs: Given[] = [[2, 20], [30, 20], [30]];
  const plain = apply("Gemm", inputs, { attributes: { transB: 1 } });
  const fused = apply("FusedGemm", inputs, { domain, attributes: { transB: 1, activation: "LeakyRelu", activation_alpha: 0.1 } });
  assertEquals(fused.shapes, [[2, 30]]);
  assertEquals(fused.work, inARow(plain.work, { compares: 60, muls: 60 }));
  assertEquals(apply("FusedGemm", inputs, { domain, attributes: { transB: 1 } }).work, plain.work);
});

Deno.test("com.microsoft RotaryEmbedding is the standard's with inputs in another order", () => {
  const caches: Given[] = [[50, 4], [50, 4]];
  const positions: Given = { dtype: "int64", shape: [2, 3] };
  const turned = apply("RotaryEmbedding", [[2, 3, 32], positions, ...caches], { domain });
  const standard = apply("RotaryEmbedding", [[2, 3, 32], ...caches, positions], { attributes: { num_heads: 4 } });
  assertEquals([turned.shapes, turned.work, turned.reads], [standard.shapes, standard.work, standard.reads]);
  const partly = { num_heads: 4, rotary_embedding_dim: 4 };
  const some = apply("RotaryEmbedding", [[2, 3, 32], { dtype: "int64", shape: [1] }, ...caches], { domain, attributes: partly });
  assertEquals(some.work, { muls: 192, adds: 96 });
});
