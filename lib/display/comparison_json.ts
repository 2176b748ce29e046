/**
 * A comparison as plain data.
 *
 * @module
 */
import type { Kinship } from "../analysis/same_network.ts";
import type { ComparedRow, ComparisonView } from "./comparison_view.ts";
import { precisionWords } from "./comparison_words.ts";

/** A quantity of every model, in the order of `models`; `null` where it is not known. At example values where sizes are free. */
export interface JsonComparedRow {
  /** What it is. */
  readonly name: string;
  /** Its unit, where the name does not say it. */
  readonly unit?: string;
  /** One a model. */
  readonly values: readonly (number | null)[];
}

/** A layer of the models that have it. */
export interface JsonComparedLayer {
  /** Whether it is the same in all. */
  readonly state: "same" | "stored" | "changed" | "missing";
  /** Its path in each model; `null` in one that has no such layer. */
  readonly names: readonly (string | null)[];
  /** Its type in each. */
  readonly types: readonly (string | null)[];
  /** Elements of its parameters in each. */
  readonly parameters: readonly (number | null)[];
  /** Bytes that these take as stored. */
  readonly parameterBytes: readonly (number | null)[];
  /** Its macs in each. */
  readonly macs: readonly (number | null)[];
}

/** What `JSON.stringify` makes of a comparison. */
export interface ComparisonJson {
  /** The version of this form. */
  readonly schema: 1;
  /** The models, with the fingerprint of each one's architecture and the element types that it is mostly stored in. */
  readonly models: readonly { readonly name: string; readonly architecture?: string; readonly precision: string }[];
  /** Which of them are one network, by their places in `models`. */
  readonly networks: readonly { readonly models: readonly number[]; readonly kinship: Kinship }[];
  /** The values that stand in for free sizes, of each model. */
  readonly sizes: readonly Readonly<Record<string, number>>[];
  /** The totals. */
  readonly totals: readonly JsonComparedRow[];
  /** How many nodes of each operator run. */
  readonly operators: readonly JsonComparedRow[];
  /** The layers, aligned. */
  readonly layers: readonly JsonComparedLayer[];
}

/** The comparison as a plain object. */
export function comparisonJson(view: ComparisonView): ComparisonJson {
  const { models, views, groups, totals, operators, layers, parameterBytes } = view;
  return {
    schema: 1,
    models: models.map(({ name, profile }) => ({
      name,
      ...(profile.architecture !== undefined && { architecture: profile.architecture.structure }),
      precision: precisionWords(profile.totals),
    })),
    networks: groups.map(({ members, kinship }) => ({ models: members, kinship })),
    sizes: views.map(({ standIns }) => Object.fromEntries(standIns.values)),
    totals: totals.map(rowJson),
    operators: operators.map(rowJson),
    layers: layers.map(({ state, layers: row }) => {
      const each = <T>(of: (layer: NonNullable<typeof row[0]>, index: number) => T | undefined) =>
        row.map((layer, index) => layer === undefined ? null : of(layer, index) ?? null);
      return {
        state,
        names: each(({ name, label }) => name || label),
        types: each(({ type }) => type),
        parameters: each(({ parameters }, index) => views[index]!.standIns.valueOf(parameters)),
        parameterBytes: each((layer, index) => parameterBytes[index]!(layer)),
        macs: each(({ macs, unknown }, index) => unknown.work > 0 ? undefined : views[index]!.standIns.valueOf(macs)),
      };
    }),
  };
}

function rowJson({ word, unit, values, partly }: ComparedRow): JsonComparedRow {
  return { name: word, ...(unit !== undefined && { unit }), values: values.map((value, index) => partly[index] ? null : value ?? null) };
}
