// Names as tf2onnx and keras2onnx write them (models of npm packages and of onnxruntime's tests).
import { assertEquals } from "@std/assert";
import { chainTree } from "./_trees.ts";

const paths = (...names: string[]) => chainTree(names).paths;

Deno.test("the scopes around an operation are its layer", () => {
  assertEquals(paths("model/conv1/Conv2D", "model/conv1/BiasAdd", "model/re_lu_2/Relu"), ["model.conv1", "model.conv1", "model.re_lu_2"]);
  assertEquals(paths("StatefulPartitionedCall/functional_1/conv2d_20/BiasAdd__128"), ["functional_1.conv2d_20"]);
});

Deno.test("scopes that a function of TensorFlow opens are no layers", () => {
  assertEquals(paths("bert/pooler/dense/Tensordot/GatherV2", "bert/LayerNorm/batchnorm/sub"), ["bert.pooler.dense", "bert.LayerNorm"]);
});

Deno.test("a kernel of several operations belongs to the first that it names", () => {
  assertEquals(paths("m/re_lu/Relu;m/bn/FusedBatchNormV3;m/conv/Conv2D"), ["m.re_lu"]);
  assertEquals(paths("m/act/Relu6_m/bn/FusedBatchNormV3_m/conv/Conv2D"), ["m.act"]);
});
