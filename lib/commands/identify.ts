import { readPrinted } from "../analysis/identify/printed_number.ts";
import { identify as identifyNumber } from "../identify.ts";
import type { Command } from "./command.ts";
import { MODEL_OPTIONS, modelOptions } from "./model_options.ts";
import { checkForms, HTML_OPTION, JSON_OPTION, printAnswer } from "./output.ts";
import { withProgress } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** Who printed a number. */
export const identify: Command = {
  name: "identify",
  operands: "MODEL NUMBER",
  summary: "Tells which tool, in which unit and at which size, explains a published number.",
  remarks: ['NUMBER is written as it was printed: 3.8e9, 4.09 GMACs, "25.6M params".'],
  options: [...MODEL_OPTIONS, JSON_OPTION, HTML_OPTION],
  async run(given) {
    const [model, ...words] = given.operands;
    checkForms(given);
    if (model === undefined) throw new UsageError("MODEL is missing");
    if (words.length === 0) throw new UsageError(`NUMBER is missing: identify ${model} "4.09 GMACs"`);
    const number = words.join(" ");
    readPrinted(number);
    const answer = await withProgress((line) => identifyNumber(model, number, modelOptions(given, line)));
    await printAnswer(given, answer, `Who printed ${number}`);
    return 0;
  },
};
