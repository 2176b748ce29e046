/**
 * The paper's experiments, run on this machine.
 *
 * @module
 */
import type { MimeBundle } from "../display/mime_bundle.ts";
import { Shown } from "../shown.ts";
import { vegaLite, type VegaLiteChart } from "../vega_lite.ts";
import { experimentSpec, experimentWords } from "./experiment_chart.ts";
import { experimentHtml, experimentText } from "./experiment_display.ts";
import { type Column, networksOf, type RowNetwork } from "./networks.ts";
import type { ExperimentName } from "./paper_tables.ts";
import type { RunOptions } from "../runner/run_model.ts";
import { TimeByKindChart, whereTimeGoes } from "./where_time_goes.ts";
import { type ExperimentFacts, type ExperimentOptions, type ExperimentRow, runExperiment } from "./run_experiment.ts";

export { TimeByKindChart };
export type { ExperimentFacts, ExperimentOptions, ExperimentRow, RowNetwork };

/**
 * One of the paper's tables, run here, beside the paper's numbers. In a notebook cell it shows itself.
 *
 * @example
 * ```ts ignore
 * import { assert } from "@std/assert";
 * import { experiments } from "../../mod.ts";
 *
 * const table = await experiments.g1();
 * assert(table.facts.rows.length === 4);
 * ```
 */
export class Experiment extends Shown {
  /** What came out. */
  readonly results: ExperimentFacts;

  /** Shows these results. */
  constructor(results: ExperimentFacts) {
    super(results.profile);
    this.results = results;
  }

  /** A picture: each row's time relative to the fastest row's, here, by memory access, and on the paper's machines. */
  chart(): VegaLiteChart {
    return vegaLite(experimentSpec(this.results), experimentWords(this.results));
  }

  /** All numbers. */
  toJSON(): Omit<ExperimentFacts, "profile"> {
    const { profile: _profile, ...numbers } = this.results;
    return numbers;
  }

  /** The table as text. */
  override toString(): string {
    return experimentText(this.results);
  }

  /** The forms of the table by MIME type. */
  override toMimeBundle(): MimeBundle {
    return { "text/html": experimentHtml(this.results), "text/plain": this.toString() };
  }
}

/**
 * The experiments behind the paper's four guidelines: each builds the networks of a table and times them in turns.
 *
 * @example What a table's networks cost is known before anything runs
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { profile } from "../profile.ts";
 *
 * const rows = experiments.networks("g2");
 * const costs = await Promise.all(rows.map(({ model }) => profile(model)));
 * assertEquals(rows.map(({ label }) => label), ["g = 1", "g = 2", "g = 4", "g = 8"]);
 * assertEquals(costs.map(({ memoryAccess }) => memoryAccess.elements), [8_192_000, 11_451_600, 16_220_160, 22_741_200]);
 * ```
 */
export const experiments = {
  /** Table 1: input and output channels. */
  g1: async (options: ExperimentOptions = {}): Promise<Experiment> => new Experiment(await runExperiment("g1", options)),
  /** Table 2: groups. */
  g2: async (options: ExperimentOptions = {}): Promise<Experiment> => new Experiment(await runExperiment("g2", options)),
  /** Table 3: fragments. */
  g3: async (options: ExperimentOptions = {}): Promise<Experiment> => new Experiment(await runExperiment("g3", options)),
  /** Table 4: ReLU and shortcut. */
  g4: async (options: ExperimentOptions = {}): Promise<Experiment> => new Experiment(await runExperiment("g4", options)),
  /** Figure 2: what the time of ShuffleNet V1 (three groups) and of MobileNet V2 is spent on, as a chart. */
  whereTimeGoes: (options: RunOptions = {}): Promise<TimeByKindChart> => whereTimeGoes(options),
  /** A table's networks in the order of its rows, of the GPU column at size 1 where nothing is said: to be profiled, audited or measured. */
  networks: (experiment: ExperimentName, { machine = "gpu", scale = 1 }: Partial<Column> = {}): RowNetwork[] =>
    networksOf(experiment, { machine, scale }),
} as const;
