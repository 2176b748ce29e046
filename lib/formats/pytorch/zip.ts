/**
 * The directory of a ZIP archive whose entries are stored as they are, which is how PyTorch writes them: so each can be read where it lies.
 *
 * Source: PKWARE's APPNOTE 6.3.9, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3.
 *
 * @module
 */
import type { ByteSource } from "../../bytes/byte_source.ts";
import { FormatSyntaxError } from "../format_error.ts";

const DIRECTORY_ENTRY = 0x02014b50, LOCAL_HEADER = 0x04034b50, END = 0x06054b50, END64 = 0x06064b50, LOCATOR64 = 0x07064b50;
const DIRECTORY_ENTRY_BYTES = 46, LOCAL_HEADER_BYTES = 30, END_BYTES = 22, END64_BYTES = 56, LOCATOR64_BYTES = 20;

/** A comment behind the end record has at most 65,535 bytes. */
const TAIL_BYTES = END_BYTES + 0xffff;

/** An entry takes some 100 bytes, and the largest checkpoints have some hundred thousand. */
const DIRECTORY_LIMIT = 1 << 26;

/** The bit of an entry's flags that says that it is encrypted. */
const ENCRYPTED = 1;

/** A field of 32 bits that says that the number stands in the extra field, in 64. */
const IN_EXTRA = 0xffffffff;

/** An entry of an archive. */
export interface ZipEntry {
  /** Its path in the archive. */
  readonly name: string;
  /** The bytes of its contents. */
  readonly byteLength: number;
  /** Where its header begins. */
  readonly headerOffset: number;
  /** How its contents are packed; 0 where they are stored as they are. */
  readonly method: number;
}

/** An archive's directory. */
export class ZipArchive {
  /** The entries by name. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly #source: ByteSource;

  private constructor(source: ByteSource, entries: ReadonlyMap<string, ZipEntry>) {
    this.#source = source;
    this.entries = entries;
  }

  /**
   * Reads the directory at the archive's end.
   *
   * @throws {FormatSyntaxError} If there is none, if it claims what the file does not have, or if an entry is encrypted, named twice, or named by a
   * path that leaves the archive.
   */
  static async open(source: ByteSource): Promise<ZipArchive> {
    const { offset, byteLength, count } = await findDirectory(source);
    if (byteLength > DIRECTORY_LIMIT) failZip(source, `its directory claims ${byteLength} bytes, more than ${DIRECTORY_LIMIT}`, offset);
    if (offset + byteLength > source.byteLength) {
      failZip(source, `its directory claims ${byteLength} bytes at ${offset}, past the file's end`, offset);
    }
    return new ZipArchive(source, parseDirectory(source, await source.read(offset, byteLength), offset, count));
  }

