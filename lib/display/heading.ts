/**
 * What a profile is of, in words.
 *
 * @module
 */
import type { NamedTensor, Profile } from "../analysis/profile.ts";
import { shapeText } from "./dim_text.ts";
import { bytesNumber } from "./number_text.ts";

/** The network's name. */
export function networkName({ model }: Profile): string {
  return model.name || "network";
}

/** Where it comes from: format, operator sets, producer, and how much of the file was read. */
export function originWords({ model }: Profile): string[] {
  const { format, producer, opset, bytes, bytesRead } = model;
  const versions = Object.entries(opset).map(([domain, version]) => `${domain || "ai.onnx"} ${version}`);
  return [
    format,
    ...versions.slice(0, 4),
    ...(versions.length > 4 ? [`… ${versions.length - 4} more domains`] : []),
    ...(producer === "" ? [] : [producer]),
    ...(bytes > 0 ? [`file ${bytesNumber(bytes)}, read ${bytesRead < bytes ? bytesNumber(bytesRead) : "whole"}`] : []),
  ];
}

/** Inputs or outputs, `data float32 [1, 3, 224, 224]` each; more than three are cut. */
export function tensorWords(tensors: readonly NamedTensor[]): string[] {
  const words = tensors.slice(0, 3).map(({ name, dtype, shape }) => `${name} ${dtype ?? "?"} ${shapeText(shape, 24)}`);
  return tensors.length > 3 ? [...words, `… ${tensors.length - 3} more`] : words;
}
