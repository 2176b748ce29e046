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
import { costColumn } from "../cost_column.ts";
import { networkName } from "../heading.ts";
import { numberOf } from "../dim_text.ts";
import { type Metric, METRICS } from "../metrics.ts";
import { padEnd, padStart, printable, shortenEnd, shortenMiddle } from "../printable_text.ts";
import { type ProfileView, viewOf } from "../profile_view.ts";
import { AMOUNTS, type Chart, type ChartOptions, SCHEMA, type VegaLiteSpec } from "./chart.ts";

/** The curve has so many points, from one to twice the stand-in. */
const POINTS = 64;
/** A slider goes to so many times the stand-in. */
const REACH = 4;

const NOTHING_FREE = "No size of this model is free. Leave one free to see the cost grow with it, for example\n" +
  `profile(model, { inputs: { input: ["batch", 3, 224, 224] } }).`;

interface Curve {
  readonly title: string;
  readonly metric: Metric;
  readonly cost: Dim;
  /** The dimension along the axis; missing where the cost depends on none. */
  readonly along?: string;
  /** The others, each with the value that it has at first. */
  readonly others: readonly (readonly [name: string, value: number])[];
  readonly most: number;
  /** The stand-in of the dimension along the axis. */
  readonly first: number;
  /** Why there is no curve, where there is none. */
  readonly remark: string;
}

/** How a cost grows with a size that the model leaves free. */
export const costAgainstSize: Chart = {
  summary: "How a cost grows with a free dimension; sliders move the others.",
  spec(profile: Profile, options: ChartOptions = {}): VegaLiteSpec {
    const curve = curveOf(viewOf(profile), options);
    const { title, metric, cost, along, others, most, first } = curve;
    if (along === undefined) return nothingFree(curve);
    const names = new Map(others.map(([name], index) => [name, `size${index}`]));
    const formula = vegaExpression(cost, new Map([...names, [along, "datum.size"]]));
    const slider = (name: string, size: string, value: number, max: number) => ({
      name,
      value,
      bind: { input: "range", min: 1, max, step: 1, name: `${shortenEnd(printable(size), 30)} ` },
    });
    return {
      $schema: SCHEMA,
      title: { text: title, anchor: "start", limit: 700 },
      params: [
        slider("at", along, first, most),
        ...others.map(([name, value], index) => slider(`size${index}`, name, value, Math.max(4, REACH * value))),
      ],
      width: 420,
      height: 240,
      encoding: {
        x: { field: "size", type: "quantitative", axis: { title: printable(along), tickCount: 6 } },
        y: { field: "cost", type: "quantitative", axis: { title: metric.title, ...AMOUNTS, tickCount: 5 } },
        tooltip: [
          { field: "size", type: "quantitative", title: shortenEnd(printable(along), 40) },
          { field: "cost", type: "quantitative", title: metric.title, format: ",d" },
        ],
      },
      layer: [
        {
          data: { sequence: { start: 1, stop: most + 1, step: Math.max(1, Math.floor(most / POINTS)), as: "size" } },
          transform: [{ calculate: formula, as: "cost" }],
          mark: { type: "line", color: metric.color, point: { size: 12, color: metric.color } },
        },
        ...readingLayers(formula, most),
      ],
    };
  },
  text(profile: Profile, options: ChartOptions = {}): string {
    const { title, metric, cost, along, others, most, remark } = curveOf(viewOf(profile), options);
    if (along === undefined) return `${title}\n${remark}`;
    const sizes = [...new Set([1, ...[1, 2, 3, 4, 5, 6, 7, 8].map((eighth) => Math.max(1, Math.round(most * eighth / 8)))])];
    const values = sizes.map((size) => numberOf(substitution(new Map<string, Dim>([...others, [along, size]]))(cost)) ?? 0);
    const highest = Math.max(1, ...values);
    const rows = sizes.map((size, index) =>
      `${padStart(String(size), 8)}  ${padStart(metric.short(values[index]!), 10)} ${textBar(values[index]! / highest, 30)}`.trimEnd()
    );
    return [title, `${padEnd(padStart(shortenEnd(printable(along), 20), 8), 8)}  ${padStart(metric.title, 10)}`, ...rows].join("\n");
  },
};

/** The point that a slider moves along the curve, with its numbers beside it. */
function readingLayers(formula: string, most: number) {
  const data = { values: [{}] };
  const transform = [
    { calculate: "at", as: "size" },
    { calculate: formula, as: "cost" },
    { calculate: "format(datum.size, ',') + ': ' + format(datum.cost, '.3~s')", as: "words" },
  ];
  const isRight = `at > ${most / 2}`;
  return [
    { data, transform, mark: { type: "point", filled: true, shape: "diamond", size: 110, color: "#e0812b" } },
    {
      data,
      transform,
      mark: {
        type: "text",
        align: { expr: `${isRight} ? 'right' : 'left'` },
        dx: { expr: `${isRight} ? -10 : 10` },
        dy: { expr: `${isRight} ? -8 : 12` },
        color: "#7f7f7f",
      },
      encoding: { text: { field: "words", type: "nominal" } },
    },
  ];
}

/** A network of fixed sizes has no curve: the place of one says how to get it. */
function nothingFree({ title, metric, remark }: Curve): VegaLiteSpec {
  return {
    $schema: SCHEMA,
    title: { text: title, anchor: "start", limit: 700 },
    data: { values: [{ words: remark }] },
    width: 420,
    height: 40,
    mark: { type: "text", align: "left", x: 0, lineBreak: "\n", lineHeight: 16, color: "#7f7f7f" },
    encoding: { text: { field: "words", type: "nominal" }, tooltip: { value: `${metric.title}: no size is free` } },
    view: { stroke: null },
  };
}

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
    const isFixed = view.standIns.values.size === 0;
    const value = `${costColumn(view, name, { width: 24, digits: "short" }).text(view.root)}${isFixed ? "" : ", whatever the sizes"}`;
    return {
      title: `${metric.title} of ${network}: ${value}`,
      metric,
      cost,
      others: [],
      most: 1,
      first: 1,
      remark: whyFlat(view, isFixed),
    };
  }
  const first = view.standIns.values.get(along) ?? 1;
  const at = others.map(([symbol, value]) => `${printable(printSymbol(symbol))} = ${value}`).join(", ");
  const where = at === "" ? "" : ` (at first ${shortenEnd(at, 80)})`;
  return {
    title: `${metric.title} of ${network} against ${shortenEnd(printable(printSymbol(along)), 40)}${where}`,
    metric,
    cost,
    along,
    others,
    most: Math.max(8, 2 * first),
    first,
    remark: "",
  };
}

/** Why a cost has no curve. */
function whyFlat({ profile }: ProfileView, isFixed: boolean): string {
  if (profile.model.hasGraph === false) return "The file holds weights and no graph: there is nothing that sizes could change.";
  return isFixed ? NOTHING_FREE : "It depends on none of the sizes that are free.";
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