  /**
   * Finds where an entry's contents begin, which its own header tells.
   *
   * @throws {FormatSyntaxError} If the contents are packed, there is no such header, or they run past the file's end.
   */
  async locate({ name, headerOffset, byteLength, method }: ZipEntry): Promise<number> {
    if (method !== 0) {
      const problem = `its entry ${quote(name)} is packed (method ${method}), where torch.save stores; load and save the file again`;
      failZip(this.#source, problem, headerOffset);
    }
    const view = await readView(this.#source, headerOffset, LOCAL_HEADER_BYTES);
    if (view?.getUint32(0, true) !== LOCAL_HEADER) failZip(this.#source, `there is no header of its entry ${quote(name)}`, headerOffset);
    const offset = headerOffset + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
    if (offset + byteLength <= this.#source.byteLength) return offset;
    failZip(this.#source, `its entry ${quote(name)} claims ${byteLength} bytes at ${offset}, past the file's end`, headerOffset);
  }

  /** Reads an entry's contents. */
  async read(entry: ZipEntry): Promise<Uint8Array> {
    return await this.#source.read(await this.locate(entry), entry.byteLength);
  }
}

function quote(name: string): string {
  return JSON.stringify(name.slice(0, 200));
}

function failZip({ name: path }: ByteSource, problem: string, offset: number): never {
  throw new FormatSyntaxError(`Cannot read ${path} as PyTorch's ZIP archive: ${problem} (byte ${offset})`, { path, offset });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

async function readView(source: ByteSource, offset: number, byteLength: number): Promise<DataView | undefined> {
  if (offset < 0 || offset + byteLength > source.byteLength) return undefined;
  return viewOf(await source.read(offset, byteLength));
}

interface Directory {
  readonly offset: number;
  readonly byteLength: number;
  readonly count: number;
}

async function findDirectory(source: ByteSource): Promise<Directory> {
  const length = Math.min(TAIL_BYTES, source.byteLength);
  const start = source.byteLength - length;
  const tail = viewOf(await source.read(start, length));
  let at = length - END_BYTES;
  while (at >= 0 && tail.getUint32(at, true) !== END) at--;
  if (at < 0) failZip(source, "it has no directory at its end: the download did not finish, or the file was cut", source.byteLength);
  const found = { offset: tail.getUint32(at + 16, true), byteLength: tail.getUint32(at + 12, true), count: tail.getUint16(at + 10, true) };
  if (found.offset !== IN_EXTRA && found.byteLength !== IN_EXTRA && found.count !== 0xffff) return found;
  const locator = await readView(source, start + at - LOCATOR64_BYTES, LOCATOR64_BYTES);
  if (locator?.getUint32(0, true) !== LOCATOR64) return found;
  const position = Number(locator.getBigUint64(8, true));
  const end = await readView(source, position, END64_BYTES);
  if (end?.getUint32(0, true) !== END64) failZip(source, "it has no end record of 64 bits where its locator says", position);
  const [count, byteLength, offset] = [32, 40, 48].map((field) => Number(end.getBigUint64(field, true)));
  return { offset: offset!, byteLength: byteLength!, count: count! };
}

function parseDirectory(source: ByteSource, bytes: Uint8Array, start: number, count: number): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  const view = viewOf(bytes);
  const text = new TextDecoder();
  let at = 0;
  for (let index = 0; index < count; index++) {
    const fail = (problem: string) => failZip(source, problem, start + at);
    if (at + DIRECTORY_ENTRY_BYTES > bytes.length || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
      fail(`its directory has no entry ${index + 1} of ${count}`);
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    const extraStart = at + DIRECTORY_ENTRY_BYTES + nameLength;
    const end = extraStart + extraLength + commentLength;
    if (end > bytes.length) fail(`its directory's entry ${index + 1} is cut off`);
    const name = text.decode(bytes.subarray(at + DIRECTORY_ENTRY_BYTES, extraStart));
    if (name.startsWith("/") || name.includes("\\") || name.split("/").includes("..")) fail(`its entry ${quote(name)} leaves the archive`);
    if (entries.has(name)) fail(`it has two entries ${quote(name)}`);
    if (view.getUint16(at + 8, true) & ENCRYPTED) fail(`its entry ${quote(name)} is encrypted`);
    const method = view.getUint16(at + 10, true);
    entries.set(name, { name, method, ...sizesOf(view, at, extraStart, extraLength, fail) });
    at = end;
  }
  return entries;
}

/** The length and the position of an entry, from the fields of 32 bits or from the extra field. */
function sizesOf(
  view: DataView,
  at: number,
  extraStart: number,
  extraLength: number,
  fail: (problem: string) => never,
): Pick<ZipEntry, "byteLength" | "headerOffset"> {
  const [packed, byteLength, headerOffset] = [20, 24, 42].map((field) => view.getUint32(at + field, true)) as [number, number, number];
  if (byteLength !== IN_EXTRA && headerOffset !== IN_EXTRA) return { byteLength, headerOffset };
  const end = extraStart + extraLength;
  for (let field = extraStart; field + 4 <= end; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== 1) continue;
    // Unpacked length, packed length, position: of these only those whose field of 32 bits says so.
    const wanted = [byteLength, packed, headerOffset].filter((value) => value === IN_EXTRA).length;
    if (field + 4 + 8 * wanted > end) break;
    const numbers = Array.from({ length: wanted }, (_, index) => Number(view.getBigUint64(field + 4 + 8 * index, true)));
    const length = byteLength === IN_EXTRA ? numbers.shift()! : byteLength;
    if (packed === IN_EXTRA) numbers.shift();
    return { byteLength: length, headerOffset: headerOffset === IN_EXTRA ? numbers.shift()! : headerOffset };
  }
  return fail("an entry lacks the numbers of 64 bits that it announces");
}
