import { kernel } from "./surroundings.ts";

/** The kernel's own function that shows a cell's result; it is called after every cell that does not throw. */
interface Inside {
  broadcastResult?: (count: number, result: unknown) => Promise<void>;
}

const STEADY = Symbol.for("flopbook.steady");

/**
 * Keeps outputs under their own cells in classic Notebook, JupyterLab and other front ends, for the rest of the session. Deno's kernel (2.8.2 to 2.9.6) says that
 * a cell has ended on a faster way than it sends the cell's outputs, so that with "Run All" some come too late: they are lost, or stand under the next cell. After
 * this call each cell ends a moment later than its outputs were sent. Of 252 small cells in classic Notebook, all run at once on a busy machine, 10 had wrong
 * outputs without it.
 *
 * It replaces a function inside the kernel, and so it is done only where somebody asks for it. Cells that throw are not delayed. Outside a notebook it does
 * nothing.
 *
 * @example In the first cell
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { steadyOutputs } from "../mod.ts";
 *
 * steadyOutputs();
 * assertEquals(steadyOutputs(100), undefined); // a second call sets another delay
 * ```
 *
 * @param milliseconds How long each cell waits.
 */
export function steadyOutputs(milliseconds = 50): void {
  if (kernel() === undefined) return;
  const inside = insideOf();
  const { broadcastResult } = inside;
  if (typeof broadcastResult !== "function") {
    console.warn("This kernel is not built as those that steadyOutputs() knows: outputs stay as they are");
    return;
  }
  const session = globalThis as { [STEADY]?: { show: typeof broadcastResult } };
  const { show } = session[STEADY] ??= { show: broadcastResult }; // the kernel's own, also where it was replaced before
  inside.broadcastResult = async (count, result) => {
    try {
      await show(count, result);
    } finally {
      await new Promise((done) => setTimeout(done, milliseconds));
    }
  };
}

/** What the kernel keeps for itself. */
function insideOf(): Inside {
  const platform = (globalThis as unknown as { Deno: { internal: symbol } & Record<symbol, { jupyter?: Inside } | undefined> }).Deno;
  return platform[platform.internal]?.jupyter ?? {};
}
