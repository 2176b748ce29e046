/**
 * Runs notebooks in the true Deno kernel, without Python: outputs that the kernel sends late stand in their own cells, a cell's time is limited, the kernel is
 * stopped whatever happens, and what is written differs from the file before in outputs only.
 *
 * @module
 */
export { type ExecuteOptions, Kernel, KernelError, type KernelOptions } from "./kernel.ts";
export type { JupyterMessage } from "./jupyter_messages.ts";
export { type Cell, formatNotebook, type Lines, linesOf, type Notebook, type Output, parseNotebook, textOf } from "./notebook_file.ts";
export { type Failure, runNotebook, type RunOptions, type RunResult } from "./run_notebook.ts";
export { type FolderServer, serveFolder, type ServeOptions } from "./serve_folder.ts";
