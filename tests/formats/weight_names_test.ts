import { assertEquals } from "@std/assert";
import { findLeftovers, isBuffer, type NamedWeight } from "../../lib/formats/weight_names.ts";

const weight = (name: string, shape: readonly number[] = [4], dtype: NamedWeight["dtype"] = "float32"): NamedWeight => ({
  name,
  shape,
  dtype,
});

// What PyTorch 1.13, torchvision 0.14 and transformers 4.26 list under named_buffers() and named_parameters().
const BUFFERS = [
  weight("bn1.running_mean"),
  weight("bn1.running_var"),
  weight("bn1.num_batches_tracked", [], "int64"),
  weight("h.0.attn.bias", [1, 1, 1024, 1024]),
  weight("h.0.attn.bias", [1, 1, 1024, 1024], "uint8"),
  weight("h.0.attn.masked_bias", []),
  weight("embeddings.position_ids", [1, 512], "int64"),
  weight("layers.0.self_attn.rotary_emb.inv_freq", [64]),
  weight("features.1.0.attn.relative_position_index", [2401], "int64"),
  weight("qweight", [4, 4], "int32"),
];
const PARAMETERS = [
  weight("conv1.weight", [64, 3, 7, 7]),
  weight("fc.bias"),
  weight("conv.bias", [1, 8, 1, 1]),
  weight("wte.weight", [10, 4], "float16"),
  weight("layer.weight", [4, 4], "int8"),
  weight("features.1.0.attn.relative_position_bias_table", [169, 3]),
  weight("cls_token", [1, 1, 768]),
  weight("bn1.weight"),
  weight("w", [1], "bfloat16"),
];

Deno.test("buffers and parameters are told by name, type and shape", () => {
  assertEquals(BUFFERS.filter((each) => !isBuffer(each)), []);
  assertEquals(PARAMETERS.filter((each) => isBuffer(each)), []);
});

Deno.test("a profiler's buffers are told by both names under one module, one number each", () => {
  const soiled = [
    weight("total_ops", [1], "float64"),
    weight("total_params", [1], "float64"),
    weight("fc.total_ops", [1]),
    weight("fc.total_params", [1]),
  ];
  assertEquals([...findLeftovers([...soiled, weight("fc.weight")])], soiled.map(({ name }) => name));
  assertEquals(findLeftovers([weight("fc.total_ops", [1])]).size, 0); // one alone may be the network's own
  assertEquals(findLeftovers([weight("total_ops", [8]), weight("total_params", [8])]).size, 0);
});
