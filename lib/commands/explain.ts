import { profile } from "../profile.ts";
import type { Command } from "./command.ts";
import { MODEL_OPTIONS, modelOptions } from "./model_options.ts";
import { checkForms, JSON_OPTION, MARKDOWN_OPTION } from "./output.ts";
import { print, withProgress } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** Where a number comes from. */
export const explain: Command = {
  name: "explain",
  operands: "MODEL NAME",
  summary: "Tells where a layer's numbers come from: formulas with the numbers put in, and each tool's rule.",
  remarks: ['NAME is a module or a node; "" is the network itself, and a star shows the names that there are: "layer1.*".'],
  options: [...MODEL_OPTIONS, JSON_OPTION, { ...MARKDOWN_OPTION, help: ["print Markdown, with formulas in LaTeX"] }],
  async run(given) {
    const [model, name, ...rest] = given.operands;
    checkForms(given);
    if (model === undefined) throw new UsageError("MODEL is missing");
    if (name === undefined) throw new UsageError('NAME is missing: a module or a node, or "" for the network itself');
    if (rest.length > 0) throw new UsageError(`one NAME is wanted: ${[name, ...rest].join(" ")}`);
    const answer = (await withProgress((line) => profile(model, modelOptions(given, line)))).explain(name);
    print(given.has("json") ? JSON.stringify(answer) : given.has("markdown") ? answer.toMarkdown().trimEnd() : String(answer));
    return 0;
  },
};
