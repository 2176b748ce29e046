/**
 * Notebooks as files: nbformat 4.5, written so that a run changes no more lines than its outputs.
 *
 * Source: the nbformat 4.5 schema, https://nbformat.readthedocs.io/en/latest/format_description.html.
 *
 * @module
 */

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

/** A cell. */
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

/**
 * Takes a notebook from its file's text. Cells without an id get one that stays the same from run to run.
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
  const taken = new Set(notebook.cells.map((cell) => cell.id));
  notebook.cells.forEach((cell, index) => {
    if (typeof cell.source !== "string" && !Array.isArray(cell.source)) {
      throw new SyntaxError(`Cannot read ${name} as cell ${index} must have a source`);
    }
    cell.metadata ??= {};
    if (cell.id !== undefined) return;
    let id = `cell-${index}`;
    while (taken.has(id)) id += "x";
    taken.add(cell.id = id);
  });
  return { ...notebook, nbformat_minor: Math.max(5, notebook.nbformat_minor ?? 0) };
}

/** A notebook as Jupyter writes it: keys in order, one space a level, text in lines, a line end at the end. */
export function formatNotebook({ cells, metadata, nbformat, nbformat_minor }: Notebook): string {
  const ordered = cells.map(({ cell_type, execution_count, id, metadata, outputs, source }) =>
    cell_type === "code"
      ? { cell_type, execution_count: execution_count ?? null, id, metadata, outputs: (outputs ?? []).map(sorted), source: linesOf(source) }
      : { cell_type, id, metadata, source: linesOf(source) }
  );
  return `${JSON.stringify({ cells: ordered, metadata, nbformat, nbformat_minor }, null, 1)}\n`;
}

/** Text whole. */
export function textOf(lines: Lines): string {
  return typeof lines === "string" ? lines : lines.join("");
}

/** Text as lines that keep their line ends. */
export function linesOf(lines: Lines): string[] {
  return textOf(lines).match(/[^\n]*\n|[^\n]+/g) ?? [];
}

function sorted(output: Output): Record<string, unknown> {
  const data = output.data && Object.fromEntries(
    Object.entries(output.data).sort(([a], [b]) => a < b ? -1 : 1).map((
      [type, value],
    ) => [type, isText(type, value) ? linesOf(value) : value]),
  );
  const whole: Record<string, unknown> = {
    ...output,
    ...(data && { data }),
    ...(output.text !== undefined && { text: linesOf(output.text) }),
  };
  return Object.fromEntries(Object.entries(whole).sort(([a], [b]) => a < b ? -1 : 1));
}

function isText(type: string, value: unknown): value is Lines {
  const textual = type.startsWith("text/") || type === "image/svg+xml" || type === "application/javascript";
  return textual && (typeof value === "string" || Array.isArray(value));
}
