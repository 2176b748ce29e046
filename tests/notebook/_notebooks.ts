/** Notebooks for tests. */
import type { Notebook, Output } from "../../lib/notebook/mod.ts";

/** A notebook of code cells; a cell that begins with `// tag NAME` has that tag. */
export function notebookOf(...sources: string[]): Notebook {
  return {
    cells: sources.map((source, index) => {
      const tag = /^\/\/ tag (\S+)/.exec(source)?.[1];
      return { cell_type: "code", id: `c${index}`, metadata: tag ? { tags: [tag] } : {}, source, outputs: [], execution_count: null };
    }),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** What a cell gave, in short: the text of streams and values, an error's name and message. */
export function shown(output: Output): string {
  if (output.output_type === "stream") return `${output.name}: ${output.text}`;
  if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
  return String(output.data?.["text/plain"] ?? Object.keys(output.data ?? {}));
}
