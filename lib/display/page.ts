/**
 * A whole page that shows a profile and works without a network.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { networkName } from "./heading.ts";
import { escapeHtml } from "./markup.ts";
import { profileHtml } from "./profile_html.ts";
import { viewOf } from "./profile_view.ts";
import { layerTableHtml } from "./summary_html.ts";

/** Rows of the table of layers: a page has more room than a cell. */
const PAGE_ROWS = 200;

/** Follows the reader's light or dark theme; the parts themselves bring their inline styles. */
const STYLE = `:root { color-scheme: light dark; }
body { font: 14px/1.45 system-ui, sans-serif; max-width: 1000px; margin: 2em auto; padding: 0 1em; }
code { font-family: ui-monospace, monospace; }
table { font-size: 13px; }
td, th { padding: 3px 10px; }
h1 { font-size: 1.5em; }`;

/** A self-contained HTML page: the profile, and under it the table of layers. It runs no script and asks nothing from anywhere. */
export function htmlPage(profile: Profile): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(networkName(profile))} - flopbook</title>
<style>
${STYLE}
</style>
</head>
<body>
<h1>What ${escapeHtml(networkName(profile))} costs</h1>
${profileHtml(profile)}
${layerTableHtml(viewOf(profile), { limit: PAGE_ROWS })}
</body>
</html>
`;
}
