import { compare as compareModels } from "../compare.ts";
import type { Command } from "./command.ts";
import { MODEL_OPTIONS, modelOptions } from "./model_options.ts";
import { checkForms, HTML_OPTION, JSON_OPTION, printAnswer } from "./output.ts";
import { withProgress } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** Models side by side. */
export const compare: Command = {
  name: "compare",
  operands: "MODEL MODEL …",
  summary: "Puts models side by side: what differs, and whether they are one network in several precisions.",
  remarks: ["Sizes that are given hold for every model that has an input or a dimension of that name."],
  options: [...MODEL_OPTIONS, JSON_OPTION, HTML_OPTION],
  async run(given) {
    const models = given.operands;
    checkForms(given);
    if (models.length < 2) {
      throw new UsageError(`two or more models are wanted: there ${models.length === 0 ? "is none" : `is ${models[0]}`}`);
    }
    const answer = await withProgress((line) => compareModels(...models, modelOptions(given, line)));
    await printAnswer(given, answer, "Comparison");
    return 0;
  },
};
