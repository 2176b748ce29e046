/**
 * The network's totals, as rows of a table in DESIGN's words.
 *
 * @module
 */
import type { Totals } from "../analysis/profile.ts";
import type { Dim } from "../model/dim.ts";
import type { Work } from "../operators/work.ts";
import { bytesDim, exactDim, numberOf, shortDim } from "./dim_text.ts";
import { unknownsOf } from "./layer_tree.ts";
import { bytesNumber, exactNumber } from "./number_text.ts";
import type { ProfileView } from "./profile_view.ts";

/** One total. */
export interface TotalsRow {
  /** What it is called. */
  readonly word: string;
  /** Its unit, where the word does not say it. */
  readonly unit?: string;
  /** The value; `undefined` where nothing of it is known. */
  readonly value: Dim | undefined;
  /** Every digit, or the expression. */
  readonly exact: string;
  /** Three digits and a unit. */
  readonly short: string;
  /** What else there is to say. */
  readonly remark: string;
}

/** The totals, in the order of importance. */
export function totalsRows({ profile, standIns }: ProfileView): TotalsRow[] {
  const { totals, nodes, coverage } = profile;
  const unknown = nodes.map(unknownsOf);
  const work = unknown.some((node) => node.work > 0);
  const memory = unknown.some((node) => node.memory > 0);
  const { memoryAccess, peak } = totals;
  return [
    row("parameters", totals.parameters, false, storageRemark(totals)),
    row("buffers", totals.buffers, false, ""),
    row("macs", totals.macs, work, ""),
    { ...row("flops", totals.flops, work, workRemark(totals.work)), unit: "flopbook convention" },
    {
      ...row(
        "memory access",
        memoryAccess.elements,
        memory,
        `read ${bytesDim(memoryAccess.readBytes, 40)}, written ${bytesDim(memoryAccess.writeBytes, 40)}`,
      ),
      unit: "elements",
    },
    bytesRow("peak activations", peak.activationBytes, coverage.unknown > 0, peakRemark(peak.node, standIns.values.size > 0)),
  ];
}

function row(word: string, value: Dim, partly: boolean, remark: string): TotalsRow {
  return { word, remark, ...hedge(value, partly, exactDim(value), shortDim(value, 40)) };
}

function bytesRow(word: string, value: Dim, partly: boolean, remark: string): TotalsRow {
  return { word, unit: "bytes", remark, ...hedge(value, partly, exactDim(value), bytesDim(value, 40)) };
}

/** A sum that lacks something is a lower bound, and one that lacks everything is not known. */
function hedge(value: Dim, partly: boolean, exact: string, short: string): Pick<TotalsRow, "value" | "exact" | "short"> {
  if (!partly) return { value, exact, short };
  return value === 0 ? { value: undefined, exact: "?", short: "?" } : { value, exact: `≥ ${exact}`, short: `≥ ${short}` };
}

function storageRemark({ parameterBytes, parameterBytesByDtype, trainable, parameters }: Totals): string {
  const types = Object.entries(parameterBytesByDtype).sort(([, a], [, b]) => b - a);
  const stored = types.length === 1
    ? `${bytesNumber(parameterBytes)} as ${types[0]![0]}`
    : types.map(([dtype, bytes]) => `${dtype} ${bytesNumber(bytes)}`).join(", ");
  const training = trainable === undefined
    ? "trainable: unknown"
    : `trainable ${exactNumber(trainable)}, frozen ${exactNumber(parameters - trainable)}`;
  return [stored, training].filter((text) => text !== "").join("; ");
}

/** The primitive operations beside macs, most first. */
function workRemark({ macs, ...others }: Work): string {
  const listed = Object.entries(others).filter(([, count]) => count !== 0).sort(([, a], [, b]) => (numberOf(b) ?? 0) - (numberOf(a) ?? 0));
  const shown = listed.slice(0, 2).map(([name, count]) => `${shortDim(count, 24)} ${name}`);
  const rest = listed.length > 2 ? [`${listed.length - 2} more kinds`] : [];
  return [...(macs === undefined || macs === 0 ? [] : ["2 × macs"]), ...shown, ...rest].join(" + ");
}

function peakRemark(node: string | undefined, free: boolean): string {
  if (node !== undefined) return `at ${node}`;
  return free ? "where, depends on the free sizes" : "";
}
