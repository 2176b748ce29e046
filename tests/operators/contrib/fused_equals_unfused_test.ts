/** Each operator of onnxruntime's own beside the standard's operators that it stands for: the same outputs, and the same costs. */
import { assertEquals } from "@std/assert";
import { gradientOperators } from "../../../lib/operators/contrib/gradients.ts";
import { contribOperators } from "../../../lib/operators/contrib/mod.ts";
import { paired } from "./pairs/_pair.ts";
import "./pairs/activations.ts";
import "./pairs/attention.ts";
import "./pairs/attention_forms.ts";
import "./pairs/crop_and_resize.ts";
import "./pairs/few_bits.ts";
import "./pairs/forerunners.ts";
import "./pairs/group_query_attention.ts";
import "./pairs/inverse.ts";
import "./pairs/mixtures.ts";
import "./pairs/normalizations.ts";
import "./pairs/products.ts";
import "./pairs/quantized_data.ts";
import "./pairs/quantized_products.ts";

/** Operators without a pair, each with the reason. */
const UNPAIRED = new Map([
  ...gradientOperators.map(({ name }) => [name, "it is in graphs for training only, and the package for inference knows none"] as const),
  ["BeamSearch", "how often it runs its models is only known when they have run"],
  ["GreedySearch", "how often it runs its models is only known when they have run"],
]);

Deno.test("each operator of onnxruntime's own has a pair, or a reason why not", () => {
  const defined = new Set(contribOperators.filter(({ domain }) => domain === "com.microsoft").map(({ name }) => name));
  assertEquals([...defined].filter((name) => !paired.has(name) && !UNPAIRED.has(name)), []);
});
