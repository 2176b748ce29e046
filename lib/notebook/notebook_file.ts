/**
 * Notebooks as files: nbformat 4.5, written as Jupyter writes them, so that a run changes no more lines than its outputs.
 *
 * Source: the nbformat 4.5 schema, https://nbformat.readthedocs.io/en/latest/format_description.html, and nbformat's own writer (`v4/nbjson.py`, `v4/rwbase.py`).
 *
 * @module
 */
import { createHash } from "node:crypto";

/** Text as a notebook holds it: whole, or as lines that keep their line ends. */
export type Lines = string | string[];

/** What a code cell gave. */
export interface Output {
  /** `stream`, `display_data`, `execute_result` or `error`. */
  output_type: string;
  /** The stream's name. */
  name?: string;
  /** The stream's text. */
  text?: Lines;
  /** Contents by MIME type. */
  data?: Record<string, unknown>;
  /** Notes for the front end. */
  metadata?: Record<string, unknown>;
  /** The number of the execution. */
  execution_count?: number | null;
  /** The error's name. */
  ename?: string;
  /** The error's message. */
  evalue?: string;
  /** The error's stack, line by line. */
  traceback?: string[];
}

/** A cell. What else a cell of a file has, such as a Markdown cell's attachments, is kept too. */
export interface Cell {
  /** `code`, `markdown` or `raw`. */
  cell_type: string;
  /** The cell's own id. */
  id?: string;
  /** Notes; `tags` are among them. */
  metadata: Record<string, unknown>;
  /** The text. */
  source: Lines;
  /** What a code cell gave. */
  outputs?: Output[];
  /** The number of a code cell's execution. */
  execution_count?: number | null;
}

/** A notebook. */
export interface Notebook {
  /** The cells in order. */
  cells: Cell[];
  /** Kernel and language. */
  metadata: Record<string, unknown>;
  /** 4. */
  nbformat: number;
  /** 5 or more: cells have ids. */
  nbformat_minor: number;
}

/** All kinds of cells. */
const CELL_TYPES: readonly string[] = ["code", "markdown", "raw"];
/** What nbformat permits as an id. */
const ID = /^[a-zA-Z0-9_-]{1,64}$/;
/** What Python's `str.splitlines` takes for a line's end; nbformat splits by it. */
// deno-lint-ignore no-control-regex -- some line ends are control characters
const LINES = /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+/g;

/**
 * Takes a notebook from its file's text. Cells without an id, and those that repeat one, get one that follows from their text: it is the same from run to run.
 *
 * @throws {SyntaxError} If it is no notebook of format 4.
 */
export function parseNotebook(text: string, name = "the notebook"): Notebook {
  let notebook: Notebook;
  try {
    notebook = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`Cannot read ${name} as it must be JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new SyntaxError(`Cannot read ${name} as it must be a notebook of format 4: current format is ${notebook?.nbformat}`);
  }
  notebook.metadata ??= {};
  if (!isObject(notebook.metadata)) throw new SyntaxError(`Cannot read ${name} as its metadata must be an object`);
  notebook.cells.forEach((cell, index) => checkCell(cell, `Cannot read ${name} as cell ${index}`));
  identify(notebook.cells);
  return { ...notebook, nbformat_minor: Math.max(5, Number(notebook.nbformat_minor) || 0) };
}

/** A notebook as Jupyter writes it: keys sorted, one space a level, text in lines, a line end at the end. */
export function formatNotebook(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({
    ...cell,
    source: linesOf(cell.source),
    ...(cell.cell_type === "code" && { execution_count: cell.execution_count ?? null, outputs: (cell.outputs ?? []).map(inLines) }),
  }));
  return `${JSON.stringify(sorted({ ...notebook, cells }), null, 1)}\n`;
}

/**
 * Reads a notebook's file.
 *
 * @throws {SyntaxError} If it is no notebook of format 4.
 */
export async function readNotebook(path: string | URL): Promise<Notebook> {
  return parseNotebook(await Deno.readTextFile(path), String(path));
}

/** Writes a notebook's file: whole or not at all, and not if it has that text already. Answers whether it was written. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<boolean> {
  const text = formatNotebook(notebook);
  if (await Deno.readTextFile(path).catch(() => undefined) === text) return false;
  const target = await Deno.realPath(path).catch(() => path); // a link stays a link
  const draft = `${target}.${crypto.randomUUID().slice(0, 8)}.part`;
  try {
    await Deno.writeTextFile(draft, text);
    await Deno.rename(draft, target);
  } catch (error) {
    await Deno.remove(draft).catch(() => {});
    throw error;
  }
  return true;
}

/** Text whole. */
export function textOf(lines: Lines): string {
  return typeof lines === "string" ? lines : lines.join("");
}

/** Text as lines that keep their line ends; lines stay as they are. */
export function linesOf(lines: Lines): string[] {
  return typeof lines === "string" ? lines.match(LINES) ?? [] : lines;
}

function checkCell(cell: Cell, cannot: string): void {
  if (!isObject(cell)) throw new SyntaxError(`${cannot} must be an object`);
  const { cell_type, source, outputs } = cell;
  if (!CELL_TYPES.includes(cell_type)) throw new SyntaxError(`${cannot} must be code, markdown or raw: current type is ${cell_type}`);
  if (typeof source !== "string" && !(Array.isArray(source) && source.every((line) => typeof line === "string"))) {
    throw new SyntaxError(`${cannot} must have a source`);
  }
  if (outputs !== undefined && !(Array.isArray(outputs) && outputs.every(isObject))) {
    throw new SyntaxError(`${cannot} must have a list of objects as its outputs`);
  }
  cell.metadata ??= {};
  if (!isObject(cell.metadata)) throw new SyntaxError(`${cannot} must have an object as its metadata`);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Gives each cell an id of its own. */
function identify(cells: readonly Cell[]): void {
  const taken = new Set<string>();
  const without = cells.filter(({ id }) => {
    if (typeof id !== "string" || !ID.test(id) || taken.has(id)) return true;
    taken.add(id);
    return false;
  });
  for (const cell of without) {
    const stem = createHash("sha256").update(`${cell.cell_type}\n${textOf(cell.source)}`).digest("hex").slice(0, 8);
    let id = stem;
    for (let copy = 2; taken.has(id); copy++) id = `${stem}-${copy}`;
    taken.add(cell.id = id);
  }
}

function inLines(output: Output): Output {
  const { text, data } = output;
  const split = data &&
    Object.fromEntries(Object.entries(data).map(([type, value]) => [type, isText(type, value) ? linesOf(value) : value]));
  return { ...output, ...(text !== undefined && { text: linesOf(text) }), ...(split && { data: split }) };
}

/** Whether nbformat splits it into lines. */
function isText(type: string, value: unknown): value is string {
  return typeof value === "string" && (type.startsWith("text/") || type === "image/svg+xml" || type === "application/javascript");
}

/** A copy with all keys in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, member]) => [key, sorted(member)]));
}
