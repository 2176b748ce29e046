import { SourceError } from "./source_error.ts";

/** The beginning of an address (`https:`), or of a path with a drive letter. */
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/**
 * Splits the location of a model's external data into folders and file name. A model comes from anywhere, so what it names must lie beside it.
 *
 * @throws {SourceError} If the location leaves the model's own folder, or is empty.
 */
export function splitLocation(location: string, source: string): string[] {
  const parts = location.split("/");
  const refused = reasonToRefuse(location, parts);
  if (refused !== undefined) {
    const text = JSON.stringify(location.slice(0, 200));
    throw new SourceError(
      `Cannot read the external data ${text} of ${source} as its location must stay in the model's own folder: it ${refused}`,
      source,
    );
  }
  return parts.filter((part) => part !== "" && part !== ".");
}

function reasonToRefuse(location: string, parts: readonly string[]): string | undefined {
  if (location.startsWith("/")) return "is an absolute path";
  if (SCHEME.test(location)) return "is an address";
  if (location.includes("\\")) return "has a backslash";
  if (location.includes("\0")) return "has a zero byte";
  if (parts.includes("..")) return 'has a ".."';
  if (parts.every((part) => part === "" || part === ".")) return "names no file";
  return undefined;
}
