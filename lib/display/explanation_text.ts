/**
 * An explanation in plain text.
 *
 * @module
 */
import type { ExplainedPart, Explanation } from "../analysis/explain/explain.ts";
import type { Quantity } from "../analysis/explain/quantities.ts";
import { exactDim } from "./dim_text.ts";
import { countWords, explainedName, kindWords, legend, MOST_PARTS, partsSum, problemText, ruleRows } from "./explanation_words.ts";
import { formulaText } from "./formula_text.ts";
import { printable, shortenEnd, shortenMiddle } from "./printable_text.ts";
import { textTable } from "./text_table.ts";

const WIDTH = 150;

/** The formulas with numbers and with symbols, the parts, and each tool's rule. */
export function explanationText(explanation: Explanation): string {
  const { summary, problems } = explanation;
  return [
    `${explainedName(explanation)}: ${kindWords(explanation)}`,
    ...(summary === undefined ? [] : [printable(summary)]),
    "",
    ...explanation.quantities.flatMap(quantityLines),
    ...legendLines(explanation),
    ...partLines(explanation),
    "",
    "How each tool counts it",
    ...textTable(
      [
        { title: "tool", align: "left" },
        { title: "number", align: "left" },
        { title: "amount", align: "right" },
        { title: "rule", align: "left" },
      ],
      ruleRows(explanation).flatMap(({ tool, number, amount, rule, parts }) => {
        const [first = "", ...others] = [...(rule === "" ? [] : [rule]), ...parts.map((part) => `${part.amount}: ${part.rule}`)];
        return [[tool, number, amount, first], ...others.map((words) => ["", "", "", words])];
      }),
      WIDTH,
    ),
    ...problems.slice(0, MOST_PARTS).map((problem) => `not known: ${problemText(problem)}`),
  ].join("\n");
}

/** `macs: 3 × 3 × 64 = 576`, and under it the same in symbols. */
function quantityLines(quantity: Quantity): string[] {
  const { name, value, formula } = quantity;
  const counts = countWords(quantity);
  if (formula === undefined) return [`${name}: ${exactDim(value)}${counts === "" ? "" : ` (${counts})`}`];
  const numbers = formulaText(formula, "numbers");
  const result = exactDim(value);
  const symbols = formulaText(formula, "symbols");
  const first = numbers === result ? `${name}: ${result}` : `${name}: ${numbers} = ${result}`;
  return symbols === numbers ? [first] : [first, `${" ".repeat(name.length + 2)}${symbols}`];
}

function legendLines(explanation: Explanation): string[] {
  const words = legend(explanation).map(({ symbol, values, meaning }) =>
    `${printable(symbol)} = ${values.map(exactDim).join(" or ")} ${printable(meaning)}`
  );
  return words.length === 0 ? [] : [`where ${words.join("; ")}`];
}

function partLines(explanation: Explanation): string[] {
  const { parts } = explanation;
  if (parts.length === 0) return [];
  const shown = parts.slice(0, MOST_PARTS).map((
    part,
  ) => [
    shortenMiddle(printable(part.name), 60),
    shortenEnd(printable(part.type), 40),
    partCell(part, "parameters"),
    partCell(part, "macs"),
    partCell(part, "flops"),
  ]);
  const sums = (["parameters", "macs", "flops"] as const).map((name) => exactDim(partsSum(explanation, name)));
  const cut = parts.length > MOST_PARTS ? [[`… ${parts.length - MOST_PARTS} more`, "", "", "", ""]] : [];
  const columns = [
    { title: "part", align: "left", flexible: true },
    { title: "type", align: "left" },
    { title: "parameters", align: "right" },
    { title: "macs", align: "right" },
    { title: "flops", align: "right" },
  ] as const;
  return ["", ...textTable(columns, [...shown, ...cut, ["sum", "", ...sums]], WIDTH)];
}

/** A part's number, with its formula where it has one. */
function partCell({ quantities }: ExplainedPart, name: Quantity["name"]): string {
  const quantity = quantities.find((each) => each.name === name);
  if (quantity === undefined) return "";
  const { value, formula } = quantity;
  if (formula === undefined || name === "flops") return exactDim(value);
  return shortenEnd(`${formulaText(formula, "numbers")} = ${exactDim(value)}`, 60);
}
