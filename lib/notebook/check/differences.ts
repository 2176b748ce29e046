/**
 * What a run's outputs have other than the kept ones.
 *
 * @module
 */
import { type Cell, type Lines, type Output, textOf } from "../notebook_file.ts";
import { maskTimes, tellsTimes } from "./mask.ts";

/** A cell with this tag measures: of its outputs, kinds and types are compared alone. */
export const MEASURED = "measured";

/** Lines of a difference that are printed. */
const SHOWN = 6;
/** Characters of a line that are printed. */
const WIDTH = 160;
/** The first bytes of a PNG in base64. */
const PNG = "iVBORw0KGgo";

/** What differs between a cell's kept outputs and those of a run, a text a difference. */
export function outputDifferences(kept: Cell, { outputs: found = [], execution_count }: Cell): string[] {
  const expected = kept.outputs ?? [];
  const [kinds, foundKinds] = [kindsOf(expected), kindsOf(found)];
  if (kinds !== foundKinds) return [`outputs\n  - ${kinds || "none"}\n  + ${foundKinds || "none"}`];
  const differences = hasTag(kept, MEASURED) ? [] : expected.flatMap((output, index) => differencesOf(output, found[index]!));
  if ((kept.execution_count ?? null) !== (execution_count ?? null)) {
    differences.push(`number of the execution\n  - ${kept.execution_count ?? "none"}\n  + ${execution_count ?? "none"}`);
  }
  return [...differences, ...found.flatMap(pictureFaults)];
}

/** Whether the outputs tell of times, which are other in every run. */
export function hasTimes(cell: Cell): boolean {
  return hasTag(cell, MEASURED) || (cell.outputs ?? []).some((output) => textsOf(output).some(([, text]) => tellsTimes(text)));
}

/** Whether a cell has a tag. */
function hasTag({ metadata }: Cell, tag: string): boolean {
  const { tags } = metadata;
  return Array.isArray(tags) && tags.includes(tag);
}

/** Kinds and types of a cell's outputs in a line. */
function kindsOf(outputs: readonly Output[]): string {
  const kinds = outputs.map(({ output_type, name, data }) =>
    data ? `${output_type} (${Object.keys(data).sort().join(", ")})` : name ? `${output_type} ${name}` : output_type
  );
  return kinds.join("; ");
}

function differencesOf(expected: Output, found: Output): string[] {
  const texts = new Map(textsOf(found));
  const differences = textsOf(expected).flatMap(([type, text]) => difference(type, text, texts.get(type) ?? ""));
  // A chart of times has the times in its data, without a unit beside them: its text alone is compared.
  const measured = textsOf(expected).some(([, text]) => tellsTimes(text));
  const specs = measured ? [] : Object.entries(expected.data ?? {}).filter(([type]) => isJson(type));
  return [...differences, ...specs.flatMap(([type, spec]) => difference(type, json(spec), json(found.data?.[type])))];
}

/** All that is text of an output, by MIME type, or by what else it is. */
function textsOf({ name, text, data = {}, ename, evalue }: Output): [type: string, text: string][] {
  if (text !== undefined) return [[name ?? "stream", textOf(text)]];
  if (ename !== undefined) return [["error", `${ename}: ${evalue}`]];
  return Object.entries(data).filter(([type]) => !isJson(type) && !type.startsWith("image/")).map((
    [type, value],
  ) => [type, textOf(value as Lines)]);
}

function isJson(type: string): boolean {
  return /[+/]json$/.test(type);
}

function json(value: unknown): string {
  return JSON.stringify(value, (_, member) => isPlain(member) ? Object.fromEntries(Object.entries(member).sort()) : member, 1) ?? "";
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The lines that differ when times are covered; none if no line does. */
function difference(type: string, expected: string, found: string): string[] {
  const [before, after] = [linesFor(type, expected), linesFor(type, found)];
  let start = 0, end = 0;
  while (start < before.length && before[start] === after[start]) start++;
  if (start === before.length && start === after.length) return [];
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const removed = before.slice(start, before.length - end), added = after.slice(start, after.length - end);
  const column = removed.length > 0 && added.length > 0 ? prefixOf(removed[0]!, added[0]!) : 0;
  return [[`${type}, line ${start + 1}`, ...printed("-", removed, column), ...printed("+", added, column)].join("\n")];
}

/** Lines to compare. Markup comes without line ends, so each tag begins a line. */
function linesFor(type: string, text: string): string[] {
  return maskTimes(type === "text/html" ? text.replace(/(?<!\n)</g, "\n<") : text).split("\n");
}

function prefixOf(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** The first lines, cut so that the column where they begin to differ is seen. */
function printed(sign: string, lines: readonly string[], column: number): string[] {
  const from = column > WIDTH / 2 ? column - WIDTH / 2 : 0;
  const shown = lines.slice(0, SHOWN).map((line) => {
    const part = line.slice(from, from + WIDTH);
    return `  ${sign} ${from > 0 ? "…" : ""}${part}${line.length > from + WIDTH ? "…" : ""}`;
  });
  return lines.length > SHOWN ? [...shown, `  ${sign} … ${lines.length - SHOWN} more`] : shown;
}

/** A picture must be one. */
function pictureFaults({ data }: Output): string[] {
  const picture = data?.["image/png"];
  return picture === undefined || textOf(picture as Lines).startsWith(PNG) ? [] : ["image/png is no PNG"];
}
