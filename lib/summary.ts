import type { Profile } from "./analysis/profile.ts";
import { type ProfileJson, toJson } from "./display/json.ts";
import { type MimeBundle, summaryBundle } from "./display/mime_bundle.ts";
import { type SummaryOptions, summaryText } from "./display/summary_text.ts";
import { Shown } from "./shown.ts";

/**
 * The table of layers, as `summary()` gives it. In a notebook cell it shows itself.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { summary } from "../mod.ts";
 *
 * const table = await summary("examples/resnet50.onnx", { depth: 1 });
 * assertStringIncludes(String(table), "fc (Linear: 1-10)");
 * ```
 */
export class Summary extends Shown {
  readonly #options: SummaryOptions;

  /** Shows these facts as a table. */
  constructor(facts: Profile, options: SummaryOptions = {}) {
    super(facts);
    this.#options = options;
  }

  /** The JSON contract's object. */
  toJSON(): ProfileJson {
    return toJson(this.facts);
  }

  /** The table as text. */
  override toString(): string {
    return summaryText(this.facts, this.#options);
  }

  /** The forms of the table by MIME type. */
  override toMimeBundle(): MimeBundle {
    return summaryBundle(this.facts, this.#options);
  }
}
