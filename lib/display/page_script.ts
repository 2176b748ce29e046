/**
 * The script of a page with charts: it draws them, shows what a mark stands for, and filters the table of layers. It is text that the page holds.
 *
 * @module
 */

/** Expects Vega, packed, in the element `vega` and the charts' specifications as JSON in the element `charts`. Whatever a model calls something is set as text, never as HTML. */
export const PAGE_SCRIPT = `"use strict";
const tip = document.getElementById("tip");
function showTip(handler, event, item, value) {
  tip.hidden = value == null || value === "";
  if (tip.hidden) return;
  tip.replaceChildren();
  const rows = typeof value === "object" ? Object.entries(value) : [["", value]];
  for (const [name, text] of rows) {
    const row = tip.insertRow();
    row.insertCell().textContent = name;
    row.insertCell().textContent = String(text);
  }
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(event.clientX + 12, innerWidth - box.width - 8)) + "px";
  tip.style.top = (event.clientY + 18 + box.height > innerHeight ? event.clientY - box.height - 8 : event.clientY + 18) + "px";
}
async function unpacked(id) {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (letter) => letter.charCodeAt(0));
  return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
async function drawCharts() {
  new Function(await unpacked("vega")).call(globalThis);
  for (const { name, spec } of JSON.parse(document.getElementById("charts").textContent)) {
    const view = new vega.View(vega.parse(spec), { renderer: "svg", hover: true });
    await view.tooltip(showTip).initialize(document.getElementById("chart-" + name)).runAsync();
  }
}
drawCharts().catch((error) => {
  document.getElementById("undrawn").textContent = "This browser cannot draw the charts (" + error + "): their texts are below.";
  for (const twin of document.querySelectorAll(".charts details")) twin.open = true;
});
const find = document.getElementById("find");
const rows = [...document.querySelectorAll("#layers tbody tr")];
const found = document.getElementById("found");
document.getElementById("finder").hidden = false;
find.oninput = () => {
  const words = find.value.toLowerCase().split(/\\\\s+/).filter(Boolean);
  let count = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) count++;
  }
  found.textContent = words.length === 0 ? "" : count + " of " + rows.length;
};
`.replaceAll("\\\\", "\\");
