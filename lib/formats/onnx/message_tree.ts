/**
 * Where messages stand within others in a file, so that one can be changed and the lengths around it kept true. Fields of any version are passed over
 * alike.
 *
 * @module
 */
import { BlockReader } from "../../bytes/block_reader.ts";
import type { ByteSource } from "../../bytes/byte_source.ts";
import { partsLength, type Patch } from "../../bytes/patches.ts";
import { FormatSyntaxError } from "../format_error.ts";

/** A field's place. */
export interface FieldPlace {
  /** The field's number. */
  readonly number: number;
  /** Where its tag begins. */
  readonly start: number;
  /** Where its length begins; only of fields that have one. */
  readonly lengthStart: number;
  /** Where its value begins. */
  readonly valueStart: number;
  /** Where it ends. */
  readonly end: number;
  /** True if it has a length, as texts, bytes, messages and packed lists do. */
  readonly isDelimited: boolean;
}

/** A message, with those in it that are of interest. */
export interface MessagePlace extends Omit<FieldPlace, "isDelimited" | "number"> {
  /** The messages of interest in it, or those that lead there. */
  readonly inner: MessagePlace[];
}

/** The most that a tag and a varint take. */
const HEADER_BYTES = 20;

/** A whole number as a varint. */
export function varint(value: number): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
  return Uint8Array.from([...bytes, value]);
}

/** Reads places of fields one after the other. */
class FieldReader {
  readonly #blocks: BlockReader;
  #at = 0;

  constructor(source: ByteSource) {
    this.#blocks = new BlockReader(source);
  }

  /** The place of the field at a position. */
  async at(start: number, limit: number): Promise<FieldPlace> {
    await this.#blocks.fill(start, Math.min(HEADER_BYTES, this.#blocks.source.byteLength - start));
    this.#at = start;
    const tag = this.#varint();
    const lengthStart = this.#at;
    const type = tag % 8;
    const value = type === 0 || type === 2 ? this.#varint() : 0;
    const valueStart = type === 2 ? this.#at : lengthStart;
    const end = type === 0 ? this.#at : type === 1 ? lengthStart + 8 : type === 5 ? lengthStart + 4 : type === 2 ? this.#at + value : NaN;
    if (!(end <= limit)) this.#fail(start);
    return { number: Math.floor(tag / 8), start, lengthStart, valueStart, end, isDelimited: type === 2 };
  }

  /** Waits for what is still on its way. */
  async close(): Promise<void> {
    await this.#blocks.close();
  }

  #varint(): number {
    const { window, offset } = this.#blocks;
    let value = 0, scale = 1;
    for (;;) {
      const byte = window[this.#at++ - offset];
      if (byte === undefined || scale > 2 ** 63) return this.#fail(this.#at);
      value += (byte & 127) * scale;
      scale *= 128;
      if (byte < 128) return value;
    }
  }

  #fail(offset: number): never {
    const path = this.#blocks.source.name;
    throw new FormatSyntaxError(
      `Cannot change ${path}: a field at byte ${offset} is malformed; the file may have changed since it was read`,
      { path, offset },
    );
  }
}

/** The places of a message's fields. */
export async function fieldsOf(source: ByteSource, { valueStart, end }: MessagePlace): Promise<FieldPlace[]> {
  const reader = new FieldReader(source);
  const fields: FieldPlace[] = [];
  for (let at = valueStart; at < end; at = fields.at(-1)!.end) fields.push(await reader.at(at, end));
  await reader.close();
  return fields;
}

/**
 * Finds the messages that begin at the given positions, and those around them.
 *
 * @param starts Where their values begin, in rising order.
 * @returns The whole file as a message, and the found ones in the order of `starts`.
 * @throws {FormatSyntaxError} If there is no message at one of them.
 */
export async function findMessages(
  source: ByteSource,
  starts: readonly number[],
): Promise<{ readonly root: MessagePlace; readonly found: readonly MessagePlace[] }> {
  const reader = new FieldReader(source);
  const root: MessagePlace = { start: 0, lengthStart: 0, valueStart: 0, end: source.byteLength, inner: [] };
  const found: MessagePlace[] = [];
  const search = async (message: MessagePlace): Promise<void> => {
    for (let at = message.valueStart; at < message.end && found.length < starts.length && starts[found.length]! < message.end;) {
      const { isDelimited, number: _, ...field } = await reader.at(at, message.end);
      const wanted = starts[found.length]!;
      if (isDelimited && wanted >= field.valueStart && wanted < field.end || wanted === field.valueStart && isDelimited) {
        const place: MessagePlace = { ...field, inner: [] };
        message.inner.push(place);
        if (wanted === field.valueStart) found.push(place);
        else await search(place);
      }
      at = field.end;
    }
  };
  await search(root);
  await reader.close();
  if (found.length === starts.length) return { root, found };
  const offset = starts[found.length]!;
  throw new FormatSyntaxError(
    `Cannot change ${source.name}: there is no tensor at byte ${offset}; the file may have changed since it was read`,
    {
      path: source.name,
      offset,
    },
  );
}

/** The patches of the lengths of messages in which others change, given the patches within each found message. */
export function lengthPatches(root: MessagePlace, patches: ReadonlyMap<MessagePlace, readonly Patch[]>): Patch[] {
  const lengths: Patch[] = [];
  const growthOf = (message: MessagePlace): number => {
    const own = (patches.get(message) ?? []).reduce((total, { removed, parts }) => total + partsLength(parts) - removed, 0);
    const growth = own + message.inner.reduce((total, inner) => total + growthOf(inner), 0);
    if (growth === 0 || message === root) return growth;
    const length = varint(message.end - message.valueStart + growth);
    const removed = message.valueStart - message.lengthStart;
    lengths.push({ offset: message.lengthStart, removed, parts: [length] });
    return growth + length.length - removed;
  };
  growthOf(root);
  return lengths;
}
