/**
 * Checks one notebook of the course: it is run as a reader would, and its outputs are compared with the kept ones.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { type Cell, type Notebook, parseNotebook, readNotebook, textOf, writeNotebook } from "../notebook_file.ts";
import { runNotebook } from "../run_notebook.ts";
import { addressFaults, redirect, restore } from "./address.ts";
import { makeEmptyPlace } from "./clone.ts";
import { hasTimes, outputDifferences } from "./differences.ts";
import { originalOf } from "./find.ts";
import { formFaults, withoutTimes } from "./form.ts";
import { translationFaults } from "./translation.ts";

/** How to check. */
export interface CheckOptions {
  /** The repository. */
  readonly root: URL;
  /** The address that the notebooks import. */
  readonly address: string;
  /** Where that is served now, with a slash at its end. */
  readonly server: string;
  /** Records the outputs in place of comparing them. */
  readonly write?: boolean;
  /** Seconds that a cell may take. */
  readonly timeout?: number;
}

/** What was found. */
export interface Checked {
  /** What is wrong, a text a fault, with the cell. */
  readonly faults: readonly string[];
  /** Seconds that it took, the kernel's start included. */
  readonly seconds: number;
  /** Bytes of the file as it is now. */
  readonly bytes: number;
  /** Whether the file was changed. */
  readonly written: boolean;
}

/** Seconds that a notebook may take: people wait for it. */
const LONGEST = 180;

/**
 * Runs the notebook at `path` in the repository, from a clean folder with a clean cache, and compares or records. A run that fails is never recorded. What cannot
 * be read or run is a fault as well.
 */
export async function checkNotebook(path: string, options: CheckOptions): Promise<Checked> {
  const file = fileURLToPath(new URL(path, options.root));
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1000;
  try {
    const { faults, written } = await checkFile(path, file, options);
    const took = seconds();
    if (took > LONGEST) faults.push(`it took ${took.toFixed(0)} s, and at most ${LONGEST} are wanted`);
    faults.push(...await checkTranslation(path, options.root));
    return { faults, seconds: took, bytes: (await Deno.stat(file)).size, written };
  } catch (error) {
    const fault = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { faults: [fault], seconds: seconds(), bytes: await Deno.stat(file).then(({ size }) => size, () => 0), written: false };
  }
}

async function checkFile(path: string, file: string, options: CheckOptions): Promise<{ faults: string[]; written: boolean }> {
  const text = await Deno.readTextFile(file);
  const kept = parseNotebook(text, path);
  const faults = addressFaults(kept, options.address);
  const { notebook, failures } = await runInEmptyPlace(file, kept, options);
  for (const { index, message } of failures) faults.push(`${placeOf(kept, index)}: ${message}`);
  if (!options.write) {
    faults.push(...formFaults(text, kept), ...(failures.length === 0 ? comparison(kept, notebook) : []));
    return { faults, written: false };
  }
  if (faults.length > 0) return { faults, written: false };
  const written = await writeNotebook(file, recorded(kept, notebook));
  const after = await Deno.readTextFile(file);
  return { faults: formFaults(after, parseNotebook(after, path)), written };
}

/** A translation must have the original's code, and what that code gave. Answers nothing for an original. */
export async function checkTranslation(path: string, root: URL): Promise<string[]> {
  const original = originalOf(path);
  if (original === undefined) return [];
  return translationFaults(await readNotebook(new URL(path, root)), await readNotebook(new URL(original, root)));
}

/** Runs a notebook with the module as the repository has it now; its outputs name the published address. */
async function runInEmptyPlace(file: string, kept: Notebook, { address, server, timeout }: CheckOptions) {
  await using place = await makeEmptyPlace(file);
  const result = await runNotebook(kept, {
    cwd: place.folder,
    env: { DENO_DIR: place.cache },
    transform: (code) => redirect(code, address, server),
    ...(timeout !== undefined && { timeout }),
  });
  for (const cell of result.notebook.cells) if (cell.outputs) cell.outputs = restore(cell.outputs, address, server);
  return result;
}

function comparison(kept: Notebook, { cells }: Notebook): string[] {
  return kept.cells.flatMap((cell, index) =>
    cell.cell_type === "code" ? outputDifferences(cell, cells[index]!).map((difference) => `${placeOf(kept, index)}: ${difference}`) : []
  );
}

/** The notebook to keep: outputs that differ in times alone stay, so that a record changes no more than it must. */
function recorded(kept: Notebook, ran: Notebook): Notebook {
  const cells = ran.cells.map((cell, index) => {
    const before = kept.cells[index]!;
    return hasTimes(before) && outputDifferences(before, cell).length === 0 ? before : cell;
  });
  return withoutTimes({ ...ran, cells });
}

/** A cell's place, for people: its number among all cells, its id and its first line. */
function placeOf({ cells }: Notebook, index: number): string {
  const { id, source } = cells[index] as Cell;
  return `cell ${index + 1} (${id}), ${textOf(source).split("\n")[0]!.slice(0, 60)}`;
}
