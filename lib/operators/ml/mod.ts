/**
 * The standard's classical models: the domain `ai.onnx.ml`.
 *
 * @module
 */
import type { Operator } from "../define.ts";
import { dictionaryOperators } from "./dictionaries.ts";
import { featureOperators } from "./features.ts";
import { linearModels } from "./linear_models.ts";
import { supportVectorMachines } from "./support_vectors.ts";
import { treeEnsembles } from "./tree_ensembles.ts";

/** Every operator of that domain. */
export const classicalModels: readonly Operator[] = [
  ...dictionaryOperators,
  ...featureOperators,
  ...linearModels,
  ...supportVectorMachines,
  ...treeEnsembles,
];
