/**
 * What is said of a model's file that there is not.
 *
 * @module
 */
import { nearestNames } from "./analysis/nearest_names.ts";
import { filesIn, workingFolder } from "./bytes/file_source.ts";
import { SourceError } from "./bytes/source_error.ts";
import { kernel } from "./surroundings.ts";

/** How alike a file's name must be to the one that there is not. */
const ALIKE = 0.4;

/**
 * Throws an error again. One that says that there is no such file gets the name of a file beside it that may have been meant; in a notebook, where nobody sees the
 * working folder, that folder stands in for it.
 */
export async function throwWithHint(error: unknown, isNotebook: boolean = kernel() !== undefined): Promise<never> {
  if (!(error instanceof SourceError) || !error.isMissing || /^[a-z]+:\/\//i.test(error.source)) throw error;
  const hint = await hintFor(error.source, isNotebook).catch(() => ""); // no such folder either
  if (hint === "") throw error;
  throw new SourceError(error.message + hint, error.source, { cause: error, isMissing: true });
}

async function hintFor(path: string, isNotebook: boolean): Promise<string> {
  const [, folder = "", name = ""] = /^(.*[/\\])?([^/\\]*)$/s.exec(path) ?? [];
  const files = Map.groupBy(await filesIn(folder), stem); // endings make all names alike
  const [like] = nearestNames([...files.keys()], stem(name), ALIKE);
  const meant = like === undefined ? undefined : nearestNames(files.get(like)!, name)[0];
  if (meant !== undefined) return `; did you mean ${folder}${meant}?`;
  const isRelative = !/^([/\\]|[a-z]:)/i.test(path);
  return isNotebook && isRelative ? ` in ${workingFolder()}, the notebook's folder` : "";
}

function stem(name: string): string {
  return name.replace(/(?<=.)\.[^.]*$/, "");
}
