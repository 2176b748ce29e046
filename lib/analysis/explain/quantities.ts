/**
 * The numbers of a module or a node, each with the formula that comes to it.
 *
 * @module
 */
import { type Dim, divideExactly, product, sum } from "../../model/dim.ts";
import { type Primitive, PRIMITIVES, sumWork, type Work } from "../../operators/work.ts";
import type { FoundLayer } from "./find_layer.ts";
import { factor, type Formula, literal, plus, times, valueOf } from "./formula.ts";
import { elementFactors, type LayerFormulas, parameterSum, repeated } from "./layer.ts";
import { LAYER_FORMULAS } from "./mod.ts";

/** A number, with the formula that comes to it. */
export interface Quantity {
  /** Which number. */
  readonly name: "parameters" | "macs" | "flops";
  /** How much was counted. */
  readonly value: Dim;
  /** The formula; missing where none comes to the very number. */
  readonly formula?: Formula;
  /** What a reader may wonder about, in words. */
  readonly note?: string;
  /** What the number consists of where there is no formula: counts of primitive operations. */
  readonly counts?: Work;
}

/** What was counted. */
export interface Counted {
  /** Elements of parameters. */
  readonly parameters: number;
  /** Multiply-accumulates. */
  readonly macs: Dim;
  /** Operations. */
  readonly flops: Dim;
  /** Counts of primitive operations, node by node. */
  readonly work: readonly Work[];
}

/** The largest number of operations on an element that is shown as such; more is no property of an element. */
const MOST_PER_ELEMENT = 64;

/** The numbers, with formulas where these are the layers; one that does not come to what was counted is left out. */
export function quantitiesOf({ parameters, macs, flops, work }: Counted, layers: readonly FoundLayer[]): Quantity[] {
  const total = sumWork(work);
  const perLayer = layers.map((layer): Found => ({ layer, formulas: LAYER_FORMULAS[layer.draft.type] ?? {} }));
  const [first] = perLayer;
  return [
    parameterQuantity(parameters, first),
    quantity("macs", macs, all(perLayer.map(({ layer, formulas }) => inCalls(layer, formulas.macs?.(layer.draft))))),
    { ...quantity("flops", flops, operations(total, perLayer)), counts: total },
  ];
}

function parameterQuantity(value: number, first: Found | undefined): Quantity {
  const sum = first && parameterSum(first.layer.draft);
  const found = quantity("parameters", value, first && (first.formulas.parameters?.(first.layer.draft) ?? sum));
  const used = sum && valueOf(sum);
  if (value !== 0 || used === undefined) return found;
  return { ...found, note: `${used} elements that it uses are counted where the network uses them first` };
}

function quantity(name: Quantity["name"], value: Dim, formula: Formula | undefined): Quantity {
  const isRight = formula !== undefined && value !== 0 && valueOf(formula) === value;
  return { name, value, ...(isRight && { formula }) };
}

/** The sum of the formulas, if there is one for each. */
function all(formulas: readonly (Formula | undefined)[]): Formula | undefined {
  const known = formulas.filter((formula) => formula !== undefined);
  return known.length === 0 || known.length < formulas.length ? undefined : plus(...known);
}

function inCalls({ calls, times }: FoundLayer, formula: Formula | undefined): Formula | undefined {
  return formula && repeated(repeated(formula, times, "runs", "runs in a loop"), calls, "calls", "calls of the module");
}

interface Found {
  readonly layer: FoundLayer;
  readonly formulas: LayerFormulas;
}

/** Two for each multiply-accumulate, then what is done to each element together, then every other operation. */
function operations(total: Work, layers: readonly Found[]): Formula | undefined {
  const { macs = 0, bits: _, ...others } = total;
  const first: Formula[] = macs === 0 ? [] : [times(literal(2), factor("macs", macs, PRIMITIVES.macs))];
  const terms = (Object.entries(others) as [Primitive, Dim][]).map(([name, count]) => operation(name, count, layers));
  const elementwise = (["out", "in"] as const).flatMap((side) => {
    const each = terms.flatMap((term) => term.side === side ? [term.formula] : []);
    return each.length === 0
      ? []
      : [times(plus(...each), all(layers.map(({ layer }) => inCalls(layer, elementFactors(shapeOf(layer, side)!, side))))!)];
  });
  const summed = [...first, ...elementwise, ...terms.flatMap((term) => term.side === undefined ? [term.formula] : [])];
  return summed.length === 0 ? undefined : plus(...summed);
}

/** One kind of operation: so many for each element of the output or of the first input, or the count alone. */
function operation(name: Primitive, count: Dim, layers: readonly Found[]): { readonly formula: Formula; readonly side?: "out" | "in" } {
  for (const side of ["out", "in"] as const) {
    const elements = elementsOf(layers, side);
    const each = elements === undefined ? undefined : divideExactly(count, elements);
    if (typeof each !== "number" || each < 1) continue;
    const told = layers[0]!.formulas.operations?.(layers[0]!.layer.draft)[name];
    if (told !== undefined && valueOf(told) === each) return { formula: told, side };
    if (each <= MOST_PER_ELEMENT) return { formula: factor(name, each, PRIMITIVES[name]), side };
  }
  return { formula: factor(name, count, PRIMITIVES[name]) };
}

function elementsOf(layers: readonly Found[], side: "out" | "in"): Dim | undefined {
  if (layers.length === 0 || layers.some(({ layer }) => shapeOf(layer, side) === undefined)) return undefined;
  return sum(layers.map(({ layer }) => product([layer.calls, layer.times, ...shapeOf(layer, side)!])));
}

function shapeOf({ draft }: FoundLayer, side: "out" | "in"): readonly Dim[] | undefined {
  return side === "out" ? draft.output : draft.inputs[0];
}
