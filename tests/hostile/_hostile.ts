/** Asks everything of a hostile model, and holds the time. */
import { assert } from "@std/assert";
import {
  ArgumentError,
  FormatSyntaxError,
  load,
  profile,
  type ProfileOptions,
  type Report,
  SourceError,
  summary,
  tree,
} from "../../mod.ts";

/** Messages of the engine and not of ours. */
const ENGINE_WORDS = /Cannot read propert|is not a function|is not iterable|call stack|Invalid array length|\bNaN\b|\[object/;

/** Profiles a model and shows it in every way; fails where that takes longer than `seconds` or the engine's own words get through. */
export async function showAll(bytes: Uint8Array, options: ProfileOptions = {}, seconds = 3): Promise<Report> {
  const begun = performance.now();
  const report = await profile(bytes, options);
  const shown = [
    `${report}`,
    JSON.stringify(report),
    `${await summary(bytes, options)}`,
    `${await tree(bytes, options)}`,
    report.toMarkdown(),
  ];
  await (report as unknown as Record<symbol, () => unknown>)[Symbol.for("Jupyter.display")]!();
  const network = await load(bytes);
  [...network.namedModules()];
  [...network.namedParameters()];
  for (const text of shown) assert(!ENGINE_WORDS.test(text), ENGINE_WORDS.exec(text)?.[0]);
  const took = (performance.now() - begun) / 1000;
  assert(took < seconds, `it took ${took.toFixed(1)} s`);
  return report;
}

/** True for an error that a caller can tell apart and read. */
export function isDocumented(error: unknown): boolean {
  return error instanceof FormatSyntaxError || error instanceof SourceError || error instanceof ArgumentError ||
    (error instanceof RangeError && error.message.startsWith("Cannot "));
}
