/**
 * A cost against a free dimension: the closed form as a curve, the other free dimensions by sliders that need no kernel.
 *
 * @module
 */
import type { Profile } from "../../analysis/profile.ts";
import { type Atom, constantOf, type Dim } from "../../model/dim.ts";
import { substitution, symbolsOf } from "../../model/dim_substitute.ts";
import { printSymbol } from "../../model/dim_text.ts";
import { textBar } from "../bar.ts";
import { networkName } from "../heading.ts";
import { numberOf } from "../dim_text.ts";
import { type Metric, METRICS } from "../metrics.ts";
import { padEnd, padStart, printable, shortenEnd, shortenMiddle } from "../printable_text.ts";
import { type ProfileView, viewOf } from "../profile_view.ts";
import { type Chart, type ChartOptions, SCHEMA, type VegaLiteSpec } from "./chart.ts";

/** The curve has so many points, from one to twice the stand-in. */
const POINTS = 64;
/** A slider goes to so many times the stand-in. */
const REACH = 4;

interface Curve {
  readonly title: string;
  readonly metric: Metric;
  readonly cost: Dim;
  /** The dimension along the axis; missing where the cost depends on none. */
  readonly along?: string;
  /** The others, each with the value that it has at first. */
  readonly others: readonly (readonly [name: string, value: number])[];
  readonly most: number;
}

/** How a cost grows with a size that the model leaves free. */
export const costAgainstSize: Chart = {
  summary: "How a cost grows with a free dimension; sliders move the others.",
  spec(profile: Profile, options: ChartOptions = {}): VegaLiteSpec {
    const { title, metric, cost, along, others, most } = curveOf(viewOf(profile), options);
    const names = new Map(others.map(([name], index) => [name, `size${index}`]));
    const expression = along === undefined ? String(numberOf(cost) ?? 0) : vegaExpression(cost, new Map([...names, [along, "datum.size"]]));
    return {
      $schema: SCHEMA,
      title: { text: title, anchor: "start", limit: 700 },
      params: others.map(([name, value], index) => ({
        name: `size${index}`,
        value,
        bind: { input: "range", min: 1, max: Math.max(4, REACH * value), step: 1, name: `${shortenEnd(printable(name), 30)} ` },
      })),
      data: { sequence: { start: 1, stop: most + 1, step: Math.max(1, Math.floor(most / POINTS)), as: "size" } },
      transform: [{ calculate: expression, as: "cost" }],
      width: 420,
      height: 240,
      mark: { type: "line", color: metric.color, point: { size: 12, color: metric.color } },
      encoding: {
        x: { field: "size", type: "quantitative", axis: { title: along === undefined ? "no free size" : printable(along), tickCount: 6 } },
        y: { field: "cost", type: "quantitative", axis: { title: metric.title, format: "~s", tickCount: 5 } },
        tooltip: [
          { field: "size", type: "quantitative", title: along === undefined ? "size" : shortenEnd(printable(along), 40) },
          { field: "cost", type: "quantitative", title: metric.title, format: ",d" },
        ],
      },
    };
  },
  text(profile: Profile, options: ChartOptions = {}): string {
    const { title, metric, cost, along, others, most } = curveOf(viewOf(profile), options);
    if (along === undefined) return title;
    const sizes = [...new Set([1, ...[1, 2, 3, 4, 5, 6, 7, 8].map((eighth) => Math.max(1, Math.round(most * eighth / 8)))])];
    const values = sizes.map((size) => numberOf(substitution(new Map<string, Dim>([...others, [along, size]]))(cost)) ?? 0);
    const highest = Math.max(1, ...values);
    const rows = sizes.map((size, index) =>
      `${padStart(String(size), 8)}  ${padStart(metric.short(values[index]!), 10)} ${textBar(values[index]! / highest, 30)}`.trimEnd()
    );
    return [title, `${padEnd(padStart(shortenEnd(printable(along), 20), 8), 8)}  ${padStart(metric.title, 10)}`, ...rows].join("\n");
  },
};

function curveOf(view: ProfileView, { metric: name = "macs", size }: ChartOptions): Curve {
  const metric: Metric = METRICS[name];
  const cost = metric.of(view.root);
  const free = [...symbolsOf(cost)].map((symbol) => [symbol, view.standIns.values.get(symbol) ?? 1] as const);
  if (size !== undefined && !free.some(([symbol]) => symbol === size)) {
    throw new RangeError(
      `Cannot draw ${name} against "${size}" as it must be one of: ${free.map(([symbol]) => symbol).join(", ") || "none is free"}`,
    );
  }
  // A length says more than a batch, with which most costs grow in proportion.
  const [along] = size === undefined ? free.toSorted(([, a], [, b]) => b - a)[0] ?? [] : [size];
  const others = free.filter(([symbol]) => symbol !== along);
  const network = shortenMiddle(printable(networkName(view.profile)), 40);
  if (along === undefined) {
    return { title: `${metric.title} of ${network}: ${metric.short(cost)}, whatever the sizes`, metric, cost, others: [], most: 1 };
  }
  const at = others.map(([symbol, value]) => `${printable(printSymbol(symbol))} = ${value}`).join(", ");
  const where = at === "" ? "" : ` (at first ${shortenEnd(at, 80)})`;
  return {
    title: `${metric.title} of ${network} against ${shortenEnd(printable(printSymbol(along)), 40)}${where}`,
    metric,
    cost,
    along,
    others,
    most: Math.max(8, 2 * (view.standIns.values.get(along) ?? 4)),
  };
}

/** An expression in Vega's own language. */
function vegaExpression(dim: Dim, names: ReadonlyMap<string, string>): string {
  if (typeof dim === "number") return String(dim);
  const atomText = ({ symbol, call }: Atom): string => {
    if (call === undefined) return names.get(symbol!) ?? "1";
    const [left, right] = [vegaExpression(call.left, names), vegaExpression(call.right, names)];
    return call.name === "min" || call.name === "max" ? `${call.name}(${left}, ${right})` : `${call.name}((${left}) / (${right}))`;
  };
  const terms = [...dim.terms].map(([{ atoms }, coefficient]) =>
    [`${Number(constantOf(coefficient as Dim) ?? coefficient)}`, ...atoms.map(atomText)].join(" * ")
  );
  return `(${terms.join(" + ")})`;
}
