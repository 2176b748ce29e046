import { BUDGETED } from "../analysis/budget.ts";
import { CONVENTIONS } from "../analysis/conventions/mod.ts";
import { readLimit } from "../analysis/limit.ts";
import { writeFile } from "../bytes/write_file.ts";
import type { CsvTable } from "../display/profile_csv.ts";
import { interactivePage } from "../pictures/interactive_page.ts";
import { profile as profileModel, type ProfileOptions, reconcile } from "../profile.ts";
import type { Report } from "../report.ts";
import type { Shown } from "../shown.ts";
import type { Arguments } from "./arguments.ts";
import { BUDGET_OPTIONS, budgetOf, checkBudget } from "./budgets.ts";
import type { Command } from "./command.ts";
import { MODEL_OPTIONS, modelOptions, oneModel } from "./model_options.ts";
import { checkForms, HTML_OPTION, JSON_OPTION, MARKDOWN_OPTION, tellPage } from "./output.ts";
import { print, tell, withProgress } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

const TABLES: readonly string[] = ["modules", "nodes", "tensors"] satisfies CsvTable[];

/** What a network costs. */
export const profile: Command = {
  name: "profile",
  operands: "MODEL",
  summary: "Tells what a neural network costs.",
  options: [
    ...MODEL_OPTIONS,
    { name: "convention", value: "NAME", help: ["the tool whose numbers are wanted:", ...namesInLines()] },
    {
      name: "reconcile",
      value: "FROM,TO",
      help: ["why two tools' numbers differ, each NAME or NAME.NUMBER;", '"all" puts every tool\'s numbers beside each other'],
    },
    { name: "unfold", help: ["count normalisations that the exporter merged with convolutions"] },
    { ...JSON_OPTION, help: ["print one JSON object instead of the table"] },
    MARKDOWN_OPTION,
    { name: "csv", attached: "TABLE", help: [`print CSV: one row a module, or of --csv=${TABLES.slice(1).join(", --csv=")}`] },
    { ...HTML_OPTION, help: ["write a page that shows the profile"] },
    ...BUDGET_OPTIONS,
  ],
  async run(given) {
    const model = oneModel(given);
    checkForms(given);
    if (given.has("reconcile")) return await runReconcile(model, given);
    const table = tableOf(given);
    const budget = budgetOf(given);
    for (const [name, limit] of Object.entries(budget)) readLimit(limit, BUDGETED[name as keyof typeof budget].unit);
    const report = await withProgress((line) => profileModel(model, profileOptions(given, modelOptions(given, line))));
    const html = given.text("html");
    if (html !== undefined) await writeFile(html, await interactivePage(report.facts, tell));
    print(printedOf(given, report, table));
    tellPage(given);
    return checkBudget(budget, report);
  },
};

/** The conventions' names, a few a line. */
function namesInLines(): string[] {
  const names = CONVENTIONS.map(({ name }) => name);
  const lines = Array.from({ length: Math.ceil(names.length / 5) }, (_, line) => names.slice(5 * line, 5 * line + 5).join(", "));
  return lines.map((line, index) => index < lines.length - 1 ? `${line},` : line);
}

function profileOptions(given: Arguments, options: ProfileOptions): ProfileOptions {
  const convention = given.text("convention");
  return { ...options, unfold: given.has("unfold"), ...(convention !== undefined && { convention }) };
}

function tableOf(given: Arguments): CsvTable {
  const table = given.text("csv") ?? "modules";
  if (TABLES.includes(table)) return table as CsvTable;
  throw new UsageError(`--csv takes one of ${TABLES.join(", ")}, behind "=": current value is ${table}`);
}

function printedOf(given: Arguments, report: Report, table: CsvTable): string {
  if (given.has("json")) return JSON.stringify(report);
  if (given.has("markdown")) return report.toMarkdown().trimEnd();
  return given.has("csv") ? report.toCSV(table).trimEnd() : String(report);
}

/** Options that mean nothing where two tools' numbers are asked for. */
const NOT_RECONCILED = ["html", "convention", "markdown", "csv", ...BUDGET_OPTIONS.map(({ name }) => name)];

async function runReconcile(model: string, given: Arguments): Promise<number> {
  const others = NOT_RECONCILED.filter((name) => given.has(name)).map((name) => `--${name}`);
  if (others.length > 0) throw new UsageError(`--reconcile stands without ${others.join(" and ")}`);
  const text = given.text("reconcile")!;
  const [from, to, ...rest] = text.split(",");
  if (text !== "all" && (to === undefined || rest.length > 0)) {
    throw new UsageError(`--reconcile takes FROM,TO or all: current value is ${text}`);
  }
  const answer: Shown = await withProgress<Shown>((line) => {
    const options = profileOptions(given, modelOptions(given, line));
    return text === "all" ? reconcile(model, options) : reconcile(model, from!, to!, options);
  });
  print(given.has("json") ? JSON.stringify(answer) : String(answer));
  return 0;
}
