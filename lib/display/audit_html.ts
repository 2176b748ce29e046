/**
 * An audit in HTML: the network in the guidelines' numbers, what to change, and the layers folded.
 *
 * @module
 */
import type { Finding, GuidelineReport } from "../analysis/guidelines/guideline.ts";
import { auditSummary, auditTitle, type AuditView, claimOf, measureText, placesText, valueText } from "./audit_text.ts";
import { htmlBar } from "./bar.ts";
import { nameHtml } from "./facts_html.ts";
import { FAINT, FOLD, FOLD_TITLE, PAGE, PARAGRAPH } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import { type Html, markup, NOTHING } from "./markup.ts";
import { exactNumber, percent } from "./number_text.ts";
import { printable } from "./printable_text.ts";

/** So many layers of a guideline are listed. */
const LAYERS = 40;
const PLACES = 6;
const BAR = { width: 60, height: 6 };
/** One colour a severity, none of them the only sign of it. */
const COLORS: Readonly<Record<Finding["severity"], string>> = { high: "#d1495b", medium: "#e09f3e", low: "#6a994e" };

/** The audit as HTML. */
export function auditHtml(view: AuditView): string {
  const { reports } = view.audit;
  return String(markup`<div style="${PAGE}">
<p style="${PARAGRAPH}"><strong>${auditTitle(view)}</strong><br><span style="${FAINT}">${auditSummary(view)}</span></p>
${findingsHtml(reports.flatMap((report) => report.findings))}${reports.map(reportHtml)}</div>`);
}

function findingsHtml(findings: readonly Finding[]): Html {
  if (findings.length === 0) return NOTHING;
  return htmlTable({
    caption: markup`<strong>What to change</strong>`,
    columns: [
      { title: "severity", align: "left" },
      { title: "what is the case, and why", align: "left", wrap: true, width: "52%" },
      { title: "fix", align: "left", wrap: true },
    ],
    rows: [...findings].sort((a, b) => b.share - a.share).map((finding) => [
      markup`${finding.guideline} <strong>${finding.severity}</strong><br>${
        percent(finding.share)
      } of the<br>${finding.shareOf}<div style="line-height:.6">${htmlBar(finding.share, COLORS[finding.severity], BAR)}</div>`,
      markup`${printable(finding.text)}<br><span style="${FAINT}">${finding.evidence.map(measureText).join("; ")}<br>${
        placesText(finding.places, PLACES)
      }</span>`,
      markup`${printable(finding.fix).split("; ").map((part, index) => markup`${index === 0 ? NOTHING : markup`;<br>`}${part}`)}`, // one long line would take the other column's place
    ]),
  });
}

function reportHtml(report: GuidelineReport): Html {
  const numbers = report.measures.length === 0 ? "no such layer here" : report.measures.map(measureText).join(" · ");
  return markup`<p style="${PARAGRAPH}"><strong>${report.guideline}</strong> ${
    claimOf(report)
  }<br><span style="${FAINT}">${numbers}</span></p>
${layersHtml(report)}`;
}

function layersHtml({ layers }: GuidelineReport): Html {
  const [first] = layers;
  if (first === undefined) return NOTHING;
  const rest = layers.length - LAYERS;
  const table = htmlTable({
    columns: [
      { title: "layer", align: "left" },
      ...first.measures.map(({ name }) => ({ title: name, align: "right" as const })),
    ],
    rows: layers.slice(0, LAYERS).map(({ module, node, measures }) => [nameHtml(module || node, 44), ...measures.map(valueText)]),
    ...(rest > 0 && { last: [`… ${exactNumber(rest)} more`, ...first.measures.map(() => "")] }),
  });
  return markup`<details style="${FOLD}"><summary style="${FOLD_TITLE}">${exactNumber(layers.length)} ${
    layers.length === 1 ? "row" : "rows"
  }</summary>
${table}</details>
`;
}
