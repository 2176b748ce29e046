/**
 * An audit in plain text: the network in the guidelines' numbers, what to change, and why.
 *
 * @module
 */
import type { Finding, GuidelineReport, Measure } from "../analysis/guidelines/guideline.ts";
import { type AuditFacts, GUIDELINES } from "../analysis/guidelines/mod.ts";
import type { Profile } from "../analysis/profile.ts";
import { joinBlocks } from "./facts_text.ts";
import { networkName } from "./heading.ts";
import { exactNumber, percent, shortNumber } from "./number_text.ts";
import { printable, shortenMiddle } from "./printable_text.ts";
import { TEXT_WIDTH } from "./summary_text.ts";
import { millis } from "./timing_text.ts";

/** What is shown beside the facts of an audit. */
export interface AuditView {
  /** The network's profile. */
  readonly profile: Profile;
  /** What the guidelines say. */
  readonly audit: AuditFacts;
  /** The values that stand in for free sizes, in words; empty where none are free. */
  readonly at: string;
}

/** So many places of a finding are named. */
const PLACES = 4;

/** The audit as plain text. */
export function auditText(view: AuditView): string {
  const { audit: { reports } } = view;
  return joinBlocks([
    [`${auditTitle(view)}`, auditSummary(view)],
    ...reports.map((report) => [
      `${report.guideline}  ${claimOf(report)}`,
      ...(report.measures.length === 0 ? ["    no such layer here"] : report.measures.map((measure) => `    ${measureText(measure)}`)),
      ...report.findings.flatMap(findingLines),
    ]),
  ]);
}

/** The heading. */
export function auditTitle({ profile }: AuditView): string {
  return `Audit of ${shortenMiddle(printable(networkName(profile)), TEXT_WIDTH - 10)} by the four guidelines of ShuffleNet V2`;
}

/** The whole in one line: what was looked at, what was found. */
export function auditSummary({ audit, at }: AuditView): string {
  const findings = audit.reports.flatMap((report) => report.findings);
  const count = (severity: Finding["severity"]) => findings.filter((finding) => finding.severity === severity).length;
  const found = findings.length === 0
    ? "nothing worth a change"
    : `${findings.length} ${findings.length === 1 ? "finding" : "findings"} (${count("high")} high, ${count("medium")} medium, ${
      count("low")
    } low)`;
  const absorbed = audit.absorbed === 0
    ? ""
    : `; ${
      exactNumber(audit.absorbed)
    } more are taken into the layers around them when a runtime loads the network, and are in no number here`;
  const unknown = audit.unknown === 0 ? "" : `; ${exactNumber(audit.unknown)} more operators have no known cost and are in no number here`;
  return `${exactNumber(audit.operators)} operators, ${shortNumber(audit.macs)} macs, ${shortNumber(audit.memoryAccess)} elements touched` +
    `${at === "" ? "" : ` at ${at}`}: ${found}${absorbed}${unknown}`;
}

/** What the guideline says. */
export function claimOf({ guideline }: GuidelineReport): string {
  return GUIDELINES.find(({ name }) => name === guideline)?.claim ?? "";
}

/** A number with its name: `distance from the bound: 1.13`. */
export function measureText(measure: Measure): string {
  return `${measure.name}: ${valueText(measure)}`;
}

/** A number as its kind is written. */
export function valueText({ value, unit }: Measure): string {
  switch (unit) {
    case "share":
      return percent(value);
    case "ratio":
      return value.toFixed(2);
    case "count":
      return exactNumber(value);
    case "microseconds":
      return millis(value / 1000);
    case "elements":
    case "macs":
      return shortNumber(Math.round(value));
  }
}

/** The first places, and how many more there are. */
export function placesText(places: readonly string[], most = PLACES): string {
  const shown = places.slice(0, most).map((place) => shortenMiddle(printable(place), 48)).join(", ");
  return places.length > most ? `${shown}, … ${exactNumber(places.length - most)} more` : shown;
}

function findingLines(finding: Finding): string[] {
  return [
    `  ! ${finding.severity} (${percent(finding.share)} of the ${finding.shareOf}): ${printable(finding.text)}`,
    `      why: ${finding.evidence.map(measureText).join("; ")}`,
    `      fix: ${printable(finding.fix)}`,
    `      where: ${placesText(finding.places)}`,
  ];
}
