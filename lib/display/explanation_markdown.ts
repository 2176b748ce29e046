/**
 * An explanation in Markdown, its formulas in LaTeX.
 *
 * @module
 */
import type { ExplainedPart, Explanation } from "../analysis/explain/explain.ts";
import type { Quantity } from "../analysis/explain/quantities.ts";
import { exactDim } from "./dim_text.ts";
import { countWords, explainedName, kindWords, legend, MOST_PARTS, partsSum, problemText, ruleRows } from "./explanation_words.ts";
import { dimLatex, formulaLatex, symbolLatex } from "./formula_latex.ts";
import { markdownTable, markdownText } from "./markdown_text.ts";
import { printable, shortenMiddle } from "./printable_text.ts";

const RULE_COLUMNS = [
  { title: "tool", align: "left" },
  { title: "number", align: "left" },
  { title: "amount", align: "right" },
  { title: "rule", align: "left" },
] as const;

const PART_COLUMNS = [
  { title: "part", align: "left" },
  { title: "type", align: "left" },
  { title: "parameters", align: "right" },
  { title: "macs", align: "right" },
  { title: "flops", align: "right" },
] as const;

/** The formulas with symbols and with numbers, the parts, and each tool's rule. */
export function explanationMarkdown(explanation: Explanation): string {
  const { summary, problems } = explanation;
  const symbols = legend(explanation);
  const where = symbols.map(({ symbol, values, meaning }) =>
    `$${symbolLatex(symbol)} = ${values.map(dimLatex).join(" \\text{ or } ")}$ ${markdownText(meaning)}`
  );
  const rows = ruleRows(explanation).map(({ tool, number, amount, rule, parts }) => {
    const words = [...(rule === "" ? [] : [rule]), ...parts.map((part) => `${part.amount}: ${part.rule}`)].join("; ");
    return [tool, number, amount, words].map(markdownText);
  });
  return [
    `**${markdownText(explainedName(explanation))}**: ${markdownText(kindWords(explanation))}`,
    ...(summary === undefined ? [] : [markdownText(summary)]),
    ...explanation.quantities.map(quantityMarkdown),
    ...(where.length === 0 ? [] : [`where ${where.join("; ")}`]),
    ...(explanation.parts.length === 0 ? [] : [partsMarkdown(explanation)]),
    ...problems.slice(0, MOST_PARTS).map((problem) => `Not known: ${markdownText(problemText(problem))}`),
    "<details>\n<summary>How each tool counts it</summary>", // folded: the formulas are what was asked for
    markdownTable(RULE_COLUMNS, rows),
    "</details>",
  ].join("\n\n");
}

function quantityMarkdown(quantity: Quantity): string {
  const { name, value, formula } = quantity;
  const counts = countWords(quantity);
  if (formula === undefined) return `${name}: ${markdownText(exactDim(value))}${counts === "" ? "" : ` (${markdownText(counts)})`}`;
  const [symbols, numbers, result] = [formulaLatex(formula, "symbols"), formulaLatex(formula, "numbers"), dimLatex(value)];
  const steps = [symbols, numbers, result].filter((step, index, all) => step !== all[index - 1]);
  const lines = steps.length === 3 ? [steps[0], `${steps[1]} = ${steps[2]}`] : [steps.join(" = ")];
  return `$$\\begin{aligned}\\text{${name}} &= ${lines.join(" \\\\ &= ")}\\end{aligned}$$`;
}

function partsMarkdown(explanation: Explanation): string {
  const { parts } = explanation;
  const rows = parts.slice(0, MOST_PARTS).map((part) => [
    markdownText(shortenMiddle(printable(part.name), 60)),
    markdownText(part.type),
    ...(["parameters", "macs", "flops"] as const).map((name) => partCell(part, name)),
  ]);
  const cut = parts.length > MOST_PARTS ? [[`… ${parts.length - MOST_PARTS} more`, "", "", "", ""]] : [];
  const sums = (["parameters", "macs", "flops"] as const).map((name) => `**${markdownText(exactDim(partsSum(explanation, name)))}**`);
  return markdownTable(PART_COLUMNS, [...rows, ...cut, ["**sum**", "", ...sums]]);
}

function partCell({ quantities }: ExplainedPart, name: Quantity["name"]): string {
  const quantity = quantities.find((each) => each.name === name);
  if (quantity === undefined) return "";
  const { value, formula } = quantity;
  return formula === undefined || name === "flops"
    ? markdownText(exactDim(value))
    : `$${formulaLatex(formula, "numbers")} = ${dimLatex(value)}$`;
}
