import { type Cell, type Notebook, textOf } from "../notebook_file.ts";
import { outputDifferences } from "./differences.ts";

/** Where a translated notebook has other code than the original, or outputs that the original's code did not give. Prose is free. */
export function translationFaults(translated: Notebook, original: Notebook): string[] {
  const [there, here] = [codeOf(original), codeOf(translated)];
  const faults = there.length === here.length ? [] : [`has ${here.length} code cells; the original has ${there.length}`];
  for (const [index, cell] of there.slice(0, here.length).entries()) {
    const [code, other] = [textOf(cell.source), textOf(here[index]!.source)];
    if (code !== other) faults.push(`code cell ${index + 1} is not the original's\n  - ${code}\n  + ${other}`);
    else {faults.push(
        ...outputDifferences(cell, here[index]!).map((difference) => `code cell ${index + 1}, against the original: ${difference}`),
      );}
  }
  return faults;
}

function codeOf({ cells }: Notebook): Cell[] {
  return cells.filter(({ cell_type }) => cell_type === "code");
}
