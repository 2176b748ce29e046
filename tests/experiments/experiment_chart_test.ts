import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { experimentSpec, experimentWords } from "../../lib/experiments/experiment_chart.ts";
import type { ExperimentFacts } from "../../lib/experiments/run_experiment.ts";
import { drawChart } from "../../lib/pictures/draw_chart.ts";

const row = (label: string, here: number, gpu: number) => ({ label, relative: { here, memoryAccess: 2, gpu, arm: 1.5 } });
const facts = { title: "Groups of a 1×1 convolution", rows: [row("g = 1", 1, 1), row("g = 8", 1.25, 3.87)] } as unknown as ExperimentFacts;

Deno.test("an experiment's chart has a bar for each row and machine, and Vega-Lite draws it", async () => {
  const { data } = experimentSpec(facts) as { data: { values: { row: string; machine: string; times: number }[] } };
  assertEquals(data.values.length, 8);
  assertEquals(data.values.find(({ row, machine }) => row === "g = 8" && machine === "the paper's GPU")?.times, 3.87);
  assertEquals(data.values.find(({ row, machine }) => row === "g = 8" && machine === "this machine")?.times, 1.25);
  assert((await drawChart(experimentSpec(facts))).length > 1000);
});

Deno.test("its words say what is drawn and hold no measured number", () => {
  const words = experimentWords(facts);
  assertStringIncludes(words, "g = 1, g = 8");
  assert(!words.includes("1.25"));
});
