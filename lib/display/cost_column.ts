/**
 * A column of costs: closed forms where they are short enough to read, else numbers at the stand-ins of the free sizes, and never a mixture.
 *
 * @module
 */
import type { Dim } from "../model/dim.ts";
import { costText } from "./bounds_text.ts";
import { type Layer, layersOf } from "./layer_tree.ts";
import { type Metric, type MetricName, METRICS } from "./metrics.ts";
import { shortenEnd, textWidth } from "./printable_text.ts";
import { evaluatedText, precisionOf, type ProfileView } from "./profile_view.ts";

/** How a column writes its costs. */
export interface CostColumn {
  /** True where the column's numbers hold only for the stand-ins, which the reader must be told. */
  readonly atStandIns: boolean;
  /** A layer's cost: `118 M`; `≥ 118 M` where a part of it is not known, `?` where nothing is, `≤ 118 M` where it depends on the data. */
  text(layer: Layer): string;
  /** The closed form behind a number that stands for it; `undefined` where the text says it all. */
  closedForm(layer: Layer): string | undefined;
}

/** How much room a column has, and whether it shows every digit. */
export interface ColumnForm {
  /** Closed forms of more characters are not shown. */
  readonly width: number;
  /** Every digit, or three and a unit. */
  readonly digits: "exact" | "short";
}

/** A closed form in a title is cut at this length. */
const LONGEST_TITLE = 300;

/** The column of a cost for a network's layers. */
export function costColumn(view: ProfileView, name: MetricName, { width, digits }: ColumnForm): CostColumn {
  const metric: Metric = METRICS[name];
  const write = (dim: Dim) => digits === "exact" ? metric.exact(dim) : metric.short(dim);
  const closed = (layer: Layer) => costText(metric.of(layer), precisionOf(view, layer, name), write);
  const symbolic = typeof metric.of(view.root) !== "number";
  const atStandIns = symbolic && layersOf(view.root).some((layer) => textWidth(closed(layer)) > width);
  return {
    atStandIns,
    text(layer: Layer): string {
      const dim = metric.of(layer);
      if (!atStandIns || typeof dim === "number") return closed(layer);
      return evaluatedText(view, dim, precisionOf(view, layer, name).partly, write);
    },
    closedForm: (layer) => atStandIns && typeof metric.of(layer) !== "number" ? shortenEnd(closed(layer), LONGEST_TITLE) : undefined,
  };
}
