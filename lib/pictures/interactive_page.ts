/**
 * A page with interactive charts and a picture of the graph, all in one file.
 *
 * @module
 */
import { moduleGraph } from "../analysis/graph/module_graph.ts";
import type { Profile } from "../analysis/profile.ts";
import { type ChartName, CHARTS, chartSpec } from "../display/charts/mod.ts";
import { graphText } from "../display/graph/graph_text.ts";
import { sketchGraph } from "../display/graph/sketch_graph.ts";
import { htmlPage, htmlPageWithPictures, type PageChart, type PagePictures } from "../display/page.ts";
import { standInsOf } from "../display/stand_ins.ts";
import { compileChart, vegaSource } from "./draw_chart.ts";
import { graphSvg } from "./graph_svg.ts";

/** The charts in the order of a page: what costs most, then what it costs, then where it runs. */
const ORDER: readonly ChartName[] = [
  "costPerModule",
  "treemap",
  "operators",
  "parametersAgainstMacs",
  "memory",
  "roofline",
  "costAgainstSize",
];

/** Those that show a file of weights alone, of which no cost is known. */
const OF_WEIGHTS: ReadonlySet<ChartName> = new Set(["costPerModule", "treemap"]);

/**
 * Makes the page. The charts' specifications are compiled now, so that it holds Vega alone.
 *
 * @param tell Is told why the page has no pictures, where the packages that draw them cannot be loaded, as without a network.
 */
export async function interactivePage(profile: Profile, tell: (reason: string) => void): Promise<string> {
  try {
    return await htmlPageWithPictures(profile, await picturesOf(profile));
  } catch (error) {
    tell(`the page has no pictures, as they cannot be drawn: ${error instanceof Error ? error.message : error}`);
    return htmlPage(profile);
  }
}

async function picturesOf(profile: Profile): Promise<PagePictures> {
  const vega = await vegaSource();
  const charts = (await Promise.all(ORDER.map((name) => chartOf(profile, name)))).filter((chart) => chart !== undefined);
  const graph = profile.model.hasGraph === false ? undefined : await graphOf(profile);
  return { charts, vega, ...(graph !== undefined && { graph }) };
}

/** A chart, unless the profile has nothing for it to show: a network without free sizes has one cost, a file of weights alone none. */
async function chartOf(profile: Profile, name: ChartName): Promise<PageChart | undefined> {
  if (profile.model.hasGraph === false && !OF_WEIGHTS.has(name)) return undefined;
  if (name === "costAgainstSize" && standInsOf(profile).settable.length === 0) return undefined;
  const { summary, text } = CHARTS[name];
  return { name, summary, spec: await compileChart(chartSpec(profile, name)), text: text(profile) };
}

/** The graph, unless nothing in the network runs. */
async function graphOf(profile: Profile): Promise<PagePictures["graph"]> {
  if (profile.model.hasGraph === false || profile.nodes.every(({ folded }) => folded)) return undefined;
  const graph = moduleGraph(profile);
  return { svg: await graphSvg(sketchGraph(profile, graph)), text: graphText(profile, graph) };
}
