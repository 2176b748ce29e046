import { writeFile } from "./bytes/write_file.ts";
import type { Profile } from "./analysis/profile.ts";
import { interactivePage } from "./pictures/interactive_page.ts";

/** The part of a report that is written to files. */
interface Saved {
  readonly facts: Profile;
  toJSON(): unknown;
  toMarkdown(): string;
  toCSV(): string;
  toString(): string;
}

/** The forms of a report by the ending of the file's name. */
const FORMS: ReadonlyMap<string, (report: Saved) => string | Promise<string>> = new Map<
  string,
  (report: Saved) => string | Promise<string>
>([
  ["html", (report) => interactivePage(report.facts, (reason) => console.warn(`flopbook: ${reason}`))],
  ["json", (report) => `${JSON.stringify(report, null, 2)}\n`],
  ["md", (report) => report.toMarkdown()],
  ["csv", (report) => report.toCSV()],
  ["txt", (report) => `${report}\n`],
]);

/**
 * Writes a report to a file in the form that its ending tells.
 *
 * @throws {RangeError} If the ending tells none.
 * @throws {Error} If the file cannot be written.
 */
export async function saveReport(report: Saved, path: string | URL): Promise<void> {
  const name = path instanceof URL ? path.pathname : path;
  const form = FORMS.get(/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "");
  if (form === undefined) {
    const endings = [...FORMS.keys()].map((ending) => `.${ending}`).join(", ");
    throw new RangeError(`Cannot save a report as ${name} as its name must end with one of ${endings}`);
  }
  await writeFile(path, await form(report));
}
