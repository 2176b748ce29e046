/** Trees of models without a file. */
import { inferShapes } from "../../../lib/analysis/infer_shapes.ts";
import { findModules, type ModuleTree } from "../../../lib/analysis/modules/module_tree.ts";
import { findStoredTensors } from "../../../lib/analysis/stored_tensors.ts";
import type { Model } from "../../../lib/model/model.ts";
import { model, type NodeSpec, tensor, value } from "../_models.ts";

export function treeOf(model: Model): ModuleTree {
  const typed = inferShapes(model);
  return findModules(typed, findStoredTensors(typed));
}

/** The tree of a chain of activations of these names, one after the other. */
export function chainTree(names: readonly string[], metadata: readonly Readonly<Record<string, string>>[] = []): ModuleTree {
  const nodes = names.map((name, index): NodeSpec => ({
    op: "Relu",
    name,
    inputs: [`v${index}`],
    outputs: [`v${index + 1}`],
    metadata: metadata[index] ?? {},
  }));
  return treeOf(model({ inputs: [value("v0", [1, 4, 8, 8])], outputs: [`v${names.length}`], nodes }));
}

/** A convolution of 4 channels to 4, with the stored tensors that it needs under these names. */
export function conv(name: string, input: string, output: string, weight: string, bias?: string): NodeSpec {
  return { op: "Conv", name, inputs: [input, weight, ...bias === undefined ? [] : [bias]], outputs: [output] };
}

export const kernel = (name: string) => tensor(name, [4, 4, 3, 3]);
export const vector = (name: string) => tensor(name, [4]);
