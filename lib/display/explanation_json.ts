/**
 * An explanation as a plain object.
 *
 * @module
 */
import type { Explanation } from "../analysis/explain/explain.ts";
import { symbolsIn } from "../analysis/explain/formula.ts";
import type { Quantity } from "../analysis/explain/quantities.ts";
import type { Dim } from "../model/dim.ts";
import { formulaText } from "./formula_text.ts";
import { dimJson, type JsonDim } from "./json_cost.ts";

/** A number and the formula that comes to it. */
export interface JsonQuantity {
  /** `parameters`, `macs` or `flops`. */
  readonly name: string;
  /** How much was counted. */
  readonly value: JsonDim;
  /** The formula in symbols; missing where none comes to the very number. */
  readonly formula?: string;
  /** The formula with the numbers put in. */
  readonly numbers?: string;
  /** What a reader may wonder about. */
  readonly note?: string;
  /** What the symbols stand for; a layer that runs at several sizes has a symbol twice. */
  readonly where?: readonly { readonly symbol: string; readonly value: JsonDim; readonly meaning: string }[];
}

/** Part of a module. */
export interface JsonPart {
  /** Its name. */
  readonly name: string;
  /** A module's type or a node's operator. */
  readonly type: string;
  /** Its numbers. */
  readonly quantities: readonly JsonQuantity[];
}

/** How a tool counts it. */
export interface JsonRule {
  /** The tool. */
  readonly tool: string;
  /** The version whose rules these are. */
  readonly version: string;
  /** What its numbers count. */
  readonly unit: string;
  /** Each of its numbers' share, with its parts by reason; `amount` is missing where it cannot be told. */
  readonly numbers: readonly {
    readonly number: string;
    readonly amount?: JsonDim;
    readonly parts: readonly { readonly reason: string; readonly amount: JsonDim }[];
  }[];
}

/** An explanation. */
export interface JsonExplanation {
  /** The name that was asked for. */
  readonly name: string;
  /** `module` or `node`. */
  readonly kind: string;
  /** A module's type or a node's operator. */
  readonly type: string;
  /** Shapes of what it takes, where it is one layer. */
  readonly inputShapes: readonly (readonly JsonDim[])[];
  /** Shapes of what it gives. */
  readonly outputShapes: readonly (readonly JsonDim[])[];
  /** Its numbers. */
  readonly quantities: readonly JsonQuantity[];
  /** What it consists of, where it is not one layer. */
  readonly parts: readonly JsonPart[];
  /** How each tool counts it. */
  readonly conventions: readonly JsonRule[];
  /** Why a number is not known. */
  readonly problems: readonly string[];
}

/** The explanation as a plain object. */
export function explanationJson(explanation: Explanation): JsonExplanation {
  const { name, kind, type, inputShapes, outputShapes, quantities, parts, conventions, problems } = explanation;
  const shapes = (list: readonly (readonly Dim[])[]) => list.map((shape) => shape.map(dimJson));
  return {
    name,
    kind,
    type,
    inputShapes: shapes(inputShapes),
    outputShapes: shapes(outputShapes),
    quantities: quantities.map(quantityJson),
    parts: parts.map((part) => ({ name: part.name, type: part.type, quantities: part.quantities.map(quantityJson) })),
    conventions: conventions.map(({ tool, version, unit, numbers }) => ({
      tool,
      version,
      unit,
      numbers: numbers.map(({ number, amount, parts }) => ({
        number,
        ...(amount !== undefined && { amount: dimJson(amount) }),
        parts: parts.map((part) => ({ reason: part.reason, amount: dimJson(part.amount) })),
      })),
    })),
    problems,
  };
}

function quantityJson({ name, value, formula, note }: Quantity): JsonQuantity {
  if (formula === undefined) return { name, value: dimJson(value), ...(note !== undefined && { note }) };
  return {
    name,
    value: dimJson(value),
    formula: formulaText(formula, "symbols"),
    numbers: formulaText(formula, "numbers"),
    where: symbolsIn(formula).map((each) => ({ symbol: each.symbol!, value: dimJson(each.value), meaning: each.meaning! })),
  };
}
