/** The paper's networks against the paper's tables: what is counted, before anything is timed. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { rankCorrelation } from "../../lib/analysis/rank_correlation.ts";
import { ranksHere } from "../../lib/experiments/ranks_here.ts";
import { type ExperimentName, experiments, profile, type Report } from "../../mod.ts";

function profilesOf(experiment: ExperimentName): Promise<Report[]> {
  return Promise.all(experiments.networks(experiment).map(({ model }) => profile(model)));
}

/** Batches a second in the paper's GPU columns at size 1: its tables 1 to 4 (arXiv 1807.11164). */
const GPU: Readonly<Record<ExperimentName, readonly number[]>> = {
  g1: [1480, 1296, 876, 748],
  g2: [2451, 1725, 1026, 634],
  g3: [2446, 1790, 752, 1537, 691],
  g4: [2427, 2647, 2672, 2842],
};
const LABELS: Readonly<Record<ExperimentName, readonly string[]>> = {
  g1: ["1:1", "1:2", "1:6", "1:12"],
  g2: ["g = 1", "g = 2", "g = 4", "g = 8"],
  g3: ["1-fragment", "2-fragment-series", "4-fragment-series", "2-fragment-parallel", "4-fragment-parallel"],
  g4: ["ReLU and shortcut", "ReLU", "shortcut", "neither"],
};

/** Time for a batch. */
function paperTimes(experiment: ExperimentName): number[] {
  return GPU[experiment].map((speed) => 1 / speed);
}

// The memory-access column that the design notes compute from the paper's own formula, hw(c1 + c2) + c1·c2/g.
const ACCESS = { g1: [819200, 862920, 1157728, 1483200], g2: [819200, 1145160, 1622016, 2274120] } as const;

for (const experiment of ["g1", "g2"] as const) {
  Deno.test(`${experiment}: the memory access of each convolution is the paper's formula to the digit`, async () => {
    for (const [row, { facts }] of (await profilesOf(experiment)).entries()) {
      for (const node of facts.nodes) assertEquals(node.memoryAccess.elements, ACCESS[experiment][row]);
    }
  });
  Deno.test(`${experiment}: memory access predicts the time ratios of all pairs of rows within 25 % (geometric mean)`, async () => {
    const counted = (await profilesOf(experiment)).map(({ memoryAccess }) => Number(memoryAccess.elements));
    const timed = paperTimes(experiment);
    const errors = counted.flatMap((access, a) =>
      counted.slice(0, a).map((other, b) => Math.abs(Math.log(access / other) - Math.log(timed[a]! / timed[b]!)))
    );
    assertEquals(errors.length, 6);
    assert(Math.exp(errors.reduce((sum, error) => sum + error, 0) / errors.length) < 1.25);
  });
}

const BARS = { g1: 0.9, g2: 0.9, g3: 0.7, g4: 0.7 } as const;
for (const [experiment, bar] of Object.entries(BARS) as [ExperimentName, number][]) {
  Deno.test(`${experiment}: memory access ranks the rows as the paper's GPU does (rank correlation ≥ ${bar})`, async () => {
    const counted = (await profilesOf(experiment)).map(({ memoryAccess }) => Number(memoryAccess.elements));
    assert(rankCorrelation(counted, paperTimes(experiment))! >= bar);
  });
  Deno.test(`${experiment}: the rows are the paper's, with the same macs within 6 % (its own widths are no nearer)`, async () => {
    for (const machine of ["gpu", "arm"] as const) {
      for (const scale of [1, 2, 4] as const) {
        const rows = experiments.networks(experiment, { machine, scale });
        assertEquals(rows.map(({ label }) => label), LABELS[experiment]);
        const macs = await Promise.all(rows.map(async ({ model }) => Number((await profile(model)).macs)));
        for (const count of macs) assert(Math.abs(count / macs[0]! - 1) < 0.06, `${experiment} ${machine} ${scale}: ${macs}`);
      }
    }
  });
}

Deno.test("a table or column that the paper does not have is refused", () => {
  assertThrows(() => experiments.networks("g5" as ExperimentName), RangeError, "g1, g2, g3, g4: current value is g5");
  assertThrows(() => experiments.networks("g1", { scale: 3 as 1 }), RangeError, "scale must be one of 1, 2, 4: current value is 3");
});

Deno.test("times with a gap of less than 4 % share a place", () => {
  assertEquals(ranksHere([10, 10.3, 10.6, 12, 11.1]), [1, 1, 1, 3, 2]);
});
