/**
 * The table of dialects, in which the first that knows a node has the word. A new one is a file in this folder and a line here. Modules that the model's
 * writer declares (`Model.modules`) need none: their classes and lines stand as declared, and their nodes speak the dialects below.
 *
 * @module
 */
import type { Dialect } from "./dialect.ts";
import { dynamoMetadata } from "./dynamo_metadata.ts";
import { localFunctions } from "./local_functions.ts";
import { parameterNames } from "./parameter_names.ts";
import { repeatedStructure } from "./repeated_structure.ts";
import { tensorflowScopes } from "./tensorflow_scopes.ts";
import { torchscript } from "./torchscript.ts";

/** All dialects, those whose words are plainest first. */
export const DIALECTS: readonly Dialect[] = [
  dynamoMetadata,
  localFunctions,
  torchscript,
  tensorflowScopes,
  parameterNames,
  repeatedStructure,
];
