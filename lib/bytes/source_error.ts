/**
 * Thrown when bytes cannot be had: no such file, no permission, no answer, a broken transfer. What the bytes mean plays no part.
 *
 * @example
 * ```ts
 * import { assert, assertRejects } from "@std/assert";
 * import { profile } from "../../mod.ts";
 *
 * const error = await assertRejects(() => profile("examples/resnet5.onnx"), SourceError, "did you mean examples/resnet50.onnx?");
 * assert(error.isMissing);
 * ```
 */
export class SourceError extends Error {
  /** The class's name. */
  override readonly name = "SourceError";
  /** The path or address, as it was asked for. */
  readonly source: string;
  /** True where there is no such file, as the system or the server says; false for every other reason. */
  readonly isMissing: boolean;

  /** A sentence that names the source; `cause` is what the platform threw. */
  constructor(message: string, source: string, { isMissing = false, ...options }: ErrorOptions & { readonly isMissing?: boolean } = {}) {
    super(message, options);
    this.source = source;
    this.isMissing = isMissing;
  }
}

/** What the platform said, for the end of a sentence of ours. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
