/**
 * Where bytes come from: memory, a file, an address. A source is read piecemeal, so that a model's weights can stay where they are.
 *
 * @module
 */

/** Bytes of a known number that can be read from any position. */
export interface ByteSource extends AsyncDisposable {
  /** The path or address as it was asked for, for messages. */
  readonly name: string;
  /** The last part of the name: a file's name without its folder. */
  readonly fileName: string;
  /** How many bytes there are. */
  readonly byteLength: number;
  /** How many bytes came over from the file or the network so far; all of them for bytes that were in memory. */
  readonly bytesRead: number;
  /** How many bytes are worth reading at once where only a few are wanted: what a round trip costs differs. */
  readonly blockBytes: number;
  /** True where the time goes by waiting for an answer, so that bytes which may be wanted soon are worth asking for in the same moment. */
  readonly readsAhead?: boolean | undefined;
  /** All the bytes, if they are in memory; a reader need not wait then. */
  readonly contents?: Uint8Array | undefined;

  /**
   * Reads exactly `byteLength` bytes from `offset` on. It works after {@linkcode close} too: a source whose handle is closed opens it for that one read.
   *
   * @throws {RangeError} If the source has no such bytes.
   * @throws {SourceError} If they cannot be had.
   */
  read(offset: number, byteLength: number): Promise<Uint8Array>;

  /** As {@linkcode read}, into memory that is there already; missing where that saves nothing. */
  readInto?(offset: number, into: Uint8Array): Promise<void>;

  /**
   * Opens a file in the same folder, or in one below: a model's external data.
   *
   * @throws {SourceError} If `location` leaves the folder (an absolute path, `..`, a backslash, an address), if there is no such file, or if a source
   * of this kind has no folder.
   */
  sibling(location: string): Promise<ByteSource>;

  /** Lets go of the file or connection. */
  close(): void;
}

/**
 * Checks that a source has the bytes that are asked for.
 *
 * @throws {RangeError} If it does not.
 */
export function checkRange(source: Pick<ByteSource, "name" | "byteLength">, offset: number, byteLength: number): void {
  if (
    Number.isSafeInteger(offset) && Number.isSafeInteger(byteLength) && offset >= 0 && byteLength >= 0 &&
    offset + byteLength <= source.byteLength
  ) return;
  throw new RangeError(`Cannot read ${byteLength} bytes at ${offset} of ${source.name} as it has ${source.byteLength} bytes`);
}
