import { tree as treeOf } from "../profile.ts";
import type { Command } from "./command.ts";
import { MODEL_OPTIONS, modelOptions, oneModel } from "./model_options.ts";
import { checkForms, HTML_OPTION, JSON_OPTION, printAnswer } from "./output.ts";
import { withProgress } from "./terminal.ts";

/** The module hierarchy. */
export const tree: Command = {
  name: "tree",
  operands: "MODEL",
  summary: "Prints the hierarchy of modules, with what each costs.",
  options: [
    ...MODEL_OPTIONS,
    { name: "find", value: "TEXT", help: ["only layers whose path or type holds this; a star is any text: layer4.*conv"] },
    { name: "depth", value: "NUMBER", help: ["only modules in at most so many others"] },
    { name: "rows", value: "NUMBER", help: ["at most about so many layers"] },
    { name: "all", help: ["equal neighbours one by one, and not as 12 × Block"] },
    JSON_OPTION,
    HTML_OPTION,
  ],
  async run(given) {
    const model = oneModel(given);
    checkForms(given);
    const [find, depth, limit] = [given.text("find"), given.wholeNumber("depth", 0), given.wholeNumber("rows", 1)];
    const shown = {
      collapse: !given.has("all"),
      ...(find !== undefined && { find }),
      ...(depth !== undefined && { depth }),
      ...(limit !== undefined && { limit }),
    };
    const answer = await withProgress((line) => treeOf(model, { ...modelOptions(given, line), ...shown }));
    await printAnswer(given, answer, `Modules of ${answer.facts.model.name || "a network"}`);
    return 0;
  },
};
