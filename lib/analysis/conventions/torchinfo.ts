import { type Dim, multiply, product } from "../../model/dim.ts";
import { Unknown } from "../../operators/operand.ts";
import type { LeafCall } from "../calls/call.ts";
import { defineConvention, type Item, type Network, type Otherwise } from "./convention.ts";
import { FUSED_ASSUMPTION } from "./_fused_layers.ts";
import { itemOf, parameterItems, spatialSize } from "./_sizes.ts";

/** Rows of the table: modules without inner ones, as often as they are called. */
function rows({ program }: Network, otherwise: Otherwise): LeafCall[] {
  return program.leaves.filter((leaf) => !leaf.fused || otherwise(FUSED_ASSUMPTION.id));
}

/** Classes whose name holds "Conv"; the layer that calls `torch.addmm` is transformers' Conv1D. */
const CONVOLUTIONS = new Set<LeafCall["type"]>(["Conv", "ConvTranspose", "Addmm"]);

/** How often each parameter is multiplied, as told from its name, the class's name and the output's shape alone. */
function uses(leaf: LeafCall, role: string): Dim {
  const { type, output } = leaf;
  if (role === "weight" || role === "bias") {
    const [batch] = output;
    if (batch === undefined) throw new Unknown(`the output of ${leaf.module} has no axis, of which torchinfo takes the first`);
    if (CONVOLUTIONS.has(type)) return multiply(batch, spatialSize(output));
    if (type === "Linear") return product(output.slice(0, -1));
    return batch;
  }
  return /weight|bias/.test(role) ? product(output.slice(0, 2)) : 0;
}

function multAdds(network: Network, otherwise: Otherwise): Item[] {
  return rows(network, otherwise).flatMap((leaf) =>
    leaf.parameters.map(({ role, shape }) =>
      itemOf(leaf, multiply(product(shape), uses(leaf, role)), role.includes("bias") ? "bias" : leaf.type)
    )
  );
}

function passBytes(network: Network, otherwise: Otherwise): Item[] {
  return rows(network, otherwise).map((leaf) => itemOf(leaf, multiply(product(leaf.output), 2 * leaf.elementBytes), "pass"));
}

/**
 * torchinfo: "mult-adds", derived from parameters and output shapes, not from what is computed.
 *
 * Source: torchinfo/layer_info.py and model_statistics.py of 2026-08-20.
 */
export const torchinfo = defineConvention({
  name: "torchinfo",
  source: "https://github.com/TylerYep/torchinfo",
  version: "5c4164f",
  unit: "one for a parameter each time that it is taken to be used",
  counts: "calls",
  main: "totalMultAdds",
  parameterNumber: "totalParams",
  parameterRule: "all that the module holds, shared ones once",
  numbers: {
    totalMultAdds: { items: multAdds },
    totalParams: { items: (network) => parameterItems(network) },
    forwardBackwardBytes: { items: passBytes },
  },
  reasons: {
    Conv: "weights times output positions",
    ConvTranspose: "weights times output positions, where input positions are due",
    Linear: "weights times rows",
    bias: "biases, counted like weights",
    BatchNorm: "parameters times batch, not elements",
    LayerNorm: "parameters times batch, not elements",
    GroupNorm: "parameters times batch, not elements",
    InstanceNorm: "parameters times batch, not elements",
    PReLU: "parameters times batch, not elements",
    Embedding: "the whole table times batch",
    RNN: "parameters times steps and batch",
    GRU: "parameters times steps and batch",
    LSTM: "parameters times steps and batch",
    Addmm: "weights times batch and features, as the class is called Conv1D",
    Module: "parameters times batch",
    pass: "outputs of modules that have parameters, twice",
    parameter: "parameters, shared ones once",
  },
  assumptions: [FUSED_ASSUMPTION],
});
