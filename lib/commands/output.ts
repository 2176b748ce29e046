/**
 * In which form an answer is written.
 *
 * @module
 */
import { writeFile } from "../bytes/write_file.ts";
import { answerPage } from "../display/page.ts";
import type { Shown } from "../shown.ts";
import type { Arguments, CommandOption } from "./arguments.ts";
import { print } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** Prints one JSON object. */
export const JSON_OPTION: CommandOption = { name: "json", help: ["print one JSON object instead of the text"] };
/** Writes a page. */
export const HTML_OPTION: CommandOption = { name: "html", value: "FILE", help: ["write a page that shows it, which works offline"] };
/** Prints Markdown. */
export const MARKDOWN_OPTION: CommandOption = { name: "markdown", help: ["print Markdown instead of the text"] };

/** Forms of the standard output, of which one can be had at a time. */
const PRINTED = ["json", "markdown", "csv"];

/**
 * Makes sure that one form at most is asked for.
 *
 * @throws {UsageError} If two are.
 */
export function checkForms(given: Arguments): void {
  const forms = PRINTED.filter((name) => given.has(name)).map((name) => `--${name}`);
  if (forms.length > 1) throw new UsageError(`${forms.join(" and ")} are both for the standard output: one is wanted`);
}

/** Prints an answer as text or JSON, and writes its page where one is asked for. */
export async function printAnswer(given: Arguments, answer: Shown<unknown>, name: string): Promise<void> {
  const file = given.text("html");
  if (file !== undefined) await writeFile(file, answerPage(name, String(answer.toMimeBundle()["text/html"])));
  print(given.has("json") ? JSON.stringify(answer) : String(answer));
  tellPage(given);
}

/** Says where the page is, below the text. */
export function tellPage(given: Arguments): void {
  const file = given.text("html");
  if (file !== undefined && !PRINTED.some((name) => given.has(name))) print(`\nA page that shows this: ${file}`);
}
