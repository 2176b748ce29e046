/**
 * Runs a notebook's cells in the true kernel.
 *
 * @module
 */
import { CellOutputs, type Displays } from "./cell_outputs.ts";
import { Kernel, KernelError, type KernelOptions } from "./kernel.ts";
import { type Cell, type Notebook, textOf } from "./notebook_file.ts";

/** How to run a notebook. */
export interface RunOptions extends KernelOptions {
  /** Seconds that one cell may take; 120 where nothing is said. */
  readonly timeout?: number;
  /** Goes on after a cell that fails. */
  readonly allowErrors?: boolean;
  /** Ends the run when it is aborted. */
  readonly signal?: AbortSignal;
  /** Changes a cell's code just before it is sent; the notebook keeps its own. */
  readonly transform?: (code: string, cell: Cell) => string;
  /** Called when a cell has ended. */
  readonly onCell?: (index: number, ms: number) => void;
}

/** A cell that failed. */
export interface Failure {
  /** The cell's index in the notebook. */
  readonly index: number;
  /** What went wrong, in one line. */
  readonly message: string;
}

/** What a run gave. */
export interface RunResult {
  /** The notebook with its outputs; the one that was given stays as it is. */
  readonly notebook: Notebook;
  /** The cells that failed and were not expected to. */
  readonly failures: readonly Failure[];
  /** Milliseconds that each code cell took, by its index. */
  readonly durations: ReadonlyMap<number, number>;
}

/** The kernel reports neither a syntax error nor a static import of a package that cannot be had: it only says that execution failed. */
const SILENT_FAILURE =
  "the kernel gives no reason; usual causes are a syntax error in the cell, or an import of a package or address that cannot be had";

/**
 * Runs the cells in order in a kernel of their own, and stops the kernel whatever happens. It stops at the first cell that fails, unless errors are allowed or
 * the cell has the tag `raises-exception`.
 *
 * @throws {KernelError} If the kernel cannot be started.
 */
export async function runNotebook(notebook: Notebook, options: RunOptions = {}): Promise<RunResult> {
  const ran = structuredClone(notebook);
  const failures: Failure[] = [];
  const durations = new Map<number, number>();
  const displays: Displays = new Map();
  await using kernel = await Kernel.start(options);
  ran.metadata["kernelspec"] ??= { display_name: "Deno", language: "typescript", name: "deno" };
  ran.metadata["language_info"] = (await kernel.info(10_000))["language_info"];
  for (const [index, cell] of ran.cells.entries()) {
    options.signal?.throwIfAborted();
    if (cell.cell_type !== "code" || textOf(cell.source).trim() === "") continue;
    const begun = performance.now();
    const problem = await runCell(kernel, cell, displays, options);
    durations.set(index, performance.now() - begun);
    options.onCell?.(index, durations.get(index)!);
    if (problem === undefined) continue;
    failures.push({ index, message: problem.message });
    if (!options.allowErrors || problem.fatal) break;
  }
  return { notebook: ran, failures, durations };
}

async function runCell(
  kernel: Kernel,
  cell: Cell,
  displays: Displays,
  options: RunOptions,
): Promise<{ message: string; fatal: boolean } | undefined> {
  const outputs = new CellOutputs(cell, displays);
  const source = textOf(cell.source);
  const code = options.transform?.(source, cell) ?? source;
  const { timeout = 120, signal } = options;
  try {
    const reply = await kernel.execute(code, { timeout, ...(signal && { signal }), onMessage: (message) => outputs.take(message) });
    if (reply["status"] !== "error") return errorShown(cell);
    if (!cell.outputs!.some((output) => output.output_type === "error")) {
      outputs.addError(String(reply["ename"] ?? "Error"), SILENT_FAILURE);
    }
    return errorShown(cell);
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    outputs.addError(error.name, error.message);
    return { message: error.message, fatal: true };
  }
}

/** The first error among a cell's outputs, unless it is expected. An error of a display comes with a reply that says "ok". */
function errorShown({ outputs, metadata }: Cell): { message: string; fatal: boolean } | undefined {
  const error = outputs!.find((output) => output.output_type === "error");
  const tags = metadata["tags"];
  if (error === undefined || (Array.isArray(tags) && tags.includes("raises-exception"))) return undefined;
  return { message: `${error.ename}: ${error.evalue}`.split("\n")[0]!, fatal: false };
}
