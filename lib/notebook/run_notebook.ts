/**
 * Runs a notebook's cells in the true kernel.
 *
 * @module
 */
import { CellOutputs, type Displays } from "./cell_outputs.ts";
import type { Content } from "./jupyter_messages.ts";
import { Kernel, type Question } from "./kernel.ts";
import { KernelError } from "./kernel_error.ts";
import type { KernelOptions } from "./kernel_process.ts";
import { type Cell, type Notebook, textOf } from "./notebook_file.ts";
import { explainFailure } from "./silent_failure.ts";

/** How to run a notebook. */
export interface RunOptions extends KernelOptions {
  /** Seconds that one cell may take; 120 where nothing is said. */
  readonly timeout?: number;
  /** Goes on after a cell that fails. */
  readonly allowErrors?: boolean;
  /** Ends the run when it is aborted. */
  readonly signal?: AbortSignal;
  /** Milliseconds without an output after which a cell has no late one; 60 where nothing is said. 0 is enough for cells that leave no timer running. */
  readonly grace?: number;
  /** Characters that one cell may show before it is interrupted; 50 million where nothing is said. */
  readonly outputLimit?: number;
  /** Changes a cell's code just before it is sent, such as the address of an import; the notebook keeps its own. */
  readonly transform?: (code: string, cell: Readonly<Cell>, index: number) => string | Promise<string>;
  /** Answers what a cell asks by `prompt()` or `confirm()`. A cell that gets no answer fails. */
  readonly onQuestion?: (question: Question, index: number) => string | undefined;
  /** Called when a cell has ended. */
  readonly onCell?: (index: number, ms: number) => void;
}

/** A cell that failed. */
export interface Failure {
  /** The cell's index in the notebook. */
  readonly index: number;
  /** The cell's id, if it has one. */
  readonly id: string | undefined;
  /** What went wrong, in one line. */
  readonly message: string;
}

/** What a run gave. */
export interface RunResult {
  /** The notebook with its outputs; the one that was given stays as it is. A cell that was not run has none. */
  readonly notebook: Notebook;
  /** The cells that failed and were not expected to. */
  readonly failures: readonly Failure[];
  /** Milliseconds that each code cell took, by its index. */
  readonly durations: ReadonlyMap<number, number>;
  /** Whether all cells were run, failed or not. */
  readonly complete: boolean;
}

const TIMEOUT = 120;
const OUTPUT_LIMIT = 50_000_000;

/**
 * Runs the cells in order in a kernel of their own, and stops the kernel whatever happens. It stops at the first cell that fails, unless errors are allowed. As in
 * Jupyter, a cell with the tag `raises-exception` may throw, and one with `skip-execution` is left as it is. Nothing is written.
 *
 * @throws {TypeError} If the notebook is for another language.
 * @throws {KernelError} If the kernel cannot be started.
 */
export async function runNotebook(notebook: Notebook, options: RunOptions = {}): Promise<RunResult> {
  const { signal, allowErrors = false, onCell } = options;
  checkLanguage(notebook);
  const run: Run = { options, displays: new Map(), silence: new Set() };
  const ran = structuredClone(notebook);
  const cells = [...ran.cells.entries()].filter(([, cell]) => cell.cell_type === "code" && !hasTag(cell, "skip-execution"));
  for (const [, cell] of cells) Object.assign(cell, { outputs: [], execution_count: null });
  const failures: Failure[] = [];
  const durations = new Map<number, number>();
  await using kernel = await Kernel.start(options, signal);
  ran.metadata["kernelspec"] ??= { display_name: "Deno", language: "typescript", name: "deno" };
  ran.metadata["language_info"] = kernel.info["language_info"];
  for (const [index, cell] of cells) {
    if (textOf(cell.source).trim() === "") continue;
    const begun = performance.now();
    const message = await runCell(kernel, cell, index, run);
    durations.set(index, performance.now() - begun);
    onCell?.(index, durations.get(index)!);
    if (message !== undefined) failures.push({ index, id: cell.id, message });
    if (message !== undefined && !(allowErrors && kernel.alive)) return { notebook: ran, failures, durations, complete: false };
  }
  return { notebook: ran, failures, durations, complete: true };
}

/** What the cells of one run share. */
interface Run {
  readonly options: RunOptions;
  readonly displays: Displays;
  /** Questions that nobody answered, of the cell that runs. */
  readonly silence: Set<string>;
}

/** Runs one cell, and answers why it failed. */
async function runCell(kernel: Kernel, cell: Cell, index: number, { options, displays, silence }: Run): Promise<string | undefined> {
  const { timeout = TIMEOUT, signal, transform, onQuestion, grace, outputLimit = OUTPUT_LIMIT } = options;
  const outputs = new CellOutputs(cell, displays);
  const source = textOf(cell.source);
  const code = await transform?.(source, cell, index) ?? source;
  const flood = new AbortController();
  silence.clear();
  try {
    const reply = await kernel.execute(code, {
      timeout,
      signal: AbortSignal.any([flood.signal, ...(signal ? [signal] : [])]),
      ...(grace !== undefined && { grace }),
      onQuestion: (question) => {
        const answer = onQuestion?.(question, index);
        if (answer === undefined) silence.add(question.prompt);
        return answer;
      },
      onMessage: (message) => {
        if (outputs.size <= outputLimit) outputs.take(message);
        else flood.abort(new KernelError("flood", `The cell showed more than ${outputLimit} characters and was interrupted`));
      },
    });
    flood.signal.throwIfAborted(); // the flood may have come after the cell's end, by a timer
    await addUntold(reply, cell, outputs, code, options);
    for (const prompt of silence) {
      outputs.addError("StdinNotImplementedError", `The cell asks ${JSON.stringify(prompt)}, and nobody is there to answer`);
    }
    return hasTag(cell, "raises-exception") ? undefined : firstError(cell);
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    outputs.addError(error.name, error.message);
    return error.message;
  }
}

/** Adds the error of a reply that came without one. */
async function addUntold(reply: Content, cell: Cell, outputs: CellOutputs, code: string, options: RunOptions): Promise<void> {
  if (reply["status"] !== "error" || firstError(cell) !== undefined) return;
  const { ename, evalue } = await explainFailure(code, options);
  outputs.addError(ename, evalue);
}

/** The first error among a cell's outputs. One that a display has thrown comes with a reply that says "ok". */
function firstError({ outputs = [] }: Cell): string | undefined {
  const error = outputs.find((output) => output.output_type === "error");
  if (error === undefined) return undefined;
  const { ename = "Error", evalue = "" } = error;
  return (evalue.startsWith(`${ename}:`) ? evalue : `${ename}: ${evalue}`).split("\n")[0]!;
}

function hasTag({ metadata }: Cell, tag: string): boolean {
  const tags = metadata["tags"];
  return Array.isArray(tags) && tags.includes(tag);
}

/** This runner has Deno's kernel only. */
function checkLanguage({ metadata }: Notebook): void {
  const { language, name } = (metadata["kernelspec"] ?? {}) as { language?: unknown; name?: unknown };
  if (name === "deno" || language === undefined || /^(type|java)script$/i.test(String(language))) return;
  throw new TypeError(`Cannot run the notebook as its language must be TypeScript or JavaScript: it is ${language}`);
}
