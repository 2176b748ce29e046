import type { RunOptions } from "./run_model.ts";

/** One count of runs over several calls that each would begin their own: `onRun` of the options is told how many of `total` are done. */
export function wholeProgress(total: number, { onRun }: Pick<RunOptions, "onRun">): Pick<RunOptions, "onRun"> {
  let done = 0;
  return onRun === undefined ? {} : { onRun: () => onRun(++done, total) };
}
