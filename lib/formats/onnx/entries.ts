/** The small messages of two members: notes and versions of operator sets. */
import { ENTRY, OPSET } from "./schema.ts";
import type { Wire } from "./wire.ts";

/** How the model calls the standard's own domain; files write `""` or this. */
export const STANDARD_DOMAIN = "ai.onnx";

/** A domain as the model calls it. */
export function domainOf(text: string): string {
  return text === "" ? STANDARD_DOMAIN : text;
}

/** Reads a `StringStringEntryProto` into a map. */
export function parseEntry(wire: Wire, into: Map<string, string>): void {
  const { fields } = ENTRY;
  let key = "", value = "";
  const outer = wire.enter(ENTRY);
  while (wire.inside) {
    switch (wire.next()) {
      case fields.key:
        key = wire.text();
        break;
      case fields.value:
        value = wire.text();
        break;
      default:
        wire.skip();
    }
  }
  wire.leave(outer);
  into.set(key, value);
}

/** Reads an `OperatorSetIdProto` into a map. */
export function parseOpset(wire: Wire, into: Map<string, number>): void {
  const { fields } = OPSET;
  let domain = "", version = 0;
  const outer = wire.enter(OPSET);
  while (wire.inside) {
    switch (wire.next()) {
      case fields.domain:
        domain = wire.text();
        break;
      case fields.version:
        version = wire.integer();
        break;
      default:
        wire.skip();
    }
  }
  wire.leave(outer);
  into.set(domainOf(domain), version);
}
