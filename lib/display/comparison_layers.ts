/**
 * The table of aligned layers: which columns it has, and what stands in a row.
 *
 * @module
 */
import { differenceText, modelTitle, valueText } from "./comparison_words.ts";
import { type Compared, type ComparedLayer, type ComparedRow, type ComparisonView, shapeAtStandIns } from "./comparison_view.ts";
import { bytesDim, shapeText, shortDim } from "./dim_text.ts";
import type { Layer } from "./layer_tree.ts";
import { printable, shortenEnd, shortenMiddle } from "./printable_text.ts";

/** A quantity that the layers of a comparison have a column a model for. */
interface Quantity {
  readonly title: string;
  readonly of: (layer: Layer, model: number) => number | undefined;
  readonly short: (value: number) => string;
}

/** A row of the table of layers, as text. */
export interface LayerRow {
  /** The layer's name; all of them where they differ. */
  readonly names: readonly string[];
  /** Its type likewise. */
  readonly types: readonly string[];
  /** The shapes of its output where these differ, else none. */
  readonly shapes: readonly string[];
  /** The numbers, a cell a column: `9,408` or `37.6 kB (−50.0%)`. */
  readonly cells: readonly string[];
}

/** The table of layers. */
export interface LayerRows {
  /** Titles of the columns behind name and type. */
  readonly columns: readonly string[];
  /** The rows. */
  readonly rows: readonly LayerRow[];
}

/** A longer name is cut in its middle: there may be two of them in a cell. */
const NAME_WIDTH = 30;
const TYPE_WIDTH = 20;
const TITLE_WIDTH = 16;
const ABSENT = "–";

/**
 * Rows of aligned layers. A quantity that is the same throughout has one column, and the least telling ones
 * have none where there is no room for `mostColumns`.
 */
export function layerRows(view: ComparisonView, layers: readonly ComparedLayer[], mostColumns: number): LayerRows {
  const { models, views, parameterBytes } = view;
  const quantities: Quantity[] = [
    { title: "macs", of: ({ macs }, model) => views[model]!.standIns.valueOf(macs), short: shortDim },
    { title: "weights", of: (layer, model) => parameterBytes[model]!(layer), short: bytesDim },
    { title: "parameters", of: ({ parameters }, model) => views[model]!.standIns.valueOf(parameters), short: shortDim },
  ];
  const chosen: { quantity: Quantity; models: number[] }[] = [];
  let room = mostColumns;
  for (const quantity of quantities.toSorted((a, b) => Number(isUniform(a, layers)) - Number(isUniform(b, layers)))) {
    const columns = isUniform(quantity, layers) ? [-1] : models.map((_, index) => index);
    if (chosen.length > 0 && columns.length > room) continue;
    chosen.push({ quantity, models: columns });
    room -= columns.length;
  }
  chosen.sort((a, b) => quantities.indexOf(a.quantity) - quantities.indexOf(b.quantity));
  const isOnly = chosen.filter(({ models: columns }) => columns.length > 1).length === 1;
  return {
    columns: chosen.flatMap(({ quantity, models: columns }) =>
      columns.map((model) => model < 0 ? quantity.title : titleOf(quantity.title, models[model]!, isOnly && model > 0))
    ),
    rows: layers.map((row) => ({
      names: distinct(row, ({ name, label }) => shortenMiddle(printable(name || label), NAME_WIDTH)),
      types: distinct(row, ({ type }) => shortenEnd(printable(type), TYPE_WIDTH)),
      shapes: row.state === "missing" ? [] : differentShapes(row, view),
      cells: chosen.flatMap(({ quantity, models: columns }) => columns.map((model) => cellText(row, quantity, model))),
    })),
  };
}

/** The head of a column: the quantity and the model, or the model alone where the column before says the rest. */
function titleOf(quantity: string, model: Compared, isOnly: boolean): string {
  const name = shortenMiddle(modelTitle(model), isOnly ? TITLE_WIDTH + quantity.length : TITLE_WIDTH);
  return isOnly ? name : `${quantity}, ${name}`;
}

/** True where every model that has a layer has the same of it. */
function isUniform({ of }: Quantity, layers: readonly ComparedLayer[]): boolean {
  return layers.every(({ layers: row }) => {
    const values = row.flatMap((layer, model) => layer === undefined ? [] : [of(layer, model)]);
    return values.every((value) => value === values[0]);
  });
}

function cellText({ layers }: ComparedLayer, { of, short }: Quantity, model: number): string {
  const values = layers.map((layer, index) => layer === undefined ? undefined : of(layer, index));
  const partly = layers.map((layer) => (layer?.unknown.work ?? 0) > 0);
  const shown = model < 0 ? layers.findIndex((layer) => layer !== undefined) : model;
  if (layers[shown] === undefined) return ABSENT;
  const row: Pick<ComparedRow, "values" | "partly" | "short"> = { values, partly, short };
  const difference = model < 0 ? "" : differenceText(row, shown);
  return difference === "" || difference === "=" ? valueText(row, shown) : `${valueText(row, shown)} (${difference})`;
}

/** What the models say of a layer: once where they agree. */
function distinct({ layers }: ComparedLayer, of: (layer: Layer) => string): string[] {
  return [...new Set(layers.flatMap((layer) => layer === undefined ? [] : [of(layer)]))];
}

function differentShapes(row: ComparedLayer, { views }: ComparisonView): string[] {
  const atStandIns = new Set(row.layers.flatMap((layer, index) => layer === undefined ? [] : [shapeAtStandIns(layer, views[index]!)]));
  if (atStandIns.size < 2) return [];
  const shapes = distinct(row, ({ outputShapes }) => outputShapes.length === 0 ? "?" : shapeText(outputShapes[0], 16));
  return shapes;
}
