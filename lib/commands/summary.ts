import { SUMMARY_COLUMNS, type SummaryColumn } from "../display/layer_columns.ts";
import type { SummaryOptions } from "../display/summary_text.ts";
import { summary as summarize } from "../profile.ts";
import { type Arguments, meantWord } from "./arguments.ts";
import type { Command } from "./command.ts";
import { MODEL_OPTIONS, modelOptions, oneModel } from "./model_options.ts";
import { checkForms, HTML_OPTION, JSON_OPTION, printAnswer } from "./output.ts";
import { withProgress } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** The table of layers. */
export const summary: Command = {
  name: "summary",
  operands: "MODEL",
  summary: "Prints the table of layers, as users of torchinfo know it.",
  options: [
    ...MODEL_OPTIONS,
    { name: "depth", value: "NUMBER", help: ["only modules in at most so many others"] },
    { name: "rows", value: "NUMBER", help: ["at most about so many rows"] },
    { name: "columns", value: "NAME,NAME", help: ["the columns, in their order:", ...columnLines()] },
    JSON_OPTION,
    HTML_OPTION,
  ],
  async run(given) {
    const model = oneModel(given);
    checkForms(given);
    const shown = summaryOptions(given);
    const answer = await withProgress((line) => summarize(model, { ...modelOptions(given, line), ...shown }));
    await printAnswer(given, answer, `Layers of ${answer.facts.model.name || "a network"}`);
    return 0;
  },
};

function columnLines(): string[] {
  return [`${SUMMARY_COLUMNS.slice(0, 5).join(", ")},`, SUMMARY_COLUMNS.slice(5).join(", ")];
}

function summaryOptions(given: Arguments): SummaryOptions {
  const [depth, rows] = [given.wholeNumber("depth", 0), given.wholeNumber("rows", 1)];
  const columns = given.text("columns")?.split(",").map(readColumn);
  return { ...(depth !== undefined && { depth }), ...(rows !== undefined && { rows }), ...(columns !== undefined && { columns }) };
}

function readColumn(name: string): SummaryColumn {
  const column = SUMMARY_COLUMNS.find((each) => each === name);
  if (column !== undefined) return column;
  const meant = meantWord(name, SUMMARY_COLUMNS);
  throw new UsageError(
    `there is no column ${name}${meant === undefined ? "" : `; did you mean ${meant}?`} There are: ${SUMMARY_COLUMNS.join(", ")}`,
  );
}
