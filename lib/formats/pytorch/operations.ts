/**
 * What each operation of a pickle does.
 *
 * Source: `Lib/pickletools.py` of CPython 3.12, protocols 0 to 5.
 *
 * @module
 */
import type { Unpickler } from "./pickle.ts";
import { PickleDict, PickleList, type PickleValue } from "./values.ts";

/** One operation, whose code has been read. */
export type Operation = (pickle: Unpickler) => void;

/** A text, such as a name or a note: an exporter's longest are some MiB. */
export const TEXT_LIMIT = 1 << 24;

/** The operations by their codes, but for the one that ends a pickle. */
export const OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x80, (p) => p.byte()], // PROTO
  [0x95, (p) => p.bytes(8)], // FRAME
  [0x28, (p) => p.mark()],
  [0x30, (p) => p.pop()],
  [0x31, (p) => p.group()],
  [0x32, (p) => p.push(p.top())],
  [0x4e, (p) => p.push(null)],
  [0x88, (p) => p.push(true)],
  [0x89, (p) => p.push(false)],
  [0x49, (p) => intLine(p)],
  [0x4a, (p) => p.push(p.integer())],
  [0x4b, (p) => p.push(p.count(1))],
  [0x4d, (p) => p.push(p.count(2))],
  [0x4c, (p) => p.push(decimal(p, p.line()))],
  [0x8a, (p) => p.push(p.long(1))],
  [0x8b, (p) => p.push(p.long(4))],
  [0x46, (p) => p.push(Number(p.line()))],
  [0x47, (p) => p.push(p.double())],
  [0x53, (p) => p.push(unquoted(p.line()))],
  [0x54, (p) => p.push(p.text(4))],
  [0x55, (p) => p.push(p.text(1))],
  [0x42, (p) => p.push(p.blob(4, TEXT_LIMIT))],
  [0x43, (p) => p.push(p.blob(1, TEXT_LIMIT))],
  [0x8e, (p) => p.push(p.blob(8, TEXT_LIMIT))],
  [0x96, (p) => p.push(p.blob(8, TEXT_LIMIT))],
  [0x56, (p) => p.push(p.line())],
  [0x58, (p) => p.push(p.text(4))],
  [0x8c, (p) => p.push(p.text(1))],
  [0x8d, (p) => p.push(p.text(8))],
  [0x5d, (p) => p.push(new PickleList())],
  [0x61, (p) => p.append([p.pop()])],
  [0x65, (p) => p.append(p.group())],
  [0x6c, (p) => p.push(new PickleList(p.group()))],
  [0x29, tuple(0)],
  [0x74, (p) => p.push(new PickleList(p.group()))],
  [0x85, tuple(1)],
  [0x86, tuple(2)],
  [0x87, tuple(3)],
  [0x7d, (p) => p.push(new PickleDict())],
  [0x64, (p) => dictOf(p, p.group())],
  [0x73, (p) => p.setItems([p.pop(), p.pop()].reverse())],
  [0x75, (p) => p.setItems(p.group())],
  [0x8f, (p) => p.push(new PickleList())],
  [0x90, (p) => p.append(p.group())],
  [0x91, (p) => p.push(new PickleList(p.group()))],
  [0x70, (p) => p.put(Number(decimal(p, p.line())))],
  [0x71, (p) => p.put(p.count(1))],
  [0x72, (p) => p.put(p.count(4))],
  [0x67, (p) => p.get(Number(decimal(p, p.line())))],
  [0x68, (p) => p.get(p.count(1))],
  [0x6a, (p) => p.get(p.count(4))],
  [0x94, (p) => p.memoize()],
  [0x63, (p) => p.global(p.line(), p.line())],
  [0x93, (p) => stackGlobal(p)],
  [0x52, reduce],
  [0x81, reduce], // NEWOBJ
  [0x62, (p) => p.build(p.pop())],
  [0x51, (p) => p.persistent(p.pop())],
]);

function dictOf(pickle: Unpickler, pairs: readonly PickleValue[]): void {
  pickle.push(new PickleDict());
  pickle.setItems(pairs);
}

/** Calls the second last value, without keywords, with the last. */
function reduce(pickle: Unpickler): void {
  const args = pickle.pop();
  pickle.call(pickle.pop(), args);
}

function tuple(count: number): Operation {
  return (pickle) => pickle.push(new PickleList(Array.from({ length: count }, () => pickle.pop()).reverse()));
}

function decimal(pickle: Unpickler, text: string): number | bigint {
  const digits = text.replace(/L$/, "");
  if (!/^-?\d{1,1000}$/.test(digits)) pickle.fail("a whole number is none");
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits);
}

/** A text in Python's quotes; its escapes stay as they are, as no name has any. */
function unquoted(text: string): string {
  return /^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

function intLine(pickle: Unpickler): void {
  const text = pickle.line();
  pickle.push(text === "01" ? true : text === "00" ? false : decimal(pickle, text));
}

function stackGlobal(pickle: Unpickler): void {
  const name = pickle.pop();
  const module = pickle.pop();
  if (typeof name !== "string" || typeof module !== "string") pickle.fail("a name is no text");
  pickle.global(module, name);
}
