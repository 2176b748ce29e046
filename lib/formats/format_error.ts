/**
 * Thrown when bytes are no model, or a broken one.
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { profile } from "../../mod.ts";
 *
 * const bytes = new TextEncoder().encode("<!doctype html>"); // what some servers send with status 200
 * const error = await assertRejects(() => profile(bytes), FormatSyntaxError, "HTML page");
 * assertEquals(error.offset, 0);
 * ```
 */
export class FormatSyntaxError extends SyntaxError {
  /** The class's name. */
  override readonly name = "FormatSyntaxError";
  /** The file or address, as it was asked for. */
  readonly path: string;
  /** The position of the byte at which reading failed. */
  readonly offset: number;

  /** A sentence that says what cannot be read, why, and where; `cause` is the error that told. */
  constructor(message: string, { path, offset, cause }: { readonly path: string; readonly offset: number; readonly cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause });
    this.path = path;
    this.offset = offset;
  }
}
