/** The paper's networks against the paper's tables: what is counted, before anything is timed. */
import { assert, assertEquals } from "@std/assert";
import { inferShapes } from "../../lib/analysis/infer_shapes.ts";
import { measure } from "../../lib/analysis/measure.ts";
import type { Profile } from "../../lib/analysis/profile.ts";
import { rankCorrelation } from "../../lib/analysis/rank_correlation.ts";
import { networksOf } from "../../lib/experiments/networks.ts";
import { type ExperimentName, PAPER } from "../../lib/experiments/paper_tables.ts";

const BASE = { machine: "gpu", scale: 1 } as const;

function profilesOf(experiment: ExperimentName): Profile[] {
  return networksOf(experiment, BASE).map(({ model }) => measure(inferShapes(model, {})));
}

/** Time for a batch in the paper's GPU column of size 1. */
function paperTimes(experiment: ExperimentName): number[] {
  return PAPER[experiment].rows.map(({ gpu }) => 1 / gpu[0]!);
}

// The memory-access column that the design notes compute from the paper's own formula, hw(c1 + c2) + c1·c2/g.
const ACCESS = { g1: [819200, 862920, 1157728, 1483200], g2: [819200, 1145160, 1622016, 2274120] } as const;

for (const experiment of ["g1", "g2"] as const) {
  Deno.test(`${experiment}: the memory access of each convolution is the paper's formula to the digit`, () => {
    for (const [row, profile] of profilesOf(experiment).entries()) {
      for (const node of profile.nodes) assertEquals(node.memoryAccess.elements, ACCESS[experiment][row]);
    }
  });
  Deno.test(`${experiment}: memory access predicts the paper's time ratios within 25 %`, () => {
    const [counted, timed] = [ACCESS[experiment], paperTimes(experiment)];
    const errors = counted.slice(1).map((access, row) => Math.abs(Math.log(access / counted[0]) - Math.log(timed[row + 1]! / timed[0]!)));
    assert(Math.exp(errors.reduce((sum, error) => sum + error, 0) / errors.length) < 1.25);
  });
}

const BARS = { g1: 0.9, g2: 0.9, g3: 0.7, g4: 0.7 } as const;
for (const [experiment, bar] of Object.entries(BARS) as [ExperimentName, number][]) {
  Deno.test(`${experiment}: memory access ranks the rows as the paper's GPU does (rank correlation ≥ ${bar})`, () => {
    const counted = profilesOf(experiment).map((profile) => Number(profile.totals.memoryAccess.elements));
    assert(rankCorrelation(counted, paperTimes(experiment))! >= bar);
  });
  Deno.test(`${experiment}: the rows have the same macs within 6 % (the paper's own widths are no nearer)`, () => {
    for (const machine of ["gpu", "arm"] as const) {
      for (const scale of [1, 2, 4] as const) {
        const macs = networksOf(experiment, { machine, scale }).map(({ model }) => Number(measure(inferShapes(model, {})).totals.macs));
        for (const count of macs) assert(Math.abs(count / macs[0]! - 1) < 0.06, `${experiment} ${machine} ${scale}: ${macs}`);
      }
    }
  });
}
