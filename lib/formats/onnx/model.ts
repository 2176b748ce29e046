import type { Graph, LocalFunction, Model } from "../../model/model.ts";
import { parseEntry, parseOpset, STANDARD_DOMAIN } from "./entries.ts";
import { parseFunction } from "./function.ts";
import { parseGraph } from "./graph.ts";
import { MODEL } from "./schema.ts";
import { LACKING, type Parsing, type Wire } from "./wire.ts";

/** The first IR version whose files must say which operator sets they use; earlier ones use version 1. */
const OPSET_IR_VERSION = 3;

/** What a file tells of a model; how it was read is added later. */
export type ModelFacts = Omit<Model, "bytes" | "bytesRead">;

/** Reads a `ModelProto`, which is the whole file. As long as the message has fields: one case each. */
export function* parseModel(wire: Wire): Parsing<ModelFacts> {
  const { fields } = MODEL;
  const opset = new Map<string, number>();
  const functions: LocalFunction[] = [];
  const metadata = new Map<string, string>();
  let irVersion = 0, producer = "", version = "";
  let graph: Graph | undefined;
  while (wire.inside) {
    switch (wire.next()) {
      case LACKING:
        yield;
        break;
      case fields.ir_version:
        irVersion = wire.integer();
        break;
      case fields.producer_name:
        producer = wire.text();
        break;
      case fields.producer_version:
        version = wire.text();
        break;
      case fields.opset_import:
        parseOpset(wire, opset);
        break;
      case fields.graph:
        if (graph !== undefined) wire.fail("the file has two graphs where a model has one");
        graph = yield* parseGraph(wire);
        break;
      case fields.functions:
        functions.push(yield* parseFunction(wire));
        break;
      case fields.metadata_props:
        parseEntry(wire, metadata);
        break;
      default:
        wire.skip();
    }
  }
  if (irVersion <= 0) wire.fail("the file has no ir_version, which every model has");
  if (opset.size === 0 && irVersion >= OPSET_IR_VERSION) wire.fail("the file does not say which operator set it uses (opset_import)");
  if (graph === undefined) wire.fail("the file has no graph");
  if (opset.size === 0) opset.set(STANDARD_DOMAIN, 1);
  const name = wire.source.fileName;
  return { name, format: "onnx", producer: `${producer} ${version}`.trim(), opset, graph, functions, metadata };
}
