/**
 * Budgets: limits that a build fails over.
 *
 * @module
 */
import type { Budget, BudgetName } from "../analysis/budget.ts";
import { overrunText } from "../display/budget_text.ts";
import type { Report } from "../report.ts";
import type { Arguments, CommandOption } from "./arguments.ts";
import { tell } from "./terminal.ts";

/** The exit code where a budget is passed over. */
export const OVER_BUDGET = 3;

/** The budgets by the options that give them. */
const BUDGETS: Readonly<Record<string, BudgetName>> = {
  "max-macs": "macs",
  "max-flops": "flops",
  "max-parameters": "parameters",
  "max-parameter-bytes": "parameterBytes",
  "max-peak": "peak",
};

/** The options. */
export const BUDGET_OPTIONS: readonly CommandOption[] = [
  { name: "max-macs", value: "NUMBER", help: ["exit code 3 where there are more macs: 4.1G, 580M"] },
  { name: "max-flops", value: "NUMBER", help: ["… more flops, by the convention that is asked for"] },
  { name: "max-parameters", value: "NUMBER", help: ["… more parameters: 25M, 7B"] },
  { name: "max-parameter-bytes", value: "BYTES", help: ["… more bytes of parameters: 100MiB, 100MB"] },
  { name: "max-peak", value: "BYTES", help: ["… more bytes of activations alive at once: 16MiB"] },
];

/** The budget that the options give. */
export function budgetOf(given: Arguments): Budget {
  return Object.fromEntries(
    Object.entries(BUDGETS).flatMap(([option, name]) => given.has(option) ? [[name, given.text(option)!]] : []),
  );
}

/**
 * Says for each number that passes its limit by how much, and answers the exit code.
 *
 * @throws {ArgumentError} If a number depends on sizes that were left free.
 * @throws {RangeError} If a number is not known well enough.
 */
export function checkBudget(budget: Budget, report: Report): number {
  const overruns = report.overruns(budget);
  for (const overrun of overruns) tell(overrunText(overrun));
  return overruns.length === 0 ? 0 : OVER_BUDGET;
}
