/**
 * What is to be said of an experiment's times: an honest result with its evidence.
 *
 * @module
 */
import { millis } from "../display/timing_text.ts";
import type { ExperimentRow } from "./run_experiment.ts";

/** So many pairs of rows are named. */
const PAIRS = 3;

/** Where this machine disagrees with the paper's GPU, and what its runtime did otherwise: each with its numbers. */
export function remarksOf(rows: readonly ExperimentRow[], ranks: readonly number[]): string[] {
  const remarks = disagreements(rows, ranks);
  const each = (value: (row: ExperimentRow) => string) => rows.map((row) => `${row.label} ${value(row)}`).join(", ");
  if (rows.some(({ kernels, nodes }) => kernels < nodes)) {
    remarks.push(
      `The runtime fused operators into the convolutions before them: kernels of nodes: ${
        each(({ kernels, nodes }) => `${kernels} of ${nodes}`)
      }. Element-wise operators cost less here than in the paper.`,
    );
  }
  if (rows.some(({ padded }) => padded > 0)) {
    remarks.push(
      `Channels that do not fill the vector registers were padded, which costs time that no count shows: padded convolutions: ${
        each(({ padded }) => String(padded))
      }.`,
    );
  }
  if (new Set(rows.map(({ blocked }) => blocked > 0)).size > 1) {
    remarks.push(
      `Not all rows could use the runtime's blocked layout, which wants widths that are multiples of a vector: convolutions in it: ${
        each(({ blocked }) => String(blocked))
      }.`,
    );
  }
  if (rows.some((row) => row.layoutShare > 0.02)) {
    remarks.push(`Conversions between layouts took a part of the time: ${each((row) => `${(100 * row.layoutShare).toFixed(0)}%`)}.`);
  }
  return remarks;
}

/** Pairs of rows that are the other way round here, the one most surprising by the paper first. */
function disagreements(rows: readonly ExperimentRow[], ranks: readonly number[]): string[] {
  const pairs = rows.flatMap((a, i) => rows.flatMap((b, j) => ranks[i]! < ranks[j]! && a.relative.gpu > b.relative.gpu ? [{ a, b }] : []));
  if (pairs.length === 0) return [];
  const ratio = (a: number, b: number) => (a / b).toFixed(2);
  const said = pairs.sort((x, y) => y.a.relative.gpu / y.b.relative.gpu - x.a.relative.gpu / x.b.relative.gpu).slice(0, PAIRS).map((
    { a, b },
  ) =>
    `${a.label} takes ${ratio(a.relative.here, b.relative.here)} of the time of ${b.label} here (${millis(a.shortest)} and ${
      millis(b.shortest)
    }), ${ratio(a.relative.gpu, b.relative.gpu)} on the GPU`
  );
  const more = pairs.length > PAIRS ? `; pairs that are the other way round: ${pairs.length}` : "";
  return [`This machine disagrees with the paper's GPU: ${said.join("; ")}${more}.`];
}
