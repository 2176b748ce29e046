import { openSource } from "../bytes/open_source.ts";
import { measure as measureModel, type Measurement, type MeasureOptions, readProfile } from "../measure.ts";
import type { Arguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { MODEL_OPTIONS, modelOptions, oneModel } from "./model_options.ts";
import { checkForms, HTML_OPTION, JSON_OPTION, printAnswer } from "./output.ts";
import { type ProgressLine, withProgress } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** Options that say how a model is run, which a profile from elsewhere was already. */
const OF_RUNS = ["runs", "warmup", "threads", "provider", "random-weights"];

/** Real time beside the counts. */
export const measure: Command = {
  name: "measure",
  operands: "MODEL",
  summary: "Runs a network with onnxruntime and tells how long it takes, and which layers the time goes to.",
  remarks: [
    "The runtime (291 MB) is downloaded the first time, and takes the permissions that -A gives. Free sizes and inputs that are not given",
    "get example values; a remote model is timed with --random-weights without a download of its weights.",
  ],
  options: [
    ...MODEL_OPTIONS,
    { name: "runs", value: "NUMBER", help: ["how many runs are timed: 20"] },
    { name: "warmup", value: "NUMBER", help: ["how many runs go before them: 3"] },
    { name: "threads", value: "NUMBER", help: ["threads within an operator: as many as the runtime thinks right"] },
    { name: "provider", value: "NAME", help: ["the runtime's execution provider: cpu"] },
    { name: "random-weights", help: ["make weights up, and read only the model's structure"] },
    { name: "trace", value: "FILE", help: ["show a profile that onnxruntime wrote elsewhere, and run nothing"] },
    JSON_OPTION,
    HTML_OPTION,
  ],
  async run(given) {
    const model = oneModel(given);
    checkForms(given);
    const trace = given.text("trace");
    const others = OF_RUNS.filter((name) => given.has(name)).map((name) => `--${name}`);
    if (trace !== undefined && others.length > 0) throw new UsageError(`--trace stands without ${others.join(" and ")}, as nothing is run`);
    const options = runOptions(given);
    const answer: Measurement = await withProgress(async (line) =>
      trace === undefined
        ? await measureModel(model, { ...modelOptions(given, line), ...options, onRun: tellRun(line) })
        : await readProfile(await readText(trace), model, modelOptions(given, line))
    );
    await printAnswer(given, answer, `Times of ${answer.facts.model.name || "a network"}`);
    return 0;
  },
};

function runOptions(given: Arguments): MeasureOptions {
  const [runs, warmup, threads] = [given.wholeNumber("runs", 1), given.wholeNumber("warmup", 0), given.wholeNumber("threads", 1)];
  const provider = given.text("provider");
  return {
    ...(runs !== undefined && { runs }),
    ...(warmup !== undefined && { warmup }),
    ...(threads !== undefined && { threads }),
    ...(provider !== undefined && { provider }),
    ...(given.has("random-weights") && { weights: "random" as const }),
  };
}

function tellRun(line: ProgressLine): (done: number, total: number) => void {
  return (done, total) => line.show(`run ${done} of ${total}`);
}

/** A file or an address, as text. */
async function readText(location: string): Promise<string> {
  const source = await openSource(location, {});
  try {
    return new TextDecoder().decode(await source.read(0, source.byteLength));
  } finally {
    source.close();
  }
}
