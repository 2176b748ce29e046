/**
 * What `--help` prints.
 *
 * @module
 */
import type { CommandOption } from "./arguments.ts";
import type { Command } from "./command.ts";

/** The help of a command; that of the first of the table tells of the others, too. */
export function helpOf(command: Command, commands: readonly Command[]): string {
  const { name, operands, summary, remarks = [], options } = command;
  const titles = [...options, HELP].map((option) => `  ${titleOf(option)}`);
  const width = Math.max(...titles.map((title) => title.length)) + 2;
  const rows = [...options, HELP].map(({ help }, index) => titles[index]!.padEnd(width) + help.join(`\n${" ".repeat(width)}`));
  const isFirst = command === commands[0];
  return [
    summary,
    "",
    `Usage: ${name} ${operands} [options]        MODEL is a path or an http(s) address`,
    ...(remarks.length > 0 ? ["", ...remarks] : []),
    "",
    ...rows,
    ...(isFirst ? ["", ...listOf(commands)] : []),
  ].join("\n");
}

const HELP: CommandOption = { name: "help", help: ["print this"] };

function titleOf({ name, value, attached }: CommandOption): string {
  return `--${name}${value === undefined ? attached === undefined ? "" : `[=${attached}]` : ` ${value}`}`;
}

function listOf([first, ...others]: readonly Command[]): string[] {
  const titles = others.map(({ name, operands }) => `  ${name} ${operands}`);
  const width = Math.max(...titles.map((title) => title.length)) + 2;
  return [
    `Other commands, each with a --help of its own; without one, ${first!.name} is meant:`,
    "",
    ...others.map(({ summary }, index) => titles[index]!.padEnd(width) + summary),
    "",
    "Exit codes: 0; 1 the model cannot be read or profiled; 2 wrong usage; 3 over a budget.",
  ];
}
