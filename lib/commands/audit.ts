import { audit as auditModel } from "../audit.ts";
import type { Command } from "./command.ts";
import { MODEL_OPTIONS, modelOptions, oneModel } from "./model_options.ts";
import { checkForms, HTML_OPTION, JSON_OPTION, printAnswer } from "./output.ts";
import { withProgress } from "./terminal.ts";

/** The four guidelines over a model. */
export const audit: Command = {
  name: "audit",
  operands: "MODEL",
  summary: "Tells what is slow in a network's design, by the four guidelines of the ShuffleNetV2 paper.",
  options: [...MODEL_OPTIONS, JSON_OPTION, HTML_OPTION],
  async run(given) {
    const model = oneModel(given);
    checkForms(given);
    const answer = await withProgress((line) => auditModel(model, modelOptions(given, line)));
    await printAnswer(given, answer, `Audit of ${answer.facts.model.name || "a network"}`);
    return 0;
  },
};
