/**
 * A page that shows what a dropped model costs. The file never leaves the machine.
 *
 * Run: `deno task page`, or `deno bundle --platform browser --minify -o examples/page/page.js examples/page/page.ts` and any static server.
 *
 * @module
 */
/// <reference lib="dom" />
import { load, type MimeBundle, type Model, profile, type Progress, type Report, Summary, Tree } from "../../mod.ts";
import { connectionWords, giveUpConnections, keepConnectionsFor } from "./connections.ts";
import { failureWords } from "./failure_words.ts";
import { listen } from "./intake.ts";
import { freeDimensions, showSizes } from "./sizes_form.ts";
import { keepingFolds, showTabs } from "./tabs.ts";

/** How long a read may take before somebody wants to know that it goes on, in milliseconds. */
const PATIENCE = 300;
/** Rows of the table of layers and of the tree: a page has more room than a cell. */
const ROWS = 400;
/** The part of the page's address that holds a model's. It begins with `#`, since what follows that is not sent to the page's server. */
const ADDRESS = /^#model=(.+)$/s;

const id = <E extends HTMLElement>(name: string) => document.getElementById(name) as E;
const [progress, failure, result, panel] = [id("progress"), id("failure"), id("result"), id("panel")];

/** Ends the read that is under way. */
let reading = new AbortController();
/** The tab that was looked at last stays chosen for the next model. */
let chosen = () => 0;
let shown: { readonly name: string; readonly report: Report } | undefined;

/** Reads a model and shows what it costs, in place of whatever was there. */
async function open(source: File | URL): Promise<void> {
  reading.abort();
  const { signal } = reading = new AbortController();
  const name = source instanceof URL ? lastPart(source) : source.name;
  const begun = performance.now();
  enter("reading");
  try {
    const model = await load(source, {
      signal,
      onProgress: (step) => {
        if (performance.now() - begun > PATIENCE && !signal.aborted) tellProgress(name, step);
      },
    });
    const report = await profile(model, { signal });
    if (!signal.aborted) showModel(name, model.model, report);
  } catch (error) {
    if (!signal.aborted) tellFailure(error, name, source instanceof URL);
  }
}

function lastPart({ pathname, host }: URL): string {
  const part = pathname.slice(pathname.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(part) || host;
  } catch {
    return part;
  }
}

/** The states of the page; the style sheet tells how much room the choice of a model has in each. */
function enter(state: "empty" | "reading" | "failed" | "shown"): void {
  document.body.dataset.state = state;
  progress.hidden = true;
  failure.hidden = state !== "failed";
  result.hidden = state !== "shown";
  id("connections").textContent = connectionWords();
  shown = undefined;
}

function tellProgress(name: string, { bytesRead, bytes }: Progress): void {
  const megabytes = (count: number) => (count / 1e6).toFixed(1);
  const whole = bytes === undefined ? "" : ` of ${megabytes(bytes)}`;
  progress.hidden = false;
  progress.firstElementChild!.textContent = `Reading ${name}: ${megabytes(bytesRead)}${whole} MB`;
}

function tellFailure(error: unknown, name: string, remote: boolean): void {
  const { title, reason, advice } = failureWords(error, name, remote);
  enter("failed");
  [title, reason, advice].forEach((text, index) => failure.children[index]!.textContent = text);
}

function showModel(name: string, model: Model, report: Report): void {
  enter("shown");
  document.title = `${name} - flopbook`;
  result.ariaLabel = name;
  showReport(name, report);
  showSizes(id("sizes"), freeDimensions(report), async (dims) => {
    try {
      const changed = await profile(model, { dims });
      keepingFolds(panel, () => showReport(name, changed));
      return "";
    } catch (error) {
      return failureWords(error, name, false).reason;
    }
  });
}

function showReport(name: string, report: Report): void {
  shown = { name, report };
  chosen = showTabs(id("tabs"), panel, [
    { title: "Profile", html: () => htmlOf(report) },
    { title: "Layers", html: () => htmlOf(new Summary(report.facts, { limit: ROWS })) },
    { title: "Tree", html: () => htmlOf(new Tree(report.facts, { limit: ROWS })) },
  ], chosen());
}

/** What a notebook's cell would show. */
function htmlOf(display: Report | Summary | Tree): string {
  const bundle = (display as unknown as Readonly<Record<symbol, () => MimeBundle>>)[Symbol.for("Jupyter.display")]!();
  return bundle["text/html"]!;
}

function download(type: string, ending: string, write: (report: Report) => string): void {
  if (shown === undefined) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([write(shown.report)], { type }));
  link.download = `${shown.name.replace(/\.onnx$/i, "")}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A file of the user's own: from here on the page has no connections. */
function openFile(file: File): void {
  giveUpConnections();
  if (location.hash !== "") history.pushState(null, "", location.pathname + location.search);
  void open(file);
}

/** An address needs connections, which the page may have given up: it is loaded anew. */
function openAddress(address: string): void {
  const hash = `#model=${encodeURIComponent(address)}`;
  if (location.hash === hash) location.reload();
  else location.hash = hash; // and then `hashchange`
}

function start(): void {
  id("unstarted").remove();
  listen({ file: openFile, address: openAddress });
  addEventListener("hashchange", () => location.reload());
  id("stop").onclick = () => {
    reading.abort();
    enter("empty");
  };
  id("json").onclick = () => download("application/json", "profile.json", (report) => JSON.stringify(report, null, 2));
  id("html").onclick = () => download("text/html", "profile.html", (report) => report.toHtml());
  const address = ADDRESS.exec(location.hash)?.[1];
  if (address === undefined) {
    giveUpConnections();
    enter("empty");
  } else startAt(address);
}

function startAt(encoded: string): void {
  try {
    const address = decodeURIComponent(encoded);
    const url = new URL(address, location.href);
    if (URL.canParse(address)) id<HTMLInputElement>("url").value = address;
    keepConnectionsFor(url);
    void open(url);
  } catch (error) {
    giveUpConnections();
    tellFailure(error, encoded, true);
  }
}

start();
