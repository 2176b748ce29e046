/**
 * The four guidelines over a network: what is slow in its design, with numbers and a fix.
 *
 * @module
 */
import type { Finding, GuidelineReport } from "./analysis/guidelines/guideline.ts";
import { type AuditFacts, auditNetwork } from "./analysis/guidelines/mod.ts";
import { inferShapes } from "./analysis/infer_shapes.ts";
import { measure } from "./analysis/measure.ts";
import { auditHtml } from "./display/audit_html.ts";
import { auditText, type AuditView } from "./display/audit_text.ts";
import type { MimeBundle } from "./display/mime_bundle.ts";
import { standInsOf } from "./display/stand_ins.ts";
import { knownOf, load, type ProfileOptions, type Source } from "./profile.ts";
import { Shown } from "./shown.ts";

/** The JSON form of an audit. */
export interface AuditJson extends AuditFacts {
  /** The version of this form. */
  readonly schema: 1;
  /** The network's name. */
  readonly model: string;
  /** The values that stand in for free sizes, in words; empty where none are free. */
  readonly at: string;
}

/**
 * What the guidelines say of a network. In a notebook cell it shows itself.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { audit } from "../mod.ts";
 *
 * const { findings, reports } = await audit("tests/data/zoo/shufflenet_v2_x0_5.fold.onnx");
 * assertEquals(reports.map(({ guideline }) => guideline), ["G1", "G2", "G3", "G4"]);
 * for (const { severity, text, fix, places } of findings) console.log(severity, text, fix, places);
 * ```
 */
export class Audit extends Shown {
  readonly #view: AuditView;

  /** Shows this audit. */
  constructor(view: AuditView) {
    super(view.profile);
    this.#view = view;
  }

  /** What to change, the most important first. */
  get findings(): readonly Finding[] {
    return this.reports.flatMap((report) => report.findings).sort((a, b) => b.share - a.share);
  }

  /** One report a guideline, in the paper's order. */
  get reports(): readonly GuidelineReport[] {
    return this.#view.audit.reports;
  }

  /** All numbers and findings. */
  toJSON(): AuditJson {
    return { schema: 1, model: this.facts.model.name, at: this.#view.at, ...this.#view.audit };
  }

  /** The audit as text. */
  override toString(): string {
    return auditText(this.#view);
  }

  /** The forms of the audit by MIME type. */
  override toMimeBundle(): MimeBundle {
    return { "text/html": auditHtml(this.#view), "text/plain": this.toString() };
  }
}

/**
 * Audits a network by the four guidelines of the ShuffleNet V2 paper: equal channel widths (G1), groups (G2), fragmentation (G3), element-wise operators
 * (G4). Each finding has its numbers, its place, and a fix with what that changes. Free sizes that are not given get an example value, which is told.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 *
 * const { findings } = await audit("tests/data/zoo/mobilenet_v2.dyn.onnx");
 * assert(findings.some(({ guideline, share }) => guideline === "G4" && share > 0.1));
 * ```
 *
 * @throws {FormatSyntaxError} If the bytes are no model, or a broken one.
 * @throws {ArgumentError} If the options name an input or a dimension that the model does not have.
 */
export async function audit(source: Source, options: ProfileOptions = {}): Promise<Audit> {
  const { current: model } = await load(source, options);
  const typed = inferShapes(model, knownOf(options));
  const profile = measure(typed);
  const { valueOf, text } = standInsOf(profile);
  return new Audit({ profile, audit: auditNetwork(typed, profile, valueOf), at: text });
}
