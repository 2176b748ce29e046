/**
 * An explanation with its displays attached.
 *
 * @module
 */
import type { Explanation } from "./analysis/explain/explain.ts";
import type { Profile } from "./analysis/profile.ts";
import { explanationJson, type JsonExplanation } from "./display/explanation_json.ts";
import { explanationMarkdown } from "./display/explanation_markdown.ts";
import { explanationText } from "./display/explanation_text.ts";
import type { MimeBundle } from "./display/mime_bundle.ts";
import { Shown } from "./shown.ts";

/**
 * Where a module's or a node's numbers come from. In a notebook cell it shows itself, with formulas.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { profile } from "../mod.ts";
 *
 * const report = await profile("examples/resnet50.onnx");
 * assertStringIncludes(String(report.explain("fc")), "parameters: (2,048 + 1) × 99 = 202,851");
 * ```
 */
export class Explained extends Shown {
  /** The explanation as plain data. */
  readonly explanation: Explanation;

  /**
   * Explains the module or node of that name.
   *
   * @throws {ArgumentError} If there is none.
   */
  constructor(facts: Profile, name: string) {
    super(facts);
    this.explanation = facts.explain(name);
  }

  /** The explanation as a plain object. */
  toJSON(): JsonExplanation {
    return explanationJson(this.explanation);
  }

  /** The explanation in Markdown, its formulas in LaTeX. */
  toMarkdown(): string {
    return explanationMarkdown(this.explanation);
  }

  /** The explanation as text. */
  override toString(): string {
    return explanationText(this.explanation);
  }

  /** The forms of the explanation by MIME type. */
  override toMimeBundle(): MimeBundle {
    return { "text/markdown": this.toMarkdown(), "text/plain": this.toString() };
  }
}
