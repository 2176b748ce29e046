import { rankCorrelation } from "../../lib/analysis/rank_correlation.ts";
import { type ExperimentFacts, type ExperimentName, experiments, profile } from "../../mod.ts";
import { PAPER } from "../../lib/experiments/paper_tables.ts";
import { runSubject } from "../subject.ts";
import { line } from "./group.ts";

const NAMES: readonly ExperimentName[] = ["g1", "g2", "g3", "g4"];
type Results = { readonly seconds: number; readonly results: readonly Omit<ExperimentFacts, "profile">[] };

/** The ShuffleNet V2 paper's tables: what memory access alone tells, and what the clock here says, twice. */
export async function measureGuidelines(): Promise<void> {
  console.log("\nThe paper's tables 1 to 4: memory access against the GPU column at size 1");
  for (const name of NAMES) await predict(name);
  console.log("The same networks timed here, twice");
  const [first, second] = [await runSubject<Results>("experiments.ts"), await runSubject<Results>("experiments.ts")];
  for (const [index, { experiment, rows, ranks, correlations }] of first.results.entries()) {
    const other = second.results[index]!;
    line(
      experiment,
      `places ${ranks.join(" ")} and ${other.ranks.join(" ")}`,
      `${contradictions(ranks, other.ranks)} pairs the other way round`,
      `correlation with the GPU ${correlations.gpu?.toFixed(2)} and ${other.correlations.gpu?.toFixed(2)}`,
      `times ${rows.map(({ relative }) => relative.here.toFixed(2)).join(" ")} and ${
        other.rows.map(({ relative }) => relative.here.toFixed(2)).join(" ")
      }`,
    );
  }
  line("all four", `${first.seconds.toFixed(0)} s and ${second.seconds.toFixed(0)} s`, "wanted: under 90 s");
}

async function predict(name: ExperimentName): Promise<void> {
  const costs = await Promise.all(experiments.networks(name).map(({ model }) => profile(model)));
  const access = costs.map(({ memoryAccess }) => Number(memoryAccess.elements));
  const times = PAPER[name].rows.map(({ gpu }) => 1 / gpu[0]!);
  const errors = access.flatMap((a, i) => access.slice(0, i).map((b, j) => Math.abs(Math.log(a / b) - Math.log(times[i]! / times[j]!))));
  const mean = Math.exp(errors.reduce((sum, error) => sum + error, 0) / errors.length) - 1;
  const isRatio = name === "g1" || name === "g2";
  line(
    name,
    `rank correlation ${rankCorrelation(access, times)?.toFixed(2)} (wanted: ${isRatio ? "0.9" : "0.7"})`,
    isRatio ? `ratios of times off by ${(100 * mean).toFixed(0)} % (wanted: 25 %)` : undefined,
  );
}

/** Pairs of rows that one run has in one order and the other in the other; a shared place contradicts nothing. */
function contradictions(a: readonly number[], b: readonly number[]): number {
  return a.flatMap((_, i) => a.slice(0, i).filter((_, j) => (a[i]! - a[j]!) * (b[i]! - b[j]!) < 0)).length;
}
