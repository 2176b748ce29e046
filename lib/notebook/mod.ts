/**
 * Runs notebooks in the true Deno kernel, without Python: outputs that the kernel sends late stand in their own cells, a cell's time is limited, a failure always
 * says why, the kernel is stopped whatever happens, and what is written differs from the file before in outputs only.
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runNotebook } from "./mod.ts";
 *
 * const cell = { cell_type: "code", metadata: {}, source: "1 + 1" };
 * const { notebook, failures } = await runNotebook({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
 * assertEquals(failures, []);
 * assertEquals(notebook.cells[0]?.outputs?.[0]?.data, { "text/plain": "2" });
 * ```
 *
 * A notebook's file: `readNotebook`, `runNotebook`, `writeNotebook`. Its import of a published module, redirected to the working copy without a change in the file:
 *
 * ```ts ignore
 * const result = await runNotebook(await readNotebook("01.ipynb"), {
 *   cwd: "notebooks",
 *   transform: (code) => code.replace("https://example.org/v1/", server.url),
 * });
 * ```
 *
 * All of it needs `--allow-run --allow-net --allow-read --allow-write --allow-env`; a kernel has all permissions whatever the runner has.
 *
 * @module
 */
export type { Content, JupyterMessage } from "./jupyter_messages.ts";
export { type ExecuteOptions, Kernel, type Question } from "./kernel.ts";
export { KernelError, type KernelFault } from "./kernel_error.ts";
export type { KernelOptions } from "./kernel_process.ts";
export {
  type Cell,
  formatNotebook,
  type Lines,
  linesOf,
  type Notebook,
  type Output,
  parseNotebook,
  readNotebook,
  textOf,
  writeNotebook,
} from "./notebook_file.ts";
export { type Failure, runNotebook, type RunOptions, type RunResult } from "./run_notebook.ts";
export { type Fault, type FolderServer, serveFolder, type ServeOptions } from "./serve_folder.ts";
