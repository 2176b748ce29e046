/**
 * From bytes to a {@linkcode Model}, whatever the format.
 *
 * To add a format, write its {@linkcode Format} in a file of its own and add a line to {@linkcode FORMATS}.
 *
 * @module
 */
import type { ByteSource } from "../bytes/byte_source.ts";
import type { Model } from "../model/model.ts";
import { describeForeign } from "./foreign.ts";
import type { Format } from "./format.ts";
import { FormatSyntaxError } from "./format_error.ts";
import { ONNX } from "./onnx/onnx.ts";
import { PYTORCH, PYTORCH_LEGACY } from "./pytorch/pytorch.ts";
import { SAFETENSORS } from "./safetensors/safetensors.ts";
import { WEIGHT_INDEX } from "./weight_index.ts";

/** Every format that can be read. */
export const FORMATS: readonly Format[] = [ONNX, SAFETENSORS, WEIGHT_INDEX, PYTORCH, PYTORCH_LEGACY];

/** How much of a file its format is told from: one page, which costs no more than one byte. */
const HEAD_BYTES = 4096;

const origins = new WeakMap<Model, ByteSource>();

/** The source that a model was read from by {@linkcode readModel}, which can still be read; `undefined` for other models. */
export function originOf(model: Model): ByteSource | undefined {
  return origins.get(model);
}

/**
 * Reads a model's structure: its graph, and of each stored tensor the name, the type and the place. Weights are not read.
 *
 * @throws {FormatSyntaxError} If no format takes the bytes, saying what they look like; or if they are malformed.
 * @throws {SourceError} If they cannot be had.
 */
export async function readModel(source: ByteSource): Promise<Model> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.byteLength));
  const format = FORMATS.find((format) => format.matches(head));
  if (format !== undefined) {
    const model = await format.read(source, head);
    origins.set(model, source);
    return model;
  }
  const { looksLike, advice = `give a model's file (${extensions()})` } = describeForeign(head);
  throw new FormatSyntaxError(`Cannot read a model from ${source.name} as it ${looksLike}: ${advice}`, { path: source.name, offset: 0 });
}

/** What files of the formats are called, in words. */
function extensions(): string {
  return [...new Set(FORMATS.flatMap(({ extensions }) => extensions))].map((extension) => `.${extension}`).join(", ");
}
