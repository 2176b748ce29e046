/**
 * What explains a published number, with its displays attached.
 *
 * @module
 */
import type { Identified, Match } from "./analysis/identify/identify_number.ts";
import type { Profile } from "./analysis/profile.ts";
import { identificationHtml } from "./display/identification_html.ts";
import { identificationJson, type JsonIdentification } from "./display/identification_json.ts";
import { identificationText } from "./display/identification_text.ts";
import type { MimeBundle } from "./display/mime_bundle.ts";
import { Shown } from "./shown.ts";

/**
 * What explains a published number. In a notebook cell it shows itself.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { identify } from "../mod.ts";
 *
 * const { matches, possible } = await identify("examples/resnet50.onnx", "4.13 GFLOPs");
 * assertEquals(matches.map(({ tool }) => tool), ["ptflops", "thop", "thop-ultralytics"]); // all round to it
 * assertEquals(possible, []); // nothing less likely was looked for
 * ```
 */
export class Identification extends Shown {
  /** How the search went. */
  readonly identified: Identified;

  /** Shows what was found for a number of this network. */
  constructor(facts: Profile, identified: Identified) {
    super(facts);
    this.identified = identified;
  }

  /** What explains the number, best first: all with equally few changes. Empty where nothing does. */
  get matches(): readonly Match[] {
    return this.identified.matches;
  }

  /** What would match too, but among so many candidates that it is no evidence. */
  get possible(): readonly Match[] {
    return this.identified.possible;
  }

  /** The answer as a plain object. */
  toJSON(): JsonIdentification {
    return identificationJson(this.facts, this.identified);
  }

  /** The answer as text. */
  override toString(): string {
    return identificationText(this.facts, this.identified);
  }

  /** The forms of the answer by MIME type. */
  override toMimeBundle(): MimeBundle {
    return { "text/html": identificationHtml(this.facts, this.identified), "text/plain": this.toString() };
  }
}
