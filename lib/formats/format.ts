import type { ByteSource } from "../bytes/byte_source.ts";
import type { Model } from "../model/model.ts";

/** A file format that models are stored in: how to tell it and how to read it. */
export interface Format {
  /** The name that a model bears as its `format`. */
  readonly name: string;
  /** File name extensions without the dot, for messages; what a file is, its bytes tell. */
  readonly extensions: readonly string[];

  /** True if a file that begins with these bytes may be of this format. A broken file of this format should match: `read` says best what is wrong. */
  matches(head: Uint8Array): boolean;

  /**
   * Reads a model's structure, without its weights.
   *
   * @param head Bytes from the source's start that have been read already.
   * @throws {FormatSyntaxError} If the bytes are malformed.
   * @throws {SourceError} If they cannot be had.
   */
  read(source: ByteSource, head: Uint8Array): Promise<Model>;
}
