/**
 * What a notebook that is kept must be, besides its outputs.
 *
 * @module
 */
import { formatNotebook, type Notebook } from "../notebook_file.ts";

/** Bytes of a notebook at most: people load it in a page. */
const LARGEST = 1_500_000;

/** What is wrong with a notebook's file: its form, its kernel, times in it that no run needs, its size. */
export function formFaults(text: string, notebook: Notebook): string[] {
  const { name, language } = (notebook.metadata["kernelspec"] ?? {}) as { name?: unknown; language?: unknown };
  const faults: string[] = [];
  if (name !== "deno" || language !== "typescript") faults.push("the kernelspec must be deno, typescript: record it with --write");
  if (text !== formatNotebook(notebook)) {
    faults.push("the file is not as it would be recorded (ids, order of keys, lines): record it with --write");
  }
  const timed = notebook.cells.filter(({ metadata }) => "execution" in metadata || "ExecuteTime" in metadata);
  if (timed.length > 0) faults.push(`times of execution are kept in ${timed.map(({ id }) => id).join(", ")}: record it with --write`);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > LARGEST) faults.push(`the file has ${bytes} bytes, and at most ${LARGEST} are wanted`);
  return faults;
}

/** The notebook without times that some front ends write. */
export function withoutTimes(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) => {
    const { execution: _run, ExecuteTime: _time, ...metadata } = cell.metadata;
    return { ...cell, metadata };
  });
  return { ...notebook, cells };
}
