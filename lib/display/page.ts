/**
 * A whole page that shows a profile and works without a network.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { weightTableHtml } from "./checkpoint/checkpoint_html.ts";
import { networkName } from "./heading.ts";
import { escapeHtml, type Html } from "./markup.ts";
import { PAGE_SCRIPT } from "./page_script.ts";
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

/** A page without scripts. */
const STATIC_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** What only a page with pictures needs. What Vega and the graph draw in black follows the theme. */
const PICTURE_STYLE = `
body { max-width: 1300px; }
h2 { font-size: 1.2em; margin: 1.6em 0 .6em; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 610px), 1fr)); gap: 1.5em; align-items: start; }
figure { margin: 0; min-width: 0; }
figcaption { opacity: .7; margin-bottom: .4em; }
.chart, .graph { overflow-x: auto; }
.chart :is(.role-axis-label, .role-axis-title, .role-legend-label, .role-legend-title, .role-title-text, .role-title-subtitle) text,
.graph text { fill: CanvasText; }
.graph .card { display: none; }
.chart .role-axis-grid line { stroke: rgba(127,127,127,.35); }
.graph .rim { stroke: Canvas; }
.graph svg { max-width: 100%; height: auto; min-width: min(100%, 700px); }
.vega-bind { margin: 2px 0; }
.vega-bind-name { display: inline-block; min-width: 6em; }
pre { overflow-x: auto; font-size: 12px; line-height: 1.35; }
summary { cursor: pointer; }
#tip { position: fixed; z-index: 1; background: Canvas; border: 1px solid rgba(127,127,127,.6); border-radius: 4px; padding: 4px;
  font-size: 12px; pointer-events: none; max-width: 420px; overflow-wrap: anywhere; }
#tip[hidden] { display: none; }
#tip td { padding: 1px 5px; vertical-align: top; }
#tip td:first-child { opacity: .7; white-space: nowrap; }
#profile, #layers { overflow-x: auto; }`;

/** A chart on a page. */
export interface PageChart {
  /** Its name. */
  readonly name: string;
  /** One sentence that says what it shows. */
  readonly summary: string;
  /** The specification for Vega, without Vega-Lite. */
  readonly spec: unknown;
  /** The same in plain text. */
  readonly text: string;
}

/** The pictures on a page. */
export interface PagePictures {
  /** The charts. */
  readonly charts: readonly PageChart[];
  /** The source of Vega, which draws them. */
  readonly vega: string;
  /** The graph of the network as SVG and in plain text. */
  readonly graph?: { readonly svg: string; readonly text: string };
}

/** A self-contained HTML page: the profile, and under it the table of layers. It runs no script and asks nothing from anywhere. */
export function htmlPage(profile: Profile): string {
  return pageOf(profile, {
    policy: STATIC_POLICY,
    style: STYLE,
    body: `${profileHtml(profile)}
${layersTable(profile)}`,
  });
}

/**
 * The same with charts and a picture of the graph. It holds all that it needs, and its policy forbids it every connection and every script but its own
 * (Vega is unpacked and makes functions of a chart's expressions, which takes `unsafe-eval`; what a model calls something is data, never code).
 */
export async function htmlPageWithPictures(profile: Profile, { charts, vega, graph }: PagePictures): Promise<string> {
  const data = JSON.stringify(charts.map(({ name, spec }) => ({ name, spec }))).replaceAll("<", "\\u003c");
  const ownScript = `'sha256-${await sha256(PAGE_SCRIPT)}'`;
  return pageOf(profile, {
    policy: [
      "default-src 'none'",
      "style-src 'unsafe-inline'",
      `script-src ${ownScript} 'unsafe-eval'`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join("; "),
    style: STYLE + PICTURE_STYLE,
    body: `<div id="profile">${profileHtml(profile)}</div>
<h2>Charts</h2>
<p id="undrawn" role="status"><noscript>Without scripts there are no charts: their texts are below.</noscript></p>
<div class="charts">
${charts.map(chartFigure).join("\n")}
</div>
${graph === undefined ? "" : graphSection(graph)}
<h2>Layers</h2>
<p id="finder" hidden><label>Find <input id="find" type="search" placeholder="layer4 conv"></label> <span id="found" role="status"></span></p>
<div id="layers">${layersTable(profile)}</div>
<table id="tip" hidden></table>
<script type="application/json" id="charts">${data}</script>
<!-- The next element is Vega (https://vega.github.io), compressed.
${VEGA_LICENSE} -->
<script type="text/plain" id="vega">${await compressed(vega)}</script>
<script>${PAGE_SCRIPT}</script>`,
  });
}

/** A self-contained page around an answer, which is HTML as a notebook's cell shows it. It runs no script and asks nothing from anywhere. */
export function answerPage(title: string, html: string): string {
  return wholePage(title, { policy: STATIC_POLICY, style: STYLE, body: html });
}

function chartFigure({ name, summary, text }: PageChart): string {
  return `<figure><figcaption>${escapeHtml(summary)}</figcaption><div class="chart" id="chart-${escapeHtml(name)}"></div>
<details><summary>as text</summary><pre>${linesHtml(text)}</pre></details></figure>`;
}

function graphSection({ svg, text }: { readonly svg: string; readonly text: string }): string {
  return `<h2>Flow of data</h2>
<figure class="graph">${svg}<details><summary>as text</summary><pre>${linesHtml(text)}</pre></details></figure>`;
}

/** Lines of text, whose line feeds are layout. */
function linesHtml(text: string): string {
  return text.split("\n").map(escapeHtml).join("\n");
}

interface PageParts {
  readonly policy: string;
  readonly style: string;
  readonly body: string;
}

function pageOf(profile: Profile, { body, ...parts }: PageParts): string {
  return wholePage(networkName(profile), { ...parts, body: `<h1>What ${escapeHtml(networkName(profile))} costs</h1>\n${body}` });
}

function wholePage(title: string, { policy, style, body }: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - flopbook</title>
<style>
${style}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** Gzip in base64: a page of half the size, which every browser since 2023 unpacks by itself. */
async function compressed(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return base64(new Uint8Array(await new Response(stream).arrayBuffer()));
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return base64(new Uint8Array(digest));
}

/** Vega's licence, which must go with it. */
const VEGA_LICENSE = `Copyright (c) 2015-2023, University of Washington Interactive Data Lab. All rights reserved.
Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met:
1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the documentation
   and/or other materials provided with the distribution.
3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products derived from this software
   without specific prior written permission.
THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT OWNER OR CONTRIBUTORS BE LIABLE
FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR
TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`;

function layersTable(profile: Profile): Html {
  const options = { limit: PAGE_ROWS };
  return profile.model.hasGraph === false ? weightTableHtml(profile, options) : layerTableHtml(viewOf(profile), options);
}
