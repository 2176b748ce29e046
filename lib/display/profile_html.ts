/**
 * A profile in HTML: the counts on top, the heaviest layers, the rest folded.
 *
 * @module
 */
import type { Profile } from "../analysis/profile.ts";
import { htmlBar } from "./bar.ts";
import { checkpointHtml } from "./checkpoint/checkpoint_html.ts";
import { type CostColumn, costColumn } from "./cost_column.ts";
import { coverageHtml, decodingHtml, freeSizesHtml, headingHtml, nameHtml, notesHtml } from "./facts_html.ts";
import { heaviestKinds } from "./heaviest_layers.ts";
import { FAINT, FOLD, FOLD_TITLE, PAGE } from "./html_style.ts";
import { htmlTable } from "./html_table.ts";
import { hasModules, type Layer } from "./layer_tree.ts";
import { type Html, type HtmlValue, markup, NOTHING } from "./markup.ts";
import { type MetricName, METRICS } from "./metrics.ts";
import { exactNumber } from "./number_text.ts";
import { operatorTable } from "./operator_table.ts";
import { printable, shortenEnd, textWidth } from "./printable_text.ts";
import { HEAVIEST_COLUMN, HEAVIEST_ROWS } from "./profile_text.ts";
import { type ProfileView, shareOf, shareText, viewOf } from "./profile_view.ts";
import { costHtml, SHAPE_WIDTH, UNBROKEN } from "./summary_html.ts";
import { outputText } from "./layer_columns.ts";
import { cardsHtml } from "./totals_html.ts";
import { layerTreeHtml } from "./tree_html.ts";

/** Layers in the folded tree. */
const FOLDED_ROWS = 150;
const COMPARED: readonly MetricName[] = ["macs", "parameters", "memoryAccess"];
const BAR = { width: 96, height: 5 };
/** Characters that a row of the heaviest has for its name, type and shape beside the bars, in the widest fonts of notebooks. */
const WORDS_ROOM = 56;
const NAME_WIDTHS = [22, 40] as const;
const TYPE_WIDTH = 24;
/** What a shape that may be broken into lines takes. */
const BROKEN_SHAPE = 14;

/** The profile as HTML. */
export function profileHtml(profile: Profile): string {
  if (profile.model.hasGraph === false) return checkpointHtml(profile);
  const view = viewOf(profile);
  const top = [headingHtml(view), cardsHtml(view), freeSizesHtml(view), decodingHtml(view), coverageHtml(view), notesHtml(view)];
  return String(markup`<div style="${PAGE}">
${top}${heaviestHtml(view)}${foldedTree(view)}${foldedOperators(view)}</div>`);
}

/** The heaviest layers, each cost with its share of the network and a bar. */
function heaviestHtml(view: ProfileView): Html {
  const { metric, layers, rest } = heaviestKinds(view, HEAVIEST_ROWS);
  if (layers.length === 0) return NOTHING;
  const longest = COMPARED.map((name) => Math.max(...layers.map((layer) => shareOf(view, layer, name) ?? 0)));
  const columns = COMPARED.map((name) => columnOf(view, name));
  const what = hasModules(view.profile) ? "modules" : "nodes";
  // closed forms take more room than numbers
  const isWide = view.standIns.values.size > 0 || layers.some((layer) => outputText(layer, SHAPE_WIDTH).length > UNBROKEN);
  return htmlTable({
    caption: markup`<strong>Heaviest ${what} by ${METRICS[metric].title}</strong> <span style="${FAINT}">${
      heaviestCaption(view, columns, layers)
    }</span>`,
    columns: [
      { title: what.slice(0, -1), align: "left" },
      { title: "type", align: "left" },
      { title: "output shape", align: "left", wrap: isWide },
      ...COMPARED.map((name) => ({ title: METRICS[name].title, align: "right" as const })),
    ],
    rows: layers.map((layer) => [
      nameHtml(layer.name, nameRoom(layers, isWide)),
      shortenEnd(printable(layer.type), TYPE_WIDTH),
      outputText(layer, SHAPE_WIDTH),
      ...columns.map((column, index) => barCell(view, layer, column, longest[index]!)),
    ]),
    ...(rest !== undefined && { last: [rest.label, "", "", ...columns.map((column) => costCell(view, rest, column))] }),
  });
}

/** How many characters of a name there is room for. */
function nameRoom(layers: readonly Layer[], isWide: boolean): number {
  const widest = (text: (layer: Layer) => string) => Math.max(...layers.map((layer) => textWidth(text(layer))));
  const type = Math.min(TYPE_WIDTH, widest(({ type }) => printable(type)));
  const shape = isWide ? BROKEN_SHAPE : widest((layer) => outputText(layer, SHAPE_WIDTH));
  return Math.min(NAME_WIDTHS[1], Math.max(NAME_WIDTHS[0], WORDS_ROOM - type - shape));
}

function heaviestCaption(view: ProfileView, columns: readonly Column[], layers: readonly Layer[]): string {
  const free = columns.filter(({ name, costs }) => costs.atStandIns || view.shares(name).atStandIns).map(({ name }) => METRICS[name].title);
  const where = free.length === 0 ? "" : `; ${free.join(" and ")} at ${shortenEnd(view.standIns.text, 80)}`;
  const together = layers.some(({ members }) => members !== undefined) ? "; n × stands for equal layers, with the numbers of all" : "";
  return `(in brackets the share of the network${where}; the bars compare the layers of a column${together})`;
}

/** A column of costs with their shares. */
interface Column {
  readonly name: MetricName;
  readonly costs: CostColumn;
}

function columnOf(view: ProfileView, name: MetricName): Column {
  return { name, costs: costColumn(view, name, HEAVIEST_COLUMN) };
}

/** A cost with its share: `118 M (2.9%)`. */
function costCell(view: ProfileView, layer: Layer, { name, costs }: Column): Html {
  return markup`${costHtml(costs, layer)} <span style="${FAINT}">(${shareText(view, layer, name)})</span>`;
}

/** The same with a bar under it, a full one for the largest share of the column. */
function barCell(view: ProfileView, layer: Layer, column: Column, longest: number): HtmlValue {
  const cost = costCell(view, layer, column);
  const share = shareOf(view, layer, column.name);
  return share === undefined || longest === 0
    ? cost
    : markup`${cost}<div style="line-height:.6">${htmlBar(share / longest, METRICS[column.name].color, BAR)}</div>`;
}

function foldedTree(view: ProfileView): Html {
  const { profile, root } = view;
  if (root.children.length === 0) return NOTHING;
  const title = hasModules(profile)
    ? `All ${exactNumber(profile.modules.length - 1)} modules`
    : `All ${exactNumber(root.children.length)} nodes that run`;
  return folded(title, layerTreeHtml(view, { limit: FOLDED_ROWS }, 2));
}

function foldedOperators(view: ProfileView): Html {
  const { nodes } = view.profile;
  if (nodes.length === 0) return NOTHING;
  const kinds = new Set(nodes.map(({ op }) => op)).size;
  const title = `${exactNumber(kinds)} ${kinds === 1 ? "kind" : "kinds"} of operator in ${exactNumber(nodes.length)} nodes`;
  return folded(
    title,
    operatorTable(view, (name) => {
      const column = columnOf(view, name);
      return (layer) => costCell(view, layer, { ...column, costs: { ...column.costs, closedForm: () => undefined } });
    }),
  );
}

function folded(title: string, content: Html): Html {
  return markup`<details style="${FOLD}"><summary style="${FOLD_TITLE}">${title}</summary>
${content}</details>
`;
}
