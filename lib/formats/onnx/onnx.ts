import type { ByteSource } from "../../bytes/byte_source.ts";
import type { Model } from "../../model/model.ts";
import type { Format } from "../format.ts";
import { matches } from "./matches.ts";
import { parseModel } from "./model.ts";
import { parse } from "./parse.ts";
import { MODEL } from "./schema.ts";
import { withSmallExternalData } from "./small_external_data.ts";

/** The Open Neural Network Exchange format: one protobuf message, with data in it or in files beside it. */
export const ONNX: Format = { name: "onnx", extensions: ["onnx"], matches, read };

async function read(source: ByteSource, head: Uint8Array): Promise<Model> {
  const facts = await parse(source, head, MODEL, parseModel);
  const bytesRead = source.bytesRead;
  return { ...facts, graph: await withSmallExternalData(source, facts.graph), bytes: source.byteLength, bytesRead };
}
