/** Nodes that hold a program for an accelerator (onnxruntime, docs/ContribOperators.md): what it computes is in a form of the maker's own. */
import { type AttributeDeclarations, defineOperator, type Operator, optional } from "../define.ts";
import { Unknown } from "../operand.ts";

const domain = "com.microsoft";

function opaque(name: string, attributes: AttributeDeclarations): Operator {
  return defineOperator({
    name,
    domain,
    summary: "A program for an accelerator, already translated.",
    inputs: ["inputs*"],
    outputs: ["outputs*"],
    attributes,
    shape: () => [],
    work() {
      throw new Unknown("what the translated program computes is not readable");
    },
  });
}

const snpe = opaque("Snpe", {
  DLC: optional.string,
  notes: optional.string,
  snpe_version: optional.string,
  target_device: optional.string,
});

const epContext = opaque("EPContext", {
  embed_mode: 1,
  ep_cache_context: optional.string,
  ep_sdk_version: optional.string,
  hardware_architecture: optional.string,
  main_context: 1,
  max_size: 0,
  notes: optional.string,
  onnx_model_filename: optional.string,
  partition_name: optional.string,
  source: optional.string,
});

/** The nodes that cannot be looked into. */
export const opaqueOperators: readonly Operator[] = [snpe, epContext];
