/**
 * The modules that the names in a file of weights speak of.
 *
 * @module
 */
import type { Checkpoint, Model } from "../../model/model.ts";
import { checkpointTensors, leftoverTensors } from "../checkpoint_profile.ts";
import type { StoredTensor } from "../stored_tensors.ts";
import { ancestorsOf, parentOf, withinDepth } from "./dialect.ts";
import type { ModuleTree, NetworkModuleFacts } from "./module_tree.ts";

/** The modules of a file of weights, in the order in which their names first stand there. Of their classes, such a file tells nothing. */
export function checkpointTree(model: Model, checkpoint: Checkpoint): ModuleTree {
  const aliases = Map.groupBy(checkpoint.tied.keys(), (name) => checkpoint.tied.get(name)!);
  const counted = checkpointTensors(model, checkpoint).map((tensor): StoredTensor => ({
    ...tensor,
    ...(aliases.has(tensor.name) && { aliases: aliases.get(tensor.name)! }),
  }));
  const all = [...counted, ...leftoverTensors(model, checkpoint)];
  const tensors = Map.groupBy(all, ({ name }) => withinDepth(parentOf(name)));
  const paths = new Set([...model.graph.initializers.keys()].flatMap((name) => ancestorsOf(withinDepth(parentOf(name)))));
  const children = Map.groupBy([...paths].filter((path) => path !== ""), parentOf);
  const facts = (path: string): NetworkModuleFacts => ({
    path,
    type: "Module",
    detail: "",
    guessed: false,
    holds: [],
    children: children.get(path) ?? [],
    tensors: tensors.get(path) ?? [],
    nodes: [],
  });
  const byName = new Map(all.map((tensor) => [tensor.name, tensor]));
  return {
    modules: new Map(["", ...paths].map((path) => [path, facts(path)])),
    paths: [],
    stored: { all, rootOf: (name) => byName.get(name) },
    dialects: new Map(),
  };
}
