import type { ByteSource } from "../../bytes/byte_source.ts";
import type { Model } from "../../model/model.ts";
import { checkpointModel } from "../checkpoint.ts";
import type { Format } from "../format.ts";
import { RangeTensor } from "../range_tensor.ts";
import { hasHeader, readHeader } from "./header.ts";

/** What weights of one kind of file have in common. */
export const NO_ROLES = "the file tells no parameters from buffers: their names and types do";

/** Safetensors: named tensors in one file, with a header that tells where each lies. */
export const SAFETENSORS: Format = { name: "safetensors", extensions: ["safetensors"], matches: hasHeader, read };

async function read(source: ByteSource, head: Uint8Array): Promise<Model> {
  const { entries, metadata } = await readHeader(source, head);
  const weights = entries.map((entry) => ({ tensor: new RangeTensor(source, entry) }));
  return checkpointModel(source, { format: "safetensors", weights, metadata, remarks: [NO_ROLES] });
}
