/**
 * What Jupyter is given: one answer in several forms, of which each front end shows the richest that it knows.
 *
 * @module
 */
import type { ConventionCount } from "../analysis/conventions/count.ts";
import type { Profile } from "../analysis/profile.ts";
import type { Waterfall } from "../analysis/reconcile/waterfall.ts";
import { profileHtml } from "./profile_html.ts";
import { profileText } from "./profile_text.ts";
import { sideBySideHtml } from "./side_by_side_html.ts";
import { sideBySideText } from "./side_by_side_text.ts";
import { summaryHtml } from "./summary_html.ts";
import { type SummaryOptions, summaryText } from "./summary_text.ts";
import { treeHtml } from "./tree_html.ts";
import { type TreeOptions, treeText } from "./tree_text.ts";
import { waterfallHtml } from "./waterfall_html.ts";
import { waterfallText } from "./waterfall_text.ts";

/** Contents by MIME type. There is always a `text/plain`. */
export interface MimeBundle {
  /** For terminals, text tools and screen readers. */
  readonly "text/plain": string;
  /** Text with formulas. Never beside HTML, which most front ends would show in its place. */
  readonly "text/markdown"?: string;
  /** Tables and trees. Never beside a chart: JupyterLab would show it in the chart's place. */
  readonly "text/html"?: string;
  /** A chart's specification, for JupyterLab, Notebook 7 and VS Code. */
  readonly "application/vnd.vegalite.v5+json"?: Readonly<Record<string, unknown>>;
  /** A chart's picture in base64, for everything else. */
  readonly "image/png"?: string;
}

/** A profile for a notebook cell. */
export function profileBundle(profile: Profile): MimeBundle {
  return { "text/html": profileHtml(profile), "text/plain": profileText(profile) };
}

/** A summary for a notebook cell. */
export function summaryBundle(profile: Profile, options: SummaryOptions = {}): MimeBundle {
  return { "text/html": summaryHtml(profile, options), "text/plain": summaryText(profile, options) };
}

/** A tree for a notebook cell. */
export function treeBundle(profile: Profile, options: TreeOptions = {}): MimeBundle {
  return { "text/html": treeHtml(profile, options), "text/plain": treeText(profile, options) };
}

/** The way from one tool's number to another's for a notebook cell. */
export function waterfallBundle(profile: Profile, waterfall: Waterfall): MimeBundle {
  return { "text/html": waterfallHtml(profile, waterfall), "text/plain": waterfallText(profile, waterfall) };
}

/** All tools' numbers for a notebook cell. */
export function sideBySideBundle(profile: Profile, counts: readonly ConventionCount[]): MimeBundle {
  return { "text/html": sideBySideHtml(profile, counts), "text/plain": sideBySideText(profile, counts) };
}
