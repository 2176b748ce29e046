/**
 * Facts that show themselves.
 *
 * @module
 */
import type { Profile } from "./analysis/profile.ts";
import type { MimeBundle } from "./display/mime_bundle.ts";

/**
 * Something that shows itself: in a notebook cell by its bundle, elsewhere by its text.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { profile } from "../mod.ts";
 *
 * const report = await profile("examples/resnet50.onnx");
 * assertEquals(Object.keys(report.toMimeBundle()).sort(), ["text/html", "text/plain"]);
 * ```
 */
export abstract class Shown<Facts = Profile> {
  /** All the facts behind what is shown. */
  readonly facts: Facts;

  /** Shows these facts. */
  constructor(facts: Facts) {
    this.facts = facts;
  }

  /** The forms of the answer by MIME type, of which a front end shows the richest that it knows. */
  abstract toMimeBundle(): MimeBundle;

  /** The answer as text. */
  abstract toString(): string;

  /** The same forms, for Jupyter. */
  [Symbol.for("Jupyter.display")](): MimeBundle | Promise<MimeBundle> {
    return this.toMimeBundle();
  }

  /** The same text where Deno or Node inspects the object. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}

/** Bytes as text, for a bundle. */
export function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
